import { connect } from "node:net";
import { sampleKey } from "../support/raw_socket.ts";
import { fuzzStream } from "./fuzz_streams.ts";

export interface FuzzOrders {
  readonly port: number;
  /** Path and query of the upgrade. */
  readonly path: string;
  readonly room: string;
  /** The seed of the first connection; the next ones follow. */
  readonly seed: number;
  /** Frames to send in all. */
  readonly frames: number;
  /** Connections at once. */
  readonly width: number;
}

export interface FuzzDeeds {
  readonly frames: number;
  readonly connections: number;
  /** Seeds whose connection the server did not end in time, or did not take. */
  readonly hung: readonly number[];
  readonly refused: readonly number[];
}

/** How long the server may take to end a connection whose peer has ended. */
const endMsMax = 10_000;

/** Sends streams of bad frames, a connection each, until there were enough frames. */
export async function runFuzz({ port, path, room, seed, frames, width }: FuzzOrders): Promise<FuzzDeeds> {
  let next = seed;
  let sent = 0;
  let connections = 0;
  const hung: number[] = [];
  const refused: number[] = [];
  const head = `GET ${path} HTTP/1.1\r\nHost: parley.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${sampleKey}\r\n\r\n`;
  await Promise.all(Array.from({ length: width }, async () => {
    while (sent < frames) {
      const current = next++;
      const stream = fuzzStream(current, room);
      sent += stream.frames;
      connections++;
      const end = await attack(port, head, stream.bytes);
      if (end === "hung") hung.push(current);
      if (end === "refused") refused.push(current);
    }
  }));
  return { frames: sent, connections, hung, refused };
}

function attack(port: number, head: string, stream: Uint8Array): Promise<"ended" | "hung" | "refused"> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    let outcome: "ended" | "hung" | "refused" = "refused";
    const timer = setTimeout(() => {
      outcome = "hung";
      socket.destroy();
    }, endMsMax);
    socket.on("connect", () => socket.write(head));
    socket.on("data", (data) => {
      if (outcome !== "refused" || !data.toString("latin1", 0, 12).startsWith("HTTP/1.1 101")) return;
      outcome = "ended";
      // All at once, and then the end: whatever state the server is in, it must let go.
      socket.end(stream);
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(outcome);
    });
  });
}
