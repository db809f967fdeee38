import { bytes, jpegSegment } from "./small_images.ts";

/** Small pictures that move, and what says how a photo's pixels lie. */

const uint16le = (value: number) => [value & 0xff, value >> 8];

/** A screen of two colours, and blocks. */
export function gif(width: number, height: number, ...blocks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const screen = bytes("GIF89a", uint16le(width), uint16le(height), [0x80, 0, 0], [0, 0, 0, 255, 255, 255]);
  return bytes(screen, ...blocks, [0x3b]);
}

/** The pixels of a frame, after how long it is shown. */
export function gifFrame(width: number, height: number): Uint8Array {
  const control = [0x21, 0xf9, 4, 0, 10, 0, 0, 0];
  return bytes(control, [0x2c, 0, 0, 0, 0], uint16le(width), uint16le(height), [0], [2, 2, 0x44, 1, 0]);
}

export function gifComment(text: string): Uint8Array {
  return bytes([0x21, 0xfe, text.length], text, [0]);
}

export const gifLoop: Uint8Array = bytes([0x21, 0xff, 11], "NETSCAPE2.0", [3, 1, 0, 0, 0]);

/** A segment of Exif that says how the pixels lie, and more. */
export function exif(turned: number, more: string): Uint8Array<ArrayBuffer> {
  const directory = [0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, turned, 0, 0, 0, 0, 0, 0];
  return bytes(jpegSegment(0xe1, bytes("Exif\0\0MM", [0, 42, 0, 0, 0, 8], directory, more)));
}
