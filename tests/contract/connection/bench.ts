import { closeHandshakeMs } from "../../../src/limits.ts";
import type { RequestEnv } from "../../../src/http/app_env.ts";
import type { Listener, ListenerDeps } from "../../../src/listeners/listener.ts";
import type { LogFields, LogLevel } from "../../../src/ports/log.ts";
import { EchoGate, type EchoSession } from "../../support/echo_gate.ts";
import { FalseClock } from "../../support/false_clock.ts";
import { KnownTokens } from "../../support/known_tokens.ts";
import { type HandshakeOptions, RawSocket } from "../../support/raw_socket.ts";
import { SeededRandom } from "../../support/seeded_random.ts";

/** One law and how it is tried. */
export type Cases = Readonly<Record<string, (bench: Bench) => Promise<void>>>;

/** Starts a listener on a free port of 127.0.0.1. */
export type OpenListener = (deps: ListenerDeps) => Promise<Listener>;

export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

/** Timers under the test's command; `soon` is real, since the sockets are. */
class BenchClock extends FalseClock {
  override soon(task: () => void): void {
    setImmediate(task);
  }
}

/** A listener on a real port with everything around it under the test's command. */
export class Bench implements AsyncDisposable {
  readonly gate = new EchoGate();
  readonly clock = new BenchClock();
  readonly tokens = new KnownTokens();
  readonly lines: LogLine[] = [];
  /** How often each counter was raised, and how often each refusal code was reported. */
  readonly counts = new Map<string, number>();
  /** What the REST surface was asked. */
  readonly requests: { readonly request: Request; readonly env: RequestEnv }[] = [];
  answer: (request: Request) => Response | Promise<Response> = () => new Response("rest");
  readonly #peers: RawSocket[] = [];
  #listener: Listener | undefined;

  static async create(open: OpenListener): Promise<Bench> {
    const bench = new Bench();
    bench.#listener = await open(bench.deps());
    return bench;
  }

  deps(): ListenerDeps {
    const count = (name: string, by = 1): void => void this.counts.set(name, (this.counts.get(name) ?? 0) + by);
    const write = (level: LogLevel) => (message: string, fields: LogFields = {}): void => {
      this.lines.push({ level, message, fields });
    };
    return {
      fetch: (request, env) => {
        this.requests.push({ request, env });
        return this.answer(request);
      },
      gate: this.gate,
      tokens: this.tokens,
      corsOrigins: ["https://app.example.com"],
      random: new SeededRandom(7),
      clock: this.clock,
      log: { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") },
      meter: { count, refuse: count, gauge() {}, observe() {} },
    };
  }

  get listener(): Listener {
    if (this.#listener === undefined) throw new Error("The bench has no listener");
    return this.#listener;
  }

  get port(): number {
    return this.listener.address.port;
  }

  /** A TCP connection to the listener, closed with the bench. */
  async connect(): Promise<RawSocket> {
    const peer = await RawSocket.connect(this.port);
    this.#peers.push(peer);
    return peer;
  }

  /** An upgraded connection and the session on its other side. */
  async open(options?: HandshakeOptions): Promise<{ readonly peer: RawSocket; readonly session: EchoSession }> {
    const peer = await RawSocket.open(this.port, options);
    this.#peers.push(peer);
    return { peer, session: await this.gate.next() };
  }

  /** Peers first, so that nothing is left but what the listener forgot; then the listener. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const peer of this.#peers) await peer[Symbol.asyncDispose]();
    const closing = this.listener.close();
    await this.clock.tick(closeHandshakeMs);
    await closing;
  }
}

/** Waits until a condition holds, turn by turn of the event loop; fails after five seconds. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const end = performance.now() + 5_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`It did not come to pass: ${what}`);
    await new Promise<void>((resolve) => void setTimeout(resolve, 1));
  }
}
