import { deflateSync } from "node:zlib";

/** Small pictures, made byte by byte, and what may hang on them. */

const encoder = new TextEncoder();

export function bytes(...parts: readonly (string | Uint8Array | readonly number[])[]): Uint8Array<ArrayBuffer> {
  const all = parts.map((part) => typeof part === "string" ? encoder.encode(part) : Uint8Array.from(part));
  const joined = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of all) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

const uint32 = (value: number) => [value >>> 24, value >>> 16 & 0xff, value >>> 8 & 0xff, value & 0xff];
const uint32le = (value: number) => uint32(value).reverse();
const uint16 = (value: number) => [value >> 8, value & 0xff];

function crc(data: Uint8Array): number {
  let value = ~0;
  for (const byte of data) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? value >>> 1 ^ 0xedb88320 : value >>> 1;
  }
  return ~value >>> 0;
}

export function pngChunk(name: string, content: Uint8Array | readonly number[] = []): Uint8Array {
  const named = bytes(name, content);
  return bytes(uint32(named.length - 4), named, uint32(crc(named)));
}

/** A picture of one grey, and further chunks before its pixels. */
export function png(width: number, height: number, ...more: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const rows = deflateSync(new Uint8Array(height * (width + 1)));
  const header = pngChunk("IHDR", [...uint32(width), ...uint32(height), 8, 0, 0, 0, 0]);
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  return bytes(signature, header, ...more, pngChunk("IDAT", rows), pngChunk("IEND"));
}

export function jpegSegment(code: number, content: string | Uint8Array | readonly number[]): Uint8Array {
  const inside = bytes(content);
  return bytes([0xff, code], uint16(inside.length + 2), inside);
}

/** The shape of a picture: its pixels are noise, with what only looks like a marker among them. */
export function jpeg(width: number, height: number, ...more: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const frame = jpegSegment(0xc2, [8, ...uint16(height), ...uint16(width), 1, 1, 0x11, 0]);
  const scan = bytes(jpegSegment(0xda, [1, 1, 0, 0, 0, 0]), [1, 2, 0xff, 0, 3, 0xff, 0xd3, 4]);
  return bytes([0xff, 0xd8], ...more, frame, scan, jpegSegment(0xc4, [1]), scan, [0xff, 0xd9]);
}

export function webpChunk(name: string, content: Uint8Array | readonly number[]): Uint8Array {
  return bytes(name, uint32le(content.length), content, content.length % 2 === 1 ? [0] : []);
}

export function webp(...chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const body = bytes("WEBP", ...chunks);
  return bytes("RIFF", uint32le(body.length), body);
}

/** Lossless pixels of this size. */
export function webpPixels(width: number, height: number): Uint8Array {
  return webpChunk("VP8L", [0x2f, ...uint32le(width - 1 | height - 1 << 14), 7]);
}

/** What announces further chunks, by its flags. */
export function webpCanvas(flags: number, width: number, height: number): Uint8Array {
  return webpChunk("VP8X", [flags, 0, 0, 0, ...uint32le(width - 1).slice(0, 3), ...uint32le(height - 1).slice(0, 3)]);
}
