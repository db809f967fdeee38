/** Longest line of a stream, UTF-16 units, before it is given up: no text between nodes comes near. */
const lineCharsMax = 1_048_576;

/** What a line of Upstash's event stream tells. */
export type StreamLine =
  | { readonly kind: "subscribed"; readonly channel: string }
  | { readonly kind: "message"; readonly channel: string; readonly text: string };

/** Reads a body of `text/event-stream` line by line, until it ends. Throws what the body throws, and at an endless line. */
export async function readEventStream(
  body: ReadableStreamDefaultReader<Uint8Array>,
  told: (line: StreamLine) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await body.read();
    if (done) return;
    const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
    rest = lines.pop()!;
    if (rest.length > lineCharsMax) throw new Error("The stream has a line without an end");
    for (const text of lines) {
      const line = parseLine(text);
      if (line !== undefined) told(line);
    }
  }
}

/** `data: subscribe,<channel>,1` and `data: message,<channel>,<text>`; anything else is no news. */
export function parseLine(line: string): StreamLine | undefined {
  const found = /^data: ?(subscribe|message),([^,]*),(.*?)\r?$/s.exec(line);
  if (found === null) return undefined;
  const [, kind, channel, text] = found as unknown as [string, string, string, string];
  return kind === "subscribe" ? { kind: "subscribed", channel } : { kind: "message", channel, text: plainText(text) };
}

/** Texts between nodes are JSON objects; where the service encodes what it passes on, they come in base64. */
function plainText(text: string): string {
  if (text.startsWith("{")) return text;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.fromBase64(text));
  } catch {
    return text;
  }
}
