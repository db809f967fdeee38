/** What the scanner counts. */
export interface Tally {
  /** A message of the load, with the microseconds at which it was sent and its seq. */
  message(sentUs: number, seq: number): void;
  /** An acknowledgement, with the number in its client_id. */
  ack(number: number): void;
  /** An error frame of the server. */
  refused(text: string): void;
}

const quote = '"'.charCodeAt(0);
const newline = 10;
const encoder = new TextEncoder();
const contentKey = encoder.encode('"content":"');
const seqKey = encoder.encode('"seq":');
const clientKey = encoder.encode('"client_id":"');
/** How a message of the load begins. */
export const mark = "T:";
const markBytes = encoder.encode(mark);

/**
 * Reads out of the bytes of a server's frames what a load client counts, without decoding or parsing them. It knows how
 * an event is laid out, and looks again whenever the layout is not where it was.
 */
export class EventScanner {
  readonly #tally: Tally;
  /** Where, counted from the beginning of an event, the mark and the seq were last. */
  #markAt = 0;
  #seqAt = 0;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  /** A text frame: one event, or several, one a line. */
  frame(bytes: Uint8Array, start: number, end: number, lines: boolean): void {
    if (!lines) return this.#line(bytes, start, end);
    for (let at = start; at < end;) {
      const next = bytes.indexOf(newline, at);
      const stop = next < 0 || next > end ? end : next;
      this.#line(bytes, at, stop);
      at = stop + 1;
    }
  }

  #line(bytes: Uint8Array, start: number, end: number): void {
    // Events begin with `{"id"`, everything else with `{"type"`.
    if (bytes[start + 2] === 0x69) return this.#event(bytes, start, end);
    const kind = bytes[start + 9];
    if (kind === 0x61) {
      const at = find(bytes, clientKey, start, end);
      if (at >= 0) this.#tally.ack(this.#number(bytes, at + clientKey.length));
    } else if (kind === 0x65) {
      this.#tally.refused(new TextDecoder().decode(bytes.subarray(start, end)));
    }
  }

  #event(bytes: Uint8Array, start: number, end: number): void {
    let markAt = start + this.#markAt;
    if (!starts(bytes, markBytes, markAt) || bytes[markAt - 1] !== quote) {
      const content = find(bytes, contentKey, start, end);
      if (content < 0 || !starts(bytes, markBytes, content + contentKey.length)) return;
      markAt = content + contentKey.length;
      this.#markAt = markAt - start;
    }
    let seqAt = start + this.#seqAt;
    if (!starts(bytes, seqKey, seqAt)) {
      seqAt = find(bytes, seqKey, markAt, end);
      if (seqAt < 0) return;
      this.#seqAt = seqAt - start;
    }
    this.#tally.message(this.#number(bytes, markAt + markBytes.length), this.#number(bytes, seqAt + seqKey.length));
  }

  #number(bytes: Uint8Array, from: number): number {
    let value = 0;
    let at = from;
    for (let digit = bytes[at]! - 48; digit >= 0 && digit <= 9; digit = bytes[++at]! - 48) value = value * 10 + digit;
    return value;
  }
}

function starts(bytes: Uint8Array, what: Uint8Array, at: number): boolean {
  for (let i = 0; i < what.length; i++) if (bytes[at + i] !== what[i]) return false;
  return true;
}

function find(bytes: Uint8Array, what: Uint8Array, from: number, to: number): number {
  for (let at = from; at <= to - what.length; at++) if (starts(bytes, what, at)) return at;
  return -1;
}
