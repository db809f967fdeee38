import { joined, type ReadImage, stretch } from "./image_bytes.ts";
import { turnedOf, turnedSegment } from "./image_turned.ts";

const marker = {
  startOfImage: 0xd8,
  endOfImage: 0xd9,
  startOfScan: 0xda,
  comment: 0xfe,
  jfif: 0xe0,
  exif: 0xe1,
  adobe: 0xee,
} as const;

/**
 * JPEG (ITU-T T.81): segments, each a marker and a length, and pixels behind each start of a scan. As "turned" it goes on
 * saying how its pixels lie.
 */
export function readJpeg(file: DataView<ArrayBuffer>, as: "plain" | "turned" = "plain"): ReadImage {
  const parts = [stretch(file, 0, 2)];
  let turned: number | undefined;
  let [width, height] = [0, 0];
  let at = 2;
  for (;;) {
    if (file.getUint8(at) !== 0xff) throw new RangeError("No marker");
    const code = file.getUint8(at + 1);
    if (code === 0xff) {
      // A marker may be preceded by any number of these.
      at++;
      continue;
    }
    if (code === marker.endOfImage) break;
    const segment = stretch(file, at, 2 + file.getUint16(at + 2));
    if (isFrame(code)) [height, width] = [file.getUint16(at + 5), file.getUint16(at + 7)];
    if (isNeeded(code, segment)) parts.push(segment);
    if (as === "turned" && code === marker.exif) turned ??= turnedOf(segment);
    at += segment.length;
    if (code !== marker.startOfScan) continue;
    const end = endOfScan(file, at);
    parts.push(stretch(file, at, end - at));
    at = end;
  }
  parts.push(Uint8Array.of(0xff, marker.endOfImage));
  if (turned === undefined || turned === 1) return { width, height, bytes: joined(parts) };
  // Behind the start of the picture, where readers look for it.
  parts.splice(1, 0, turnedSegment(turned));
  return { width, height, turned, bytes: joined(parts) };
}

/** Start of a frame, of whichever coding: it has the dimensions. */
function isFrame(code: number): boolean {
  return code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc;
}

/**
 * Of the segments of applications (Exif with its place and its small copy of the picture as it was before it was cut to
 * size, profiles, editors' notes) only two say how the pixels are meant: JFIF without a small copy, and Adobe's.
 */
function isNeeded(code: number, segment: Uint8Array): boolean {
  if (code === marker.jfif) {
    return segment.length === 18 && segment[4] === 0x4a && segment[16] === 0 && segment[17] === 0;
  }
  if (code === marker.adobe) return segment.length === 16;
  return code !== marker.comment && (code < 0xe0 || code > 0xef);
}

/** The next marker that is no part of the pixels: neither a byte 0xff of theirs nor a restart. */
function endOfScan(file: DataView<ArrayBuffer>, start: number): number {
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
  for (let at = start;; at++) {
    at = bytes.indexOf(0xff, at);
    if (at === -1) throw new RangeError("The file ends early");
    const code = file.getUint8(at + 1);
    if (code !== 0 && code !== 0xff && !(code >= 0xd0 && code <= 0xd7)) return at;
  }
}
