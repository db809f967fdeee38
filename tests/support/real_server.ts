import assert from "node:assert/strict";
import { createInProcessBus } from "../../src/adapters/in_process/broker.ts";
import { createSqliteStore } from "../../src/adapters/sqlite/create_sqlite_store.ts";
import { closeHandshakeMs } from "../../src/limits.ts";
import { createEdgeListener } from "../../src/listeners/edge/edge_listener.ts";
import type { Listener, ListenerDeps } from "../../src/listeners/listener.ts";
import { createNodeListener, type NodeListenerOptions } from "../../src/listeners/node/node_listener.ts";
import type { Blobs } from "../../src/ports/blobs.ts";
import type { LinkReader } from "../../src/ports/link_reader.ts";
import type { Pictures } from "../../src/ports/pictures.ts";
import type { PushSender } from "../../src/ports/push_sender.ts";
import type { Store } from "../../src/ports/store.ts";
import { createServer, type LimitSettings, type Server } from "../../src/server.ts";
import { FalseClock } from "./false_clock.ts";
import { frame, type HandshakeOptions, opcode, RawSocket } from "./raw_socket.ts";
import { createRecordedLog } from "./recorded_log.ts";
import { SeededRandom } from "./seeded_random.ts";
import { mintToken, numberedId } from "./wire_client_token.ts";

export type ListenerKind = "node" | "edge";

export interface RealServerOptions {
  readonly timeouts?: NodeListenerOptions["timeouts"];
  readonly limits?: Partial<LimitSettings>;
  /** Keeps files here; absent: none are kept. */
  readonly blobs?: Blobs;
  readonly pictures?: Pictures;
  /** Absent: links are not looked at. */
  readonly linkReader?: LinkReader;
  /** Absent: no notifications are sent. */
  readonly push?: PushSender;
  /** Absent: nobody is administrator. */
  readonly adminKey?: string;
  /** Puts something between the server and its store. */
  readonly decorate?: (store: Store) => Store;
}

/** What a session was told, as JSON. */
export type Told = Readonly<Record<string, unknown>>;

/** Timers under the test's command; `soon` is real, since the sockets are. */
class SocketClock extends FalseClock {
  override soon(task: () => void): void {
    setImmediate(task);
  }
}

const secret = "a secret of the tests, of more than 32 bytes";
/** Hashes are not what is tried with this server. */
const hasher = {
  hash: (password: string) => Promise.resolve(`hash of ${password}`),
  verify: (password: string, hash: string | undefined) => Promise.resolve(hash === `hash of ${password}`),
  close: () => Promise.resolve(),
};

interface Parts {
  readonly kind: ListenerKind;
  readonly clock: FalseClock;
  readonly log: ReturnType<typeof createRecordedLog>;
  readonly counts: ReadonlyMap<string, number>;
  readonly store: Store;
  readonly server: Server;
  readonly listener: Listener;
  readonly global: string;
}

/** The server as it is shipped, with SQLite in memory, behind one of its listeners on a real port; time is the test's. */
export class RealServer implements AsyncDisposable {
  readonly kind: ListenerKind;
  readonly clock: FalseClock;
  readonly log: ReturnType<typeof createRecordedLog>;
  /** How often each counter was raised, and how often each refusal was reported. */
  readonly counts: ReadonlyMap<string, number>;
  /** The id of the public room that everybody finds. */
  readonly global: string;
  readonly #parts: Parts;
  readonly #peers: RawSocket[] = [];

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.kind = parts.kind;
    this.clock = parts.clock;
    this.log = parts.log;
    this.counts = parts.counts;
    this.global = parts.global;
  }

  static async start(kind: ListenerKind, options: RealServerOptions = {}): Promise<RealServer> {
    const clock = new SocketClock();
    const log = createRecordedLog();
    const counts = new Map<string, number>();
    const count = (name: string, by = 1): void => void counts.set(name, (counts.get(name) ?? 0) + by);
    const meter = { count, refuse: count, gauge() {}, observe() {} };
    const random = new SeededRandom(7);
    const sqlite = await createSqliteStore({ path: ":memory:", thread: "inline", clock, log });
    const store = options.decorate?.(sqlite) ?? sqlite;
    const limits = {
      messagesPerSecond: 10,
      messagesBurst: 20,
      connectionsPerUser: 20,
      authPerMinute: 30,
      ...options.limits,
    };
    const corsOrigins = ["https://app.example.com"];
    const server = createServer({
      store,
      broker: createInProcessBus().broker(),
      hasher,
      blobs: options.blobs,
      pictures: options.pictures,
      linkReader: options.linkReader,
      ...(options.push && { push: options.push }),
      clock,
      random,
      log,
      meter,
    }, {
      jwtKey: new TextEncoder().encode(secret),
      version: "0",
      corsOrigins,
      trustProxyHops: 0,
      adminKey: options.adminKey,
      limits: () => limits,
      metrics: () => Promise.resolve({ contentType: "text/plain", body: "" }),
    });
    await server.start();
    const { gate, tokens } = server;
    const fetch: ListenerDeps["fetch"] = (request, env) => server.fetch(request, env);
    const at = { host: "127.0.0.1", port: 0 };
    const deps: ListenerDeps = { fetch, gate, tokens, corsOrigins, log, meter, clock, random };
    const { timeouts } = options;
    const listener = kind === "edge"
      ? await createEdgeListener({ ...deps, ...at })
      : await createNodeListener({ ...deps, ...at, ...(timeouts === undefined ? {} : { timeouts }) });
    const global = (await store.rooms.byName("global"))!.id;
    return new RealServer({ kind, clock, log, counts, store, server, listener, global });
  }

  get port(): number {
    return this.#parts.listener.address.port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** A token of the user of this number. */
  token(user: number): string {
    return mintToken(secret, { id: numberedId(user), username: `user${user}` }, this.clock.now());
  }

  /** The path of an upgrade with it, into `global`. */
  path(user: number): string {
    return `/ws?token=${this.token(user)}&room_id=${this.global}`;
  }

  /** A REST call of the user. */
  async call(user: number, method: string, path: string, body?: unknown): Promise<{ status: number; body: Told }> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { "authorization": `Bearer ${this.token(user)}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? {} : JSON.parse(text) };
  }

  /** A TCP connection, closed with the server. */
  async connect(): Promise<RawSocket> {
    const peer = await RawSocket.connect(this.port);
    this.#peers.push(peer);
    return peer;
  }

  /** A session of the user that reads `global`, past what it is told at first. */
  async open(user: number, options: HandshakeOptions = {}): Promise<RawSocket> {
    const peer = await RawSocket.open(this.port, { path: this.path(user), ...options });
    this.#peers.push(peer);
    await told(peer, ({ type }) => type === "subscribed");
    return peer;
  }

  /** Somebody else comes, sends a message, and has it acknowledged: nothing is stuck, and the process lives. */
  async assertServes(user = 1_000_000): Promise<void> {
    await using peer = await RawSocket.open(this.port, { path: this.path(user) });
    await peer.send(text({ type: "message", room_id: this.global, content: "still there?", client_id: `c${user}` }));
    const { seq } = await told(peer, ({ type }) => type === "ack");
    assert.equal(typeof seq, "number");
  }

  /** How many messages were ever accepted in `global`, joins not counted. */
  async messages(): Promise<number> {
    const user = 1_000_001;
    await this.call(user, "POST", `/api/rooms/${this.global}/join`);
    const { body } = await this.call(user, "GET", `/api/rooms/${this.global}/messages?limit=1&type=text`);
    assert.equal(typeof body["total"], "number");
    return Number(body["total"]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const peer of this.#peers) await peer[Symbol.asyncDispose]();
    const { server, listener, store } = this.#parts;
    await server.drain();
    const closing = listener.close();
    await this.clock.tick(closeHandshakeMs);
    await closing;
    await store.close();
    // Hono's adapter looks after bodies that were cut off with two timers of no time, one after the other.
    for (let i = 0; i < 4; i++) await new Promise<void>((resolve) => void setTimeout(resolve, 1));
  }
}

/** A text frame of JSON, as a client sends it. */
export function text(value: unknown): Uint8Array {
  return frame(opcode.text, JSON.stringify(value));
}

/** The next thing told that is looked for, past all others and past pings. Fails when the connection ends first. */
export async function told(peer: RawSocket, wanted: (frame: Told) => boolean, msMax?: number): Promise<Told> {
  for (;;) {
    const read = await peer.readFrame(msMax);
    if (read?.opcode === opcode.ping || read?.opcode === opcode.pong) continue;
    assert.equal(read?.opcode, opcode.text, "the connection ended before what was looked for");
    const frame = JSON.parse(new TextDecoder().decode(read.payload)) as Told;
    if (wanted(frame)) return frame;
  }
}
