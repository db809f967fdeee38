const encoder = new TextEncoder();

/** Longest header of a server's text frame: RFC 6455, 5.2, with a 64-bit length and no mask. */
const headerBytesMax = 10;

/** The bytes of one unmasked text frame (RFC 6455, 5.2). */
export function textFrame(text: string): Uint8Array {
  // UTF-8 takes at most three bytes a UTF-16 unit. Encode behind the longest header, then move the view to the real one.
  const room = new Uint8Array(headerBytesMax + text.length * 3);
  const { written } = encoder.encodeInto(text, room.subarray(headerBytesMax));
  const start = headerBytesMax - headerBytes(written);
  writeHeader(room, start, written);
  return room.slice(start, headerBytesMax + written);
}

function headerBytes(length: number): number {
  return length < 126 ? 2 : length < 65_536 ? 4 : 10;
}

function writeHeader(target: Uint8Array, at: number, length: number): void {
  const view = new DataView(target.buffer, target.byteOffset);
  view.setUint8(at, 0x81); // FIN and opcode 1
  if (length < 126) return view.setUint8(at + 1, length);
  if (length < 65_536) {
    view.setUint8(at + 1, 126);
    return view.setUint16(at + 2, length);
  }
  view.setUint8(at + 1, 127);
  view.setBigUint64(at + 2, BigInt(length));
}
