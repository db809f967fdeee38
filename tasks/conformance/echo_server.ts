import { createSystemClock } from "../../src/adapters/system/clock.ts";
import { createSystemRandom } from "../../src/adapters/system/random.ts";
import { createEdgeListener } from "../../src/listeners/edge/edge_listener.ts";
import type { Listener, ListenerDeps } from "../../src/listeners/listener.ts";
import { createNodeListener, type NodeListenerOptions } from "../../src/listeners/node/node_listener.ts";
import { silentLog } from "../../src/ports/log.ts";
import { silentMeter } from "../../src/ports/meter.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import type { Principal } from "../../src/protocol/principal.ts";
import type { Connection, ConnectionHandler } from "../../src/realtime/connection.ts";
import type { Gate } from "../../src/realtime/gate.ts";
import { Outgoing } from "../../src/realtime/outgoing.ts";
import { binaryFrame } from "./binary_frame.ts";

/** What is put before the suite. With bounds raised, binary messages are echoed too, which no session of the product does. */
export const subjects = [
  "node, all bounds raised",
  "node, message bound raised",
  "node as shipped",
  "edge as shipped",
] as const;

export type Subject = typeof subjects[number];

const echoToken = "echo";
/** Where the echo is. */
export const echoPath = `/ws?token=${echoToken}`;

const principal: Principal = {
  id: "e".repeat(24),
  username: "echo",
  guest: false,
  tokenKey: echoToken,
  expiresAt: Number.MAX_SAFE_INTEGER,
};

/** Larger than the suite's largest message, 16 MiB, and than the number of its fragments, 65,536. */
const raisedFrameBytes = 33_554_432;
const raisedPieces = 1_048_576;

const inputOf: Readonly<Record<Subject, NodeListenerOptions["input"]>> = {
  "node, all bounds raised": { frameBytes: raisedFrameBytes, fragments: raisedPieces, pieces: raisedPieces },
  "node, message bound raised": { frameBytes: raisedFrameBytes },
  "node as shipped": undefined,
  "edge as shipped": undefined,
};

/** One of Parley's listeners with an echo behind it, on a free port of 127.0.0.1. */
export function openEchoServer(subject: Subject): Promise<Listener> {
  const at = { host: "127.0.0.1", port: 0 };
  const input = inputOf[subject];
  const deps = echoDeps(input !== undefined);
  if (subject === "edge as shipped") return createEdgeListener({ ...deps, ...at });
  return createNodeListener({ ...deps, ...at, ...(input === undefined ? {} : { input }) });
}

function echoDeps(binary: boolean): ListenerDeps {
  const known = (given: string): Promise<Principal> =>
    given === echoToken ? Promise.resolve(principal) : Promise.reject(new ParleyError("unauthorized"));
  return {
    fetch: () => new Response("echo"),
    gate: createEchoGate(binary),
    tokens: { verify: known, redeemTicket: known },
    corsOrigins: [],
    random: createSystemRandom(),
    clock: createSystemClock(),
    log: silentLog,
    meter: silentMeter,
  };
}

function createEchoGate(binary: boolean): Gate {
  return {
    admit() {},
    open(connection: Connection): ConnectionHandler {
      const echo: ConnectionHandler = {
        text: (message) => connection.write(new Outgoing([message])),
        alive() {},
        closed() {},
      };
      return binary ? { ...echo, binary: (message) => connection.write(new BinaryOutgoing(message)) } : echo;
    },
  };
}

/** A binary message on its way out. */
class BinaryOutgoing extends Outgoing {
  readonly #message: Uint8Array;

  constructor(message: Uint8Array) {
    super([]);
    this.#message = message;
  }

  override get frames(): Uint8Array {
    return binaryFrame(this.#message);
  }
}
