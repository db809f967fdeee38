import { joined, type ReadImage, stretch } from "./image_bytes.ts";

const mark = { extension: 0x21, image: 0x2c, end: 0x3b, control: 0xf9, application: 0xff } as const;

const screenBytes = 13;
const descriptorBytes = 10;

/** GIF (89a): a screen, then blocks. Gone are comments, texts, and what applications put in but how often it is repeated. */
export function readGif(file: DataView<ArrayBuffer>): ReadImage {
  let [width, height] = [file.getUint16(6, true), file.getUint16(8, true)];
  let at = screenBytes + tableBytes(file.getUint8(10));
  const parts = [stretch(file, 0, at)];
  let pixels = false;
  for (;;) {
    const kind = file.getUint8(at);
    if (kind === mark.end) break;
    const start = at;
    if (kind === mark.image) {
      [width, height] = [Math.max(width, rightOf(file, at)), Math.max(height, bottomOf(file, at))];
      at = endOfBlocks(file, at + descriptorBytes + tableBytes(file.getUint8(at + 9)) + 1);
      pixels = true;
      parts.push(stretch(file, start, at - start));
    } else if (kind === mark.extension) {
      at = endOfBlocks(file, at + 2);
      if (isNeeded(file, start)) parts.push(stretch(file, start, at - start));
    } else throw new RangeError("No block");
  }
  if (!pixels) throw new RangeError("No pixels");
  parts.push(Uint8Array.of(mark.end));
  return { width, height, bytes: joined(parts) };
}

/** Of a screen or an image, by its flags. */
function tableBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

function rightOf(file: DataView<ArrayBuffer>, image: number): number {
  return file.getUint16(image + 1, true) + file.getUint16(image + 5, true);
}

function bottomOf(file: DataView<ArrayBuffer>, image: number): number {
  return file.getUint16(image + 3, true) + file.getUint16(image + 7, true);
}

/** Behind blocks that each begin with their length, up to an empty one. */
function endOfBlocks(file: DataView<ArrayBuffer>, start: number): number {
  let at = start;
  for (;;) {
    const length = file.getUint8(at);
    at += 1 + length;
    if (length === 0) return at;
  }
}

function isNeeded(file: DataView<ArrayBuffer>, extension: number): boolean {
  const label = file.getUint8(extension + 1);
  if (label === mark.control) return true;
  if (label !== mark.application || file.getUint8(extension + 2) !== 11) return false;
  const name = String.fromCharCode(...stretch(file, extension + 3, 11));
  // How often it is repeated: a block of three bytes, and none after it.
  return (name === "NETSCAPE2.0" || name === "ANIMEXTS1.0") && file.getUint8(extension + 14) === 3 &&
    file.getUint8(extension + 18) === 0;
}
