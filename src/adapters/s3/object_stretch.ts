import type { Bucket } from "./bucket.ts";
import { ObjectsFault } from "./objects_fault.ts";

/** The bytes of an object from `start` up to `end`, read as they are asked for; given up when nothing comes for too long. */
export async function readStretch(
  bucket: Bucket,
  key: string,
  start: number,
  end: number,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  if (start === end) return new Blob([]).stream();
  const answer = await bucket.ask({ method: "GET", key, headers: { Range: `bytes=${start}-${end - 1}` } });
  const reader = answer.body?.getReader();
  let left = end - start;
  if (reader === undefined || answer.status !== 206) {
    await reader?.cancel();
    throw new ObjectsFault(`answered ${answer.status} to a range`, false);
  }
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await bucket.inTime(reader.read());
        left -= value?.length ?? 0;
        if (done ? left > 0 : left < 0) throw new ObjectsFault("gave another number of bytes than it has", true);
        if (value !== undefined) controller.enqueue(value);
        if (left === 0) controller.close();
        if (left === 0) await reader.cancel();
      } catch (error) {
        await reader.cancel().catch(() => undefined);
        throw error;
      }
    },
    cancel: () => reader.cancel(),
  }, { highWaterMark: 0 });
}

/** The first bytes of an object, in memory. */
export async function readWhole(bucket: Bucket, key: string, length: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(await readStretch(bucket, key, 0, length)).arrayBuffer());
}
