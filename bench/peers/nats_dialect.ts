import type { Dialect } from "../dialect.ts";
import { MarkScanner } from "./mark_scanner.ts";

const [p, i, letterN] = [0x50, 0x49, 0x4e];
const options = JSON.stringify({ verbose: false, pedantic: false, echo: true, lang: "bench", version: "1" });

/** NATS' text protocol in WebSocket frames: a room is a subject, and the first PONG tells that it is subscribed. */
export const natsDialect: Dialect = {
  upgrade: () => ({ path: "/" }),
  greeting: ({ room }) => `CONNECT ${options}\r\nSUB ${room} 1\r\nPING\r\n`,
  message: (room, content) => `PUB ${room} ${content.length}\r\n${content}\r\n`,
  ears(tally) {
    const scanner = new MarkScanner((sentUs) => tally.message(sentUs, 0));
    return {
      hear(bytes, start, end) {
        // Messages begin with MSG; a frame of the server holds whole protocol lines.
        if (bytes[start] === p && bytes[start + 1] === i) {
          scanner.many(bytes, start, end);
          return "PONG\r\n";
        }
        if (bytes[start] === p) return void tally.live();
        if (bytes[start] === 0x2d) return void tally.refused(new TextDecoder().decode(bytes.subarray(start, end)));
        scanner.many(bytes, start, end);
        // The server's PING may stand behind the last message.
        return bytes[end - 6] === p && bytes[end - 4] === letterN ? "PONG\r\n" : undefined;
      },
    };
  },
};
