import type { Dialect } from "../dialect.ts";
import { MarkScanner } from "./mark_scanner.ts";

/**
 * A server without a protocol of its own: the room stands in the address, "joined" is what it says first, and what a
 * member sends goes to everybody in the room as it is.
 */
export const plainDialect: Dialect = {
  upgrade: ({ room }) => ({ path: `/?room=${room}` }),
  message: (_room, content) => content,
  ears(tally) {
    const scanner = new MarkScanner((sentUs) => tally.message(sentUs, 0));
    let joined = false;
    return {
      hear(bytes, start, end) {
        if (joined) return void scanner.one(bytes, start, end);
        joined = true;
        tally.live();
      },
    };
  },
};
