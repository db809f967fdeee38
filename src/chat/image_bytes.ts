/** What a format's reader makes of a file. Throws RangeError where the file ends early or contradicts itself. */
export interface ReadImage {
  /** In pixels; 0 where the file does not say. */
  readonly width: number;
  readonly height: number;
  /** How the pixels lie, 1 (upright) to 8, where that is said and kept. */
  readonly turned?: number;
  /** The same picture and nothing else: no place, no camera, no words, nothing behind its end. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Some stretches of a file, one after the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Bytes of a file. Throws RangeError past its end. */
export function stretch(file: DataView<ArrayBuffer>, start: number, length: number): Uint8Array<ArrayBuffer> {
  if (start + length > file.byteLength) throw new RangeError("The file ends early");
  return new Uint8Array(file.buffer, file.byteOffset + start, length);
}
