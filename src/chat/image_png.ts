import { joined, type ReadImage, stretch } from "./image_bytes.ts";

/** Chunks that the picture needs. Gone with the others: texts, times, Exif. */
const still = new Set(["IHDR", "PLTE", "tRNS", "gAMA", "cHRM", "sRGB", "IDAT", "IEND"]);
/** And those of one that moves. */
const moving = new Set([...still, "acTL", "fcTL", "fdAT"]);

const signatureBytes = 8;
/** Length and type before its content, and a checksum behind it. */
const chunkBytes = 12;

/** PNG (ISO/IEC 15948): a signature and chunks, from IHDR to IEND. Of one that moves "still" leaves the first frame. */
export function readPng(file: DataView<ArrayBuffer>, as: "still" | "moving" = "still"): ReadImage {
  const kept = as === "still" ? still : moving;
  const parts = [stretch(file, 0, signatureBytes)];
  let data = false;
  let at = signatureBytes;
  if (nameAt(file, at) !== "IHDR" || file.getUint32(at) !== 13) throw new RangeError("No header");
  const [width, height] = [file.getUint32(at + 8), file.getUint32(at + 12)];
  for (;;) {
    const name = nameAt(file, at);
    const chunk = stretch(file, at, chunkBytes + file.getUint32(at));
    if (kept.has(name)) parts.push(chunk);
    at += chunk.length;
    data ||= name === "IDAT";
    if (name === "IEND") break;
  }
  if (!data) throw new RangeError("No pixels");
  return { width, height, bytes: joined(parts) };
}

function nameAt(file: DataView<ArrayBuffer>, chunk: number): string {
  return String.fromCharCode(...stretch(file, chunk + 4, 4));
}
