import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Refused } from "../../http/refusal.ts";
import { closeHandshakeMs } from "../../limits.ts";
import type { Clock } from "../../ports/clock.ts";
import { utf8Bytes } from "../../protocol/text.ts";

/** Answers a request whose socket `node:http` has handed over or given up, and ends the socket. */
export function answerRaw(socket: Socket, refused: Refused, clock: Clock): void {
  if (!socket.writable) return void socket.destroy();
  const headers = {
    ...refused.headers,
    "Content-Length": String(utf8Bytes(refused.body)),
    "Connection": "Upgrade" in refused.headers ? "Upgrade, close" : "close",
    "Date": new Date(clock.now()).toUTCString(),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(
    `HTTP/1.1 ${refused.status} ${STATUS_CODES[refused.status] ?? ""}\r\n${lines.join("")}\r\n${refused.body}`,
  );
  // What the peer goes on sending is read and dropped: closing over unread bytes would reset the answer away.
  socket.resume();
  const cancel = clock.after(closeHandshakeMs, () => socket.destroy());
  socket.once("close", cancel);
}
