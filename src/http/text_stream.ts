/** Text as the body of an answer, a piece at a time and no faster than it is fetched: it may be larger than the memory. */
export function textStream(pieces: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const parts = pieces[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await parts.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await parts.return?.(undefined);
    },
  });
}
