import { mark } from "../event_scanner.ts";

const timeDigits = 16;
const [first, second] = [mark.charCodeAt(0), mark.charCodeAt(1)];

/**
 * Finds the messages of the load in the frames of any server by the mark their content begins with, and reads when each
 * was sent. Where the last ones stood is looked at first: nothing is searched while frames look alike.
 */
export class MarkScanner {
  readonly #found: (sentUs: number) => void;
  /** From the beginning of a frame to its first mark, and the fewest bytes seen from one mark to the next. */
  #offset = 0;
  #stride = 0;

  constructor(found: (sentUs: number) => void) {
    this.#found = found;
  }

  /** A frame with one message, or none. */
  one(bytes: Uint8Array, start: number, end: number): void {
    this.#next(bytes, start, end);
  }

  /** A frame with any number of messages. */
  many(bytes: Uint8Array, start: number, end: number): void {
    let at = this.#next(bytes, start, end);
    while (at >= 0 && at + this.#stride + mark.length + timeDigits <= end) {
      let next = at + this.#stride;
      if (this.#stride === 0 || !isMark(bytes, next)) {
        next = search(bytes, at + mark.length + timeDigits, end);
        if (next < 0) return;
        this.#stride = this.#stride === 0 ? next - at : Math.min(this.#stride, next - at);
      }
      at = next;
      this.#found(numberAt(bytes, at + mark.length));
    }
  }

  /** The first message of a frame: where its mark is, or -1. */
  #next(bytes: Uint8Array, start: number, end: number): number {
    let at = start + this.#offset;
    if (at + mark.length + timeDigits > end || !isMark(bytes, at)) {
      at = search(bytes, start, end);
      if (at < 0) return at;
      this.#offset = at - start;
    }
    this.#found(numberAt(bytes, at + mark.length));
    return at;
  }
}

/** The mark, and a digit behind it. */
function isMark(bytes: Uint8Array, at: number): boolean {
  const digit = bytes[at + 2]! - 48;
  return bytes[at] === first && bytes[at + 1] === second && digit >= 0 && digit <= 9;
}

function search(bytes: Uint8Array, from: number, to: number): number {
  const last = to - mark.length - timeDigits;
  for (let at = from; at <= last; at++) if (isMark(bytes, at)) return at;
  return -1;
}

function numberAt(bytes: Uint8Array, from: number): number {
  let value = 0;
  for (let at = from; at < from + timeDigits; at++) value = value * 10 + bytes[at]! - 48;
  return value;
}
