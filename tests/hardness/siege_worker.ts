import { connect, type Socket } from "node:net";
import { bytes, frame, opcode, sampleKey } from "../support/raw_socket.ts";
import { SeededRandom } from "../support/seeded_random.ts";

/** What a thread of attackers is told to do, for `ms` milliseconds, on as many connections at once as there are paths. */
export interface Orders {
  readonly port: number;
  /** Of the upgrades, one a connection; repeated over and over. */
  readonly paths: readonly string[];
  readonly what: "flood" | "knock";
  readonly ms: number;
}

/** How many connections were made, and how many bytes the server took. */
export interface Deeds {
  readonly connections: number;
  readonly sentBytes: number;
}

const thousand = (each: Uint8Array): Uint8Array => bytes(...Array.from({ length: 1_000 }, () => each));

/** Frames that are sent again and again, one kind a connection. */
const floods: readonly Uint8Array[] = [
  thousand(frame(opcode.ping, "x".repeat(125))),
  thousand(frame(opcode.pong)),
  thousand(frame(opcode.text)),
  thousand(frame(opcode.text, '{"type":"ping"}')),
  thousand(frame(opcode.text, '{"type":"subscribe","room_id":"0123456789abcdef01234567"}')),
  frame(opcode.text, "[".repeat(65_000)),
  frame(opcode.text, "x".repeat(65_000)),
  thousand(frame(opcode.text, "x", { fin: false })),
  new SeededRandom(28).bytes(60_000),
];

function handshake(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: parley.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${sampleKey}\r\n\r\n`;
}

/** How long one connection is used at most: a server that has hung up drops what comes, which hurts it little. */
const connectionMs = 300;

/** One connection from its beginning to its end, by the server or when time is up. */
function connection(port: number, path: string, flood: Uint8Array | undefined, untilMs: number): Promise<number> {
  return new Promise((resolve) => {
    const socket: Socket = connect({ port, host: "127.0.0.1" });
    let sent = 0;
    let upgraded = false;
    const timer = setTimeout(() => socket.destroy(), Math.max(0, Math.min(connectionMs, untilMs - performance.now())));
    const pour = (): void => {
      if (socket.destroyed || flood === undefined) return;
      while (socket.writableLength < 262_144 && !socket.destroyed) {
        sent += flood.length;
        socket.write(flood);
      }
    };
    socket.on("connect", () => socket.write(handshake(path)));
    socket.on("data", () => {
      if (upgraded) return;
      upgraded = true;
      // Who only knocks has been answered.
      if (flood === undefined) socket.destroy();
      else pour();
    });
    socket.on("drain", pour);
    socket.on("end", () => socket.destroy());
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(sent);
    });
  });
}

async function obey({ port, paths, what, ms }: Orders): Promise<Deeds> {
  const end = performance.now() + ms;
  let connections = 0;
  let sentBytes = 0;
  await Promise.all(paths.map(async (path, i) => {
    while (performance.now() < end) {
      connections++;
      sentBytes += await connection(port, path, what === "flood" ? floods[i % floods.length] : undefined, end);
    }
  }));
  return { connections, sentBytes };
}

/** What a Worker's global scope offers; the default library describes a window. */
const scope = self as unknown as {
  onmessage: (event: MessageEvent<Orders>) => void;
  postMessage(deeds: Deeds): void;
};

scope.onmessage = ({ data }) => {
  // A throw here is an error of the Worker, which whoever gave the orders hears of.
  void obey(data).then((deeds) => scope.postMessage(deeds));
};
