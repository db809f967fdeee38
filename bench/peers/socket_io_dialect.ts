import type { Dialect } from "../dialect.ts";
import { MarkScanner } from "./mark_scanner.ts";

/** First characters of an Engine.IO packet, and the second of a Socket.IO packet inside a message. */
const packets = { open: 0x30, ping: 0x32 } as const;
const connect = 0x30;
const event = 0x32;

/** Socket.IO's protocol 5 over Engine.IO's 4, by WebSocket from the start. Being connected, a member asks for its room. */
export const socketIoDialect: Dialect = {
  upgrade: () => ({ path: "/socket.io/?EIO=4&transport=websocket" }),
  message: (_room, content) => `42${JSON.stringify(["message", content])}`,
  ears(tally, { room }) {
    const scanner = new MarkScanner((sentUs) => tally.message(sentUs, 0));
    let joined = false;
    return {
      hear(bytes, start, end) {
        if (bytes[start] === packets.open) return "40";
        if (bytes[start] === packets.ping) return "3";
        if (bytes[start + 1] === connect) return `42${JSON.stringify(["join", room])}`;
        if (bytes[start + 1] !== event) tally.refused(new TextDecoder().decode(bytes.subarray(start, end)));
        else if (joined) scanner.one(bytes, start, end);
        else tally.live();
        joined = true;
        return undefined;
      },
    };
  },
};
