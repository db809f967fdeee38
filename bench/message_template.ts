import { maskedFrame } from "../tests/support/wire_client_frames.ts";
import { mark } from "./event_scanner.ts";

/** Digits of a time in microseconds since 1970, until the year 2286. */
const timeDigits = 16;
const numberDigits = 9;

/** The frame of one message of the load, all but its time and its number made in advance. */
export class MessageTemplate {
  readonly #frame: Uint8Array;
  readonly #timeAt: number;
  readonly #numberAt: number;

  /** `contentBytes`: how long the text is that is sent. */
  constructor(room: string, contentBytes: number) {
    const time = "0".repeat(timeDigits);
    const content = `${mark}${time} `.padEnd(contentBytes, "lorem ipsum dolor sit amet ");
    const number = "1".repeat(numberDigits);
    const text = JSON.stringify({ type: "message", room_id: room, content, client_id: number });
    this.#frame = maskedFrame("text", text);
    const header = this.#frame.length - text.length;
    this.#timeAt = header + text.indexOf(mark + time) + mark.length;
    this.#numberAt = header + text.lastIndexOf(number);
  }

  /** A frame of its own, to be handed to a socket. The number comes back in the acknowledgement's client_id. */
  frame(nowUs: number, number: number): Uint8Array {
    const frame = this.#frame.slice();
    digits(frame, this.#timeAt, timeDigits, nowUs);
    digits(frame, this.#numberAt, numberDigits, number);
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
