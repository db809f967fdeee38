/** How a JPEG's pixels lie, as its Exif says (Exif 2.32, 4.6.4): from 1, upright, to 8. */
const orientationTag = 0x0112;

/** Of a segment `APP1`, marker and length included; `undefined`: it does not say. */
export function turnedOf(segment: Uint8Array<ArrayBuffer>): number | undefined {
  const view = new DataView(segment.buffer, segment.byteOffset, segment.byteLength);
  const tiff = 10;
  if (segment.length < tiff + 14 || String.fromCharCode(...segment.subarray(4, 8)) !== "Exif") return undefined;
  const little = view.getUint16(tiff) === 0x4949;
  const directory = tiff + view.getUint32(tiff + 4, little);
  if (directory + 2 > segment.length) return undefined;
  const entries = view.getUint16(directory, little);
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + 12 * i;
    if (entry + 12 > segment.length) return undefined;
    if (view.getUint16(entry, little) !== orientationTag) continue;
    const turned = view.getUint16(entry + 8, little);
    return turned >= 1 && turned <= 8 ? turned : undefined;
  }
  return undefined;
}

/** A segment `APP1` that says this and nothing else. */
export function turnedSegment(turned: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(
    ...[0xff, 0xe1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0],
    ...[0x4d, 0x4d, 0, 42, 0, 0, 0, 8],
    ...[0, 1, orientationTag >> 8, orientationTag & 0xff, 0, 3, 0, 0, 0, 1, 0, turned, 0, 0],
    ...[0, 0, 0, 0],
  );
}
