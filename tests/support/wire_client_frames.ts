/** What a reader of frames is told. Ranges of bytes are valid during the call only. */
export interface FrameSink {
  /** A whole text frame: `bytes[start, end)`. */
  text(bytes: Uint8Array, start: number, end: number): void;
  /** A whole binary frame; without it one is a fault. */
  binary?(bytes: Uint8Array, start: number, end: number): void;
  ping(payload: Uint8Array): void;
  /** The peer's close frame; 1005 when it names no code. */
  close(code: number): void;
}

const opcodes = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/**
 * Splits a server's byte stream into frames where it lies: only a frame that ends in a later chunk is copied. Throws on
 * what a server of this protocol never sends (fragments, masks, and binary unless the sink takes it).
 */
export class FrameReader {
  readonly #sink: FrameSink;
  #rest = new Uint8Array(4_096);
  #restLength = 0;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  /** The next `length` bytes of the stream. They may be overwritten as soon as this returns. */
  push(chunk: Uint8Array, length: number = chunk.length): void {
    let bytes = chunk;
    let end = length;
    if (this.#restLength > 0) {
      this.#keep(chunk, 0, length);
      bytes = this.#rest;
      end = this.#restLength;
    }
    const used = this.#split(bytes, end);
    if (bytes === this.#rest) {
      this.#rest.copyWithin(0, used, end);
      this.#restLength = end - used;
    } else if (used < end) {
      this.#keep(chunk, used, end);
    }
  }

  /** Hands over every whole frame; answers where the first that is not whole begins. */
  #split(bytes: Uint8Array, end: number): number {
    let at = 0;
    while (end - at >= 2) {
      let length = bytes[at + 1]!;
      let start = at + 2;
      if (length > 127) throw new Error("The server masked a frame");
      if (length === 126) {
        if (end - at < 4) break;
        length = bytes[at + 2]! << 8 | bytes[at + 3]!;
        start = at + 4;
      } else if (length === 127) {
        if (end - at < 10) break;
        length = Number(new DataView(bytes.buffer, bytes.byteOffset + at + 2).getBigUint64(0));
        start = at + 10;
      }
      if (end - start < length) break;
      this.#hand(bytes[at]!, bytes, start, start + length);
      at = start + length;
    }
    return at;
  }

  #hand(first: number, bytes: Uint8Array, start: number, end: number): void {
    switch (first) {
      case 0x80 | opcodes.text:
        return this.#sink.text(bytes, start, end);
      case 0x80 | opcodes.binary:
        if (this.#sink.binary === undefined) throw new Error("The server sent a binary frame");
        return this.#sink.binary(bytes, start, end);
      case 0x80 | opcodes.ping:
        return this.#sink.ping(bytes.slice(start, end));
      case 0x80 | opcodes.pong:
        return;
      case 0x80 | opcodes.close:
        return this.#sink.close(end - start < 2 ? 1005 : bytes[start]! << 8 | bytes[start + 1]!);
      default:
        throw new Error(`The server sent a frame that begins with 0x${first.toString(16)}`);
    }
  }

  #keep(chunk: Uint8Array, from: number, to: number): void {
    const length = this.#restLength + to - from;
    if (length > this.#rest.length) {
      const larger = new Uint8Array(length * 2);
      larger.set(this.#rest.subarray(0, this.#restLength));
      this.#rest = larger;
    }
    this.#rest.set(chunk.subarray(from, to), this.#restLength);
    this.#restLength = length;
  }
}

const encoder = new TextEncoder();

/**
 * One frame as a client sends it. The mask is zero: a server cannot tell, and nothing must be computed for it. A load
 * client talks to its own server only, so the mask's purpose (RFC 6455, 10.3) is none here.
 */
export function maskedFrame(code: "text" | "pong" | "close", payload: string | Uint8Array): Uint8Array {
  const body = typeof payload === "string" ? encoder.encode(payload) : payload;
  const length = body.length;
  const header = length < 126 ? 6 : length < 65_536 ? 8 : 14;
  const frame = new Uint8Array(header + length);
  frame[0] = 0x80 | opcodes[code];
  const view = new DataView(frame.buffer);
  if (header === 6) frame[1] = 0x80 | length;
  else if (header === 8) {
    frame[1] = 0x80 | 126;
    view.setUint16(2, length);
  } else {
    frame[1] = 0x80 | 127;
    view.setBigUint64(2, BigInt(length));
  }
  frame.set(body, header);
  return frame;
}
