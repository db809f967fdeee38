import type { DialectName } from "../dialects.ts";
import { installBun, installCentrifuge, installForNode, installNats, npmVersions } from "./install.ts";
import type { PeerProgram } from "./peer_process.ts";

/** A server that Parley is measured against. */
export interface Peer {
  /** For `--peers`. */
  readonly id: string;
  readonly name: string;
  /** What it promises of a message, and how it was set: without that a figure cannot be judged. */
  readonly legend: string;
  readonly dialect: DialectName;
  /** Takes part only where `--peers` names it. */
  readonly onRequest?: true;
  /** Rejects with the reason when it cannot be had here. */
  install(cache: string): Promise<PeerProgram>;
}

const stateless = "Nothing stored, no order number, no acknowledgement, no authentication; who is away misses it.";

export const peers: readonly Peer[] = [
  {
    id: "bun",
    name: `Bun ${npmVersions.bun}`,
    legend: `Native \`publish\` to a topic a room. ${stateless}`,
    dialect: "plain",
    install: installBun,
  },
  {
    id: "ws",
    name: `ws ${npmVersions.ws}`,
    legend: `On Node, a \`send\` a member as in its README, with \`bufferutil\`. ${stateless}`,
    dialect: "plain",
    install: (cache) => installForNode(cache, "ws", "ws_server.cjs"),
  },
  {
    id: "socketio",
    name: `Socket.IO ${npmVersions["socket.io"]}`,
    legend: `On Node, in-memory adapter, WebSocket only, no state recovery, with \`bufferutil\`. ${stateless}`,
    dialect: "socketIo",
    install: (cache) => installForNode(cache, "socket.io", "socket_io_server.cjs"),
  },
  {
    id: "nats",
    name: "NATS",
    legend: `Debian's \`nats-server\` over its own WebSocket, a subject a room, core NATS as it comes. ${stateless}`,
    dialect: "nats",
    install: installNats,
  },
  {
    id: "centrifuge",
    name: "Centrifuge",
    legend:
      "The Go library that Centrifugo is made of, JSON protocol, as it comes. Publications are acknowledged when they " +
      "were handed to the subscribers; nothing stored.",
    dialect: "centrifuge",
    install: (cache) => installCentrifuge(cache, []),
  },
  {
    id: "centrifuge-delay",
    name: "Centrifuge, 10 ms delay",
    legend: "The same, each connection's writer gathering for 10 ms (`WriteDelay`), any number of messages a frame.",
    dialect: "centrifuge",
    onRequest: true,
    install: (cache) => installCentrifuge(cache, ["-delay", "10ms"]),
  },
  {
    id: "centrifuge-history",
    name: "Centrifuge, history",
    legend: "The same as it comes, with the newest 1,000 publications of a room kept in memory with their offsets, " +
      "from which a client that was away recovers: ordered, lost with the process.",
    dialect: "centrifuge",
    install: (cache) => installCentrifuge(cache, ["-history", "1000"]),
  },
];
