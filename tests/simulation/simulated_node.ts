import { createIds } from "../../src/chat/ids.ts";
import { createEngine, type Engine } from "../../src/engine.ts";
import type { Broker } from "../../src/ports/broker.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { silentLog } from "../../src/ports/log.ts";
import { silentMeter } from "../../src/ports/meter.ts";
import type { Store } from "../../src/ports/store.ts";
import type { Principal } from "../../src/protocol/principal.ts";
import type { Connection, ConnectionHandler } from "../../src/realtime/connection.ts";
import type { SeededRandom } from "../support/seeded_random.ts";
import { type FaultyStore, faultyStore, type StoreFaults } from "./faulty_store.ts";

/** The client's end of a simulated connection. */
export interface Line {
  send(text: string): void;
  /** Cuts it: both ends hear of it. */
  cut(): void;
}

export interface LineListener {
  text(text: string): void;
  closed(): void;
}

/** A node of the simulated cluster: the real engine over a faulty store, a lossy broker and simulated connections. */
export class SimulatedNode {
  readonly engine: Engine;
  readonly #faulty: FaultyStore;
  readonly #broker: Broker;
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  readonly #lines = new Set<Line>();
  #alive = true;

  constructor(shared: Store, broker: Broker, clock: Clock, random: SeededRandom, faults: StoreFaults) {
    this.#faulty = faultyStore(shared, clock, random, faults);
    this.#broker = broker;
    this.#clock = clock;
    this.#random = random;
    this.engine = createEngine({
      store: this.#faulty.store,
      broker,
      clock,
      random,
      log: silentLog,
      meter: silentMeter,
      messageLimiter: { take: () => 0 },
      nextId: createIds(clock, random),
      isRevoked: () => false,
      connectionsPerUserMax: () => 0,
      revoked() {},
    });
  }

  start(): Promise<void> {
    return this.engine.start();
  }

  /** Dies as by kill -9: calls to the store hang, timers stop, connections break. */
  async crash(): Promise<void> {
    this.#alive = false;
    this.#faulty.cut();
    this.engine.stop();
    await this.#broker.close();
    for (const line of [...this.#lines]) line.cut();
  }

  connect(principal: Principal, listener: LineListener, room?: string): Line {
    let open = true;
    // Each direction keeps its order and takes its time.
    const toClient = this.#pipe((text) => open && listener.text(text));
    const toServer = this.#pipe((text) => open && this.#alive && handler.text(text));
    const end = (): void => {
      if (!open) return;
      open = false;
      this.#lines.delete(line);
      handler.closed(1006);
      listener.closed();
    };
    const connection: Connection = {
      write: ({ texts }) => texts.forEach(toClient),
      bufferedBytes: 0,
      ping: () => handler.alive(),
      close: () => void this.#clock.after(1, end),
      terminate: end,
    };
    const line: Line = { send: toServer, cut: end };
    this.#lines.add(line);
    const opening = { principal, batch: false, requestId: "simulated", ...(room === undefined ? {} : { room }) };
    const handler: ConnectionHandler = this.engine.sessions.open(connection, opening);
    return line;
  }

  #pipe(deliver: (text: string) => unknown): (text: string) => void {
    let lastAt = 0;
    return (text) => {
      const at = Math.max(lastAt, this.#clock.monotonic() + this.#random.fraction() * 20);
      lastAt = at;
      this.#clock.after(at - this.#clock.monotonic(), () => deliver(text));
    };
  }
}
