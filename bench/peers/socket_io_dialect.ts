import type { Dialect } from "../dialect.ts";
import { MarkScanner } from "./mark_scanner.ts";

/** First characters of an Engine.IO packet, and the second of a Socket.IO packet inside a message. */
const packets = { open: 0x30, ping: 0x32 } as const;
const connect = 0x30;
const event = 0x32;

/** Socket.IO's protocol 5 over Engine.IO's 4, by WebSocket from the start. */
export const socketIoDialect: Dialect = {
  upgrade: ({ room }) => ({ path: `/socket.io/?EIO=4&transport=websocket&room=${room}` }),
  message: (_room, content) => `42${JSON.stringify(["message", content])}`,
  ears(tally) {
    const scanner = new MarkScanner((sentUs) => tally.message(sentUs, 0));
    return {
      hear(bytes, start, end) {
        if (bytes[start] === packets.open) return "40";
        if (bytes[start] === packets.ping) return "3";
        if (bytes[start + 1] === event) return void scanner.one(bytes, start, end);
        if (bytes[start + 1] === connect) return void tally.live();
        tally.refused(new TextDecoder().decode(bytes.subarray(start, end)));
        return undefined;
      },
    };
  },
};
