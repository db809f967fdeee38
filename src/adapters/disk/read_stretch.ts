import { type FileHandle, open } from "node:fs/promises";
import { fileReadBytes } from "../../limits.ts";

/** The bytes of a file from `start` up to `end`, read as they are asked for; closed at the end or when nobody wants more. */
export async function readStretch(
  path: string,
  start: number,
  end: number,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const file = await open(path, "r");
  let at = start;
  return new ReadableStream({
    async pull(controller) {
      try {
        const bytes = await readAt(file, at, Math.min(fileReadBytes, end - at));
        at += bytes.length;
        if (bytes.length > 0) controller.enqueue(bytes);
        if (at < end) return;
        await file.close();
        controller.close();
      } catch (error) {
        await file.close();
        throw error;
      }
    },
    cancel: () => file.close(),
  }, { highWaterMark: 0 });
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) throw new RangeError("The file is shorter than it was");
    filled += bytesRead;
  }
  return bytes;
}
