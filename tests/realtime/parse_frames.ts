/** What a client reads from the bytes: RFC 6455, 5.2, written anew from the text of the standard. */
export interface ParsedFrame {
  readonly fin: boolean;
  readonly reserved: number;
  readonly opcode: number;
  readonly masked: boolean;
  readonly text: string;
  /** Bytes of its header. */
  readonly header: number;
}

/** All frames in these bytes; throws where they do not end with a frame. */
export function parseFrames(bytes: Uint8Array): ParsedFrame[] {
  const frames: ParsedFrame[] = [];
  for (let at = 0; at < bytes.length;) {
    const [first, second] = [byteAt(bytes, at), byteAt(bytes, at + 1)];
    const { length, header } = lengthOf(bytes, at, second % 128);
    const end = at + header + length;
    if (end > bytes.length) throw new Error(`The frame ends at ${end}, the bytes at ${bytes.length}`);
    frames.push({
      fin: first >= 128,
      reserved: Math.floor(first / 16) % 8,
      opcode: first % 16,
      masked: second >= 128,
      text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(at + header, end)),
      header,
    });
    at = end;
  }
  return frames;
}

function lengthOf(bytes: Uint8Array, at: number, short: number): { length: number; header: number } {
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
  let length = extra === 0 ? short : 0;
  for (let i = 0; i < extra; i++) length = length * 256 + byteAt(bytes, at + 2 + i);
  // "The minimal number of bytes MUST be used to encode the length."
  if ((extra === 2 && length < 126) || (extra === 8 && length < 65_536)) throw new Error("A longer length than needed");
  return { length, header: 2 + extra };
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new Error(`There is no byte ${at}`);
  return byte;
}
