import { picturePixelsMax } from "../../limits.ts";
import { ParleyError } from "../../protocol/parley_error.ts";
import { readGif } from "../image_gif.ts";
import type { ReadImage } from "../image_bytes.ts";
import { readJpeg } from "../image_jpeg.ts";
import { readPng } from "../image_png.ts";
import { readWebp } from "../image_webp.ts";

type Read = (file: DataView<ArrayBuffer>) => ReadImage;

const readers: Readonly<Record<string, Read>> = {
  "image/png": (file) => readPng(file, "moving"),
  "image/jpeg": (file) => readJpeg(file, "turned"),
  "image/gif": readGif,
  "image/webp": (file) => readWebp(file, "moving"),
};

export interface Picture {
  /** The same pixels without anything else. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** As it is shown. */
  readonly width: number;
  readonly height: number;
  /** How its pixels lie, 1 to 8. */
  readonly turned: number;
}

export function isPicture(type: string): boolean {
  return readers[type] !== undefined;
}

/**
 * Leaves of a picture what is needed to show it, going by its headers alone: nothing is unpacked.
 *
 * @returns `undefined`: it is broken, or not what it begins as.
 * @throws ParleyError `invalid`: it would unpack into more than readers can hold.
 */
export function readPicture(type: string, bytes: Uint8Array<ArrayBuffer>): Picture | undefined {
  const found = parsed(type, bytes);
  if (found === undefined || Math.min(found.width, found.height) < 1) return undefined;
  const { width, height, turned = 1 } = found;
  if (width * height > picturePixelsMax) {
    throw new ParleyError("invalid", `Expected a picture of at most ${picturePixelsMax / 1e6} million pixels`);
  }
  return { bytes: found.bytes, turned, ...(turned > 4 ? { width: height, height: width } : { width, height }) };
}

function parsed(type: string, bytes: Uint8Array<ArrayBuffer>): ReadImage | undefined {
  try {
    return readers[type]?.(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
