const encoder = new TextEncoder();

/** Longest header of a server's text frame: RFC 6455, 5.2, with a 64-bit length and no mask. */
const headerBytesMax = 10;
/** UTF-8 takes at most three bytes a UTF-16 unit. */
const unitBytesMax = 3;
/** Where frames are encoded before they are copied out at their size; longer ones get a place of their own. */
const scratch = new Uint8Array(1 << 18);

/** The bytes of one unmasked text frame a text (RFC 6455, 5.2), back to back. */
export function textFrames(texts: readonly string[]): Uint8Array {
  let most = 0;
  for (const text of texts) most += headerBytesMax + unitBytesMax * text.length;
  const room = most <= scratch.length ? scratch : new Uint8Array(most);
  let end = 0;
  for (const text of texts) end = encodeAt(room, end, text);
  return room.slice(0, end);
}

/** Encodes behind a header of the length that ASCII would need, and moves what turns out to need another. */
function encodeAt(room: Uint8Array, start: number, text: string): number {
  const guess = start + headerBytes(text.length);
  const { written } = encoder.encodeInto(text, room.subarray(guess));
  const body = start + headerBytes(written);
  if (body !== guess) room.copyWithin(body, guess, guess + written);
  writeHeader(room, start, written);
  return body + written;
}

function headerBytes(length: number): number {
  return length < 126 ? 2 : length < 65_536 ? 4 : headerBytesMax;
}

function writeHeader(room: Uint8Array, at: number, length: number): void {
  room[at] = 0x81; // FIN and opcode 1
  if (length < 126) {
    room[at + 1] = length;
  } else if (length < 65_536) {
    room[at + 1] = 126;
    room[at + 2] = length >>> 8;
    room[at + 3] = length;
  } else {
    room[at + 1] = 127;
    new DataView(room.buffer, room.byteOffset).setBigUint64(at + 2, BigInt(length));
  }
}
