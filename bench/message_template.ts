import { maskedFrame } from "../tests/support/wire_client_frames.ts";
import { mark } from "./event_scanner.ts";

/** Digits of a time in microseconds since 1970, until the year 2286. */
const timeDigits = 16;
const numberDigits = 9;

/** The frame of one message of the load, all but its time and its number made in advance. */
export class MessageTemplate {
  readonly #frame: Uint8Array;
  readonly #timeAt: number;
  readonly #numberAt: number | undefined;

  /**
   * `contentBytes`: how long the text is that is sent; `wrap` makes what is said to the server of it and of a number of
   * nine digits, unless the server knows no such number.
   */
  constructor(contentBytes: number, wrap: (content: string, number: string) => string) {
    const time = "0".repeat(timeDigits);
    const content = `${mark}${time} `.padEnd(contentBytes, "lorem ipsum dolor sit amet ");
    const number = "1".repeat(numberDigits);
    const text = wrap(content, number);
    this.#frame = maskedFrame("text", text);
    const header = this.#frame.length - text.length;
    this.#timeAt = header + text.indexOf(mark + time) + mark.length;
    this.#numberAt = text.includes(number) ? header + text.lastIndexOf(number) : undefined;
  }

  /** A frame of its own, to be handed to a socket. The number comes back in the acknowledgement's client_id. */
  frame(nowUs: number, number: number): Uint8Array {
    const frame = this.#frame.slice();
    digits(frame, this.#timeAt, timeDigits, nowUs);
    if (this.#numberAt !== undefined) digits(frame, this.#numberAt, numberDigits, number);
    return frame;
  }
}

function digits(bytes: Uint8Array, at: number, count: number, value: number): void {
  let rest = value;
  for (let i = at + count - 1; i >= at; i--) {
    const next = Math.floor(rest / 10);
    bytes[i] = 48 + rest - next * 10;
    rest = next;
  }
}
