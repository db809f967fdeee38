import { avatarPixelsMax } from "../limits.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { ReadImage } from "./image_bytes.ts";
import { readJpeg } from "./image_jpeg.ts";
import { readPng } from "./image_png.ts";
import { readWebp } from "./image_webp.ts";

export type ImageType = "image/png" | "image/jpeg" | "image/webp";

export interface Image {
  readonly type: ImageType;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

interface Format {
  readonly type: ImageType;
  /** At the start; `undefined`: any byte. */
  readonly magic: readonly (number | undefined)[];
  readonly read: (file: DataView<ArrayBuffer>) => ReadImage;
}

const gap = [undefined, undefined, undefined, undefined] as const;

const formats: readonly Format[] = [
  { type: "image/png", magic: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], read: readPng },
  { type: "image/jpeg", magic: [0xff, 0xd8, 0xff], read: readJpeg },
  { type: "image/webp", magic: [0x52, 0x49, 0x46, 0x46, ...gap, 0x57, 0x45, 0x42, 0x50], read: readWebp },
];

/**
 * Says by its content what a small picture is, and leaves of it what is needed to show it. The pixels themselves are not
 * looked at.
 * @throws ParleyError `unsupported_media_type` for what is none, `invalid` for a broken, moving or too large one.
 */
export function readImage(bytes: Uint8Array<ArrayBuffer>): Image {
  const format = formats.find(({ magic }) => magic.every((byte, i) => byte === undefined || bytes[i] === byte));
  if (format === undefined) throw new ParleyError("unsupported_media_type", "Expected a PNG, JPEG or WebP picture");
  let image: ReadImage;
  try {
    image = format.read(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new ParleyError("invalid", "The picture is broken, or one that moves", { cause });
  }
  const { width, height } = image;
  if (Math.min(width, height) < 1 || Math.max(width, height) > avatarPixelsMax) {
    throw new ParleyError("invalid", `Expected a picture of at most ${avatarPixelsMax} pixels a side`);
  }
  return { type: format.type, bytes: image.bytes };
}
