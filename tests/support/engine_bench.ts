import { createEngine, type Engine } from "../../src/engine.ts";
import type { Broker, Signal, SignalReceiver } from "../../src/ports/broker.ts";
import type { ErrorCode } from "../../src/protocol/error_code.ts";
import type { Principal } from "../../src/protocol/principal.ts";
import type { ConnectionHandler } from "../../src/realtime/connection.ts";
import type { Opening } from "../../src/realtime/gate.ts";
import { interceptedStore, type Interceptor } from "./intercepted_store.ts";
import type { StoreBench } from "./live_bench.ts";
import { createRecordedLog } from "./recorded_log.ts";
import { type Frame, RecordingConnection } from "./recording_connection.ts";

/** One node's engine over the bench's store, with a broker that is deaf unless a test rings. */
export class EngineNode {
  readonly engine: Engine;
  readonly log = createRecordedLog();
  readonly signals: Signal[] = [];
  readonly refusals: string[] = [];
  readonly counts = new Map<string, number>();
  readonly revokedKeys = new Set<string>();
  intercept: Interceptor = (_, call) => call();
  /** Milliseconds that the message limiter says to wait. */
  waitMs = 0;
  connectionsPerUser = 0;
  revokedHeard = 0;
  readonly #bench: StoreBench;
  #receiver: SignalReceiver | undefined;

  constructor(bench: StoreBench, name = "00000000000000aa") {
    this.#bench = bench;
    const { clock, random, nextId, store } = bench;
    const broker: Broker = {
      node: name,
      publish: (signal) => void this.signals.push(signal),
      subscribe: (receiver) => {
        this.#receiver = receiver;
        return Promise.resolve();
      },
      healthy: () => true,
      close: () => Promise.resolve(),
    };
    this.engine = createEngine({
      store: interceptedStore(store, (name, call, args) => this.intercept(name, call, args)),
      broker,
      clock,
      random,
      log: this.log,
      meter: {
        count: (name, by = 1) => void this.counts.set(name, (this.counts.get(name) ?? 0) + by),
        refuse: (code) => void this.refusals.push(code),
        gauge() {},
        observe() {},
      },
      messageLimiter: { take: () => this.waitMs },
      nextId,
      isRevoked: ({ tokenKey }) => this.revokedKeys.has(tokenKey),
      connectionsPerUserMax: () => this.connectionsPerUser,
      revoked: () => void this.revokedHeard++,
    });
  }

  /** A signal of another node arrives. */
  ring(signal: Signal, from = "00000000000000bb"): void {
    this.#receiver?.receive(signal, from);
  }

  /** The broker is back: what was said meanwhile is lost. */
  resync(): void {
    this.#receiver?.resynced();
  }

  /** Opens a session, in a room where one is named. */
  async connect(principal: Principal, parts: Partial<Opening> = {}): Promise<Peer> {
    const peer = this.open(principal, parts);
    await this.#bench.clock.settle();
    return peer;
  }

  open(principal: Principal, parts: Partial<Opening> = {}): Peer {
    const connection = new RecordingConnection();
    const opening = { principal, batch: false, requestId: `request of ${principal.username}`, ...parts };
    return new Peer(this.engine.sessions.open(connection, opening), connection, this.#bench);
  }
}

/** The client's end of a session: what it sends, and what has come. */
export class Peer {
  readonly handler: ConnectionHandler;
  readonly connection: RecordingConnection;
  readonly #bench: StoreBench;

  constructor(handler: ConnectionHandler, connection: RecordingConnection, bench: StoreBench) {
    this.handler = handler;
    this.connection = connection;
    this.#bench = bench;
  }

  /** Hands frames over in one turn; a string as it is. */
  say(...frames: readonly (string | Readonly<Record<string, unknown>>)[]): void {
    for (const frame of frames) this.handler.text(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  /** The same, and waits (in no time) for what comes of it. Answers only what is new. */
  async ask(...frames: readonly (string | Readonly<Record<string, unknown>>)[]): Promise<Frame[]> {
    const before = this.connection.frames.length;
    this.say(...frames);
    await this.#bench.clock.settle();
    return this.connection.frames.slice(before);
  }

  async subscribe(room: string, parts: { readonly since?: number; readonly epoch?: string } = {}): Promise<Frame[]> {
    return await this.ask({ type: "subscribe", room_id: room, ...parts });
  }

  /** The codes of the errors that came, in order. */
  get errors(): ErrorCode[] {
    return this.connection.of("error").map(({ code }) => code as ErrorCode);
  }
}
