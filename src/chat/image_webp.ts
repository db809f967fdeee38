import { joined, type ReadImage, stretch } from "./image_bytes.ts";

const headBytes = 12;
/** In the flags of `VP8X`: what else is announced does not come any more. */
const alphaFlag = 0x10;
const movingFlag = 0x02;

/** WebP (RFC 9649): RIFF chunks, in little-endian order. As "still", one that moves is refused. */
export function readWebp(file: DataView<ArrayBuffer>, as: "still" | "moving" = "still"): ReadImage {
  const flags = as === "still" ? alphaFlag : alphaFlag | movingFlag;
  const end = 8 + file.getUint32(4, true);
  if (end > file.byteLength) throw new RangeError("The file ends early");
  const parts: Uint8Array[] = [];
  let [width, height, pixels] = [0, 0, false];
  for (let at = headBytes; at < end;) {
    const name = String.fromCharCode(...stretch(file, at, 4));
    const length = file.getUint32(at + 4, true);
    const padded = 8 + length + length % 2;
    const chunk = stretch(file, at, padded);
    const moves = name === "ANIM" || name === "ANMF";
    if (moves && as === "still") throw new RangeError("It moves");
    const size = sizeOf(name, file, at + 8, length);
    if (size !== undefined) [width, height] = [Math.max(width, size.width), Math.max(height, size.height)];
    if (name === "VP8X") parts.push(withFlags(chunk, chunk[8]! & flags));
    else if (moves || name === "ALPH" || name === "VP8 " || name === "VP8L") parts.push(chunk);
    pixels ||= name === "VP8 " || name === "VP8L" || name === "ANMF";
    at += padded;
  }
  if (!pixels) throw new RangeError("No pixels");
  const body = joined(parts);
  const head = joined([stretch(file, 0, headBytes)]);
  new DataView(head.buffer).setUint32(4, 4 + body.length, true);
  return { width, height, bytes: joined([head, body]) };
}

function withFlags(chunk: Uint8Array, flags: number): Uint8Array {
  const copy = joined([chunk]);
  copy[8] = flags;
  return copy;
}

/** Of the canvas or of the pixels: what would be shown is the larger. */
function sizeOf(
  name: string,
  file: DataView<ArrayBuffer>,
  at: number,
  length: number,
): { readonly width: number; readonly height: number } | undefined {
  if (name === "VP8X") {
    if (length < 10) throw new RangeError("No canvas");
    return { width: 1 + uint24(file, at + 4), height: 1 + uint24(file, at + 7) };
  }
  if (name === "VP8L") {
    if (length < 5 || file.getUint8(at) !== 0x2f) throw new RangeError("No header");
    const bits = file.getUint32(at + 1, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  if (name !== "VP8 ") return undefined;
  if (length < 10 || file.getUint32(at + 2, true) >>> 8 !== 0x2a019d) throw new RangeError("No header");
  return { width: file.getUint16(at + 6, true) & 0x3fff, height: file.getUint16(at + 8, true) & 0x3fff };
}

function uint24(file: DataView<ArrayBuffer>, at: number): number {
  return file.getUint16(at, true) | file.getUint8(at + 2) << 16;
}
