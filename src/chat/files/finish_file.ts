import { pictureBytesMax } from "../../limits.ts";
import type { Blobs } from "../../ports/blobs.ts";
import type { FileRecord, FileShape } from "../../ports/files.ts";
import type { Pictures } from "../../ports/pictures.ts";
import { fileTypeOf, headBytes, unknownType } from "./file_type.ts";
import { isPicture, readPicture } from "./picture.ts";

export interface FinishDeps {
  readonly blobs: Blobs;
  readonly pictures: Pictures;
}

/**
 * Looks at a file all of which has come, and prepares what is given out of it. Repeating it comes to the same.
 *
 * @throws ParleyError `invalid` for a picture that nobody could hold unpacked.
 */
export async function finishFile(file: FileRecord, { blobs, pictures }: FinishDeps): Promise<FileShape> {
  const original = { file: file.id, part: "original" } as const;
  await blobs.finish(original, file);
  const head = await collected(await blobs.read(original, 0, Math.min(headBytes, file.length)));
  const type = fileTypeOf(head, file.length);
  if (!isPicture(type)) return { type, size: file.length, cleaned: false };
  // What is not looked at is not shown either: it is a file like others.
  if (file.length > pictureBytesMax) return { type: unknownType, size: file.length, cleaned: false };
  const picture = readPicture(type, await collected(await blobs.read(original, 0, file.length)));
  if (picture === undefined) return { type: unknownType, size: file.length, cleaned: false };
  const { bytes, width, height } = picture;
  await blobs.put({ file: file.id, part: "picture" }, bytes);
  const shape = { type, size: bytes.length, cleaned: true, width, height } as const;
  const preview = await pictures.preview(bytes, picture.turned);
  if (preview === undefined) return shape;
  await blobs.put({ file: file.id, part: "thumbnail" }, preview.bytes);
  return { ...shape, thumbnail: preview.type, thumbnailSize: preview.bytes.length, blur: preview.blur };
}

async function collected(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
