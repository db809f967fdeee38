import type { Dialect, Ears, MemberTally } from "../dialect.ts";
import { MarkScanner } from "./mark_scanner.ts";

const decoder = new TextDecoder();
/** The numbers of messages stand behind a one: JSON knows no number that begins with a nought. */
const numbersFrom = 1_000_000_000;

/** Centrifuge's JSON protocol: commands and replies one a line, a publication answered when it is published. */
export const centrifugeDialect: Dialect = {
  upgrade: () => ({ path: "/connection/websocket" }),
  greeting: ({ token, room }) => `{"id":1,"connect":{"token":"${token}"}}\n{"id":2,"subscribe":{"channel":"${room}"}}`,
  message: (channel, content, number) =>
    `{"id":1${number},"publish":{"channel":"${channel}","data":${JSON.stringify(content)}}}`,
  ears: (tally) => new CentrifugeEars(tally),
};

const [newline, braceOpen, braceClose] = [10, 0x7b, 0x7d];
const letterI = 0x69;

class CentrifugeEars implements Ears {
  readonly #tally: MemberTally;
  readonly #scanner: MarkScanner;

  constructor(tally: MemberTally) {
    this.#tally = tally;
    this.#scanner = new MarkScanner((sentUs) => tally.message(sentUs, 0));
  }

  hear(bytes: Uint8Array, start: number, end: number): string | undefined {
    // A heartbeat is an empty object, alone in its frame or behind others.
    if (end - start <= 3) return "{}";
    this.#replies(bytes, start, end);
    this.#scanner.many(bytes, start, end);
    return bytes[end - 3] === newline && bytes[end - 2] === braceOpen && bytes[end - 1] === braceClose
      ? "{}"
      : undefined;
  }

  /** Replies to commands begin a line with `{"id"`, publications with `{"push"`. */
  #replies(bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end;) {
      const rest = bytes.subarray(at, end);
      const length = rest.indexOf(newline);
      const line = length < 0 ? rest : rest.subarray(0, length);
      if (line[2] === letterI) this.#reply(decoder.decode(line));
      at += line.length + 1;
    }
  }

  #reply(text: string): void {
    const { id, subscribe, publish, error } = JSON.parse(text);
    if (error !== undefined) this.#tally.refused(text);
    else if (subscribe !== undefined) this.#tally.live();
    else if (publish !== undefined) this.#tally.ack(id - numbersFrom);
  }
}
