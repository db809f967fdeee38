import { readHistory } from "../../src/chat/history.ts";
import type { HistoryPage } from "../../src/chat/room_actions.ts";
import { createIds } from "../../src/chat/ids.ts";
import { createEngine, type Engine, type EnginePorts } from "../../src/engine.ts";
import type { Broker } from "../../src/ports/broker.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { silentLog } from "../../src/ports/log.ts";
import { type Meter, silentMeter } from "../../src/ports/meter.ts";
import type { Store } from "../../src/ports/store.ts";
import type { Principal } from "../../src/protocol/principal.ts";
import { watermarkBytes } from "../../src/limits.ts";
import type { Connection, ConnectionHandler } from "../../src/realtime/connection.ts";
import type { SeededRandom } from "../support/seeded_random.ts";
import type { MentionsAnswer } from "./mentions_agree.ts";
import { type FaultyStore, faultyStore, type StoreFaults } from "./faulty_store.ts";
import type { FreezableClock } from "./freezable_clock.ts";

/** A deliberate fault of every node: changes what its engine is given. */
export type PlantNode = (ports: EnginePorts, engine: () => Engine) => EnginePorts;

export interface NodeParts {
  readonly shared: Store;
  readonly broker: Broker;
  /** The node's own, which may stand still. */
  readonly clock: FreezableClock;
  /** What is not the node: networks, clients. */
  readonly world: Clock;
  readonly random: SeededRandom;
  readonly faults: StoreFaults;
  readonly count: Meter["count"];
  readonly plant: PlantNode | undefined;
}

/** The client's end of a simulated connection. */
export interface Line {
  send(text: string): void;
  /** Cuts it: both ends hear of it. */
  cut(): void;
  /** Its reader takes nothing more for a while: what it was sent waits, and no more is sent. */
  stall(ms: number): void;
}

export interface LineListener {
  text(text: string): void;
  closed(): void;
}

/** More than anybody has in a run. */
const mentionsRead = 1_000;

/** A node of the simulated cluster: the real engine over a faulty store, a lossy broker and simulated connections. */
export class SimulatedNode {
  readonly engine: Engine;
  readonly #faulty: FaultyStore;
  readonly #broker: Broker;
  readonly #own: FreezableClock;
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  readonly #lines = new Set<Line>();
  #alive = true;
  frozen = false;

  constructor({ shared, broker, clock, world, random, faults, count, plant = (ports) => ports }: NodeParts) {
    this.#faulty = faultyStore(shared, { own: clock, world }, random, faults);
    this.#broker = broker;
    this.#own = clock;
    this.#clock = world;
    this.#random = random;
    const ports = {
      store: this.#faulty.store,
      broker,
      clock,
      random,
      log: silentLog,
      meter: { ...silentMeter, count },
      messageLimiter: { take: () => 0 },
      nextId: createIds(clock, random),
      isRevoked: () => false,
      connectionsPerUserMax: () => 0,
      revoked() {},
    };
    this.engine = createEngine(plant(ports, () => this.engine));
  }

  /** The newest page of a room's timeline and threads, read by this node. */
  async history(room: string, viewer: string, limit: number): Promise<HistoryPage> {
    const { store } = this.#faulty;
    const head = (await store.log.heads([room])).get(room)?.seq ?? 0;
    return await readHistory(store, { room, viewer, head }, { limit, types: ["text", "reply", "system"] });
  }

  /** Removes the beginning of a room's log, as the sweep of this node does; it may come to nothing. */
  async trim(room: string, upTo: number, limit: number): Promise<void> {
    await this.#faulty.store.log.trim(room, upTo, limit);
  }

  /** What mentions somebody, read by this node. */
  async mentions(room: string, user: string): Promise<MentionsAnswer> {
    const { reads, messages } = this.#faulty.store;
    const [{ rooms: [standing] }, { mentions: list }] = await Promise.all([
      reads.standings(user, 1, [room]),
      messages.mentions(user, mentionsRead, 0),
    ]);
    return { standing, list };
  }

  start(): Promise<void> {
    return this.engine.start();
  }

  /** Stands still, as by SIGSTOP. */
  freeze(): void {
    this.frozen = true;
    this.#own.freeze();
  }

  thaw(): void {
    this.frozen = false;
    this.#own.thaw();
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
    let bufferedBytes = 0;
    // Each direction keeps its order and takes its time.
    const toClient = this.#pipe((text) => open && listener.text(text));
    const toServer = this.#pipe((text) => {
      this.#own.after(0, () => void (open && this.#alive && handler.text(text)));
    });
    const end = (): void => {
      if (!open) return;
      open = false;
      this.#lines.delete(line);
      handler.closed(1006);
      listener.closed();
    };
    const connection: Connection = {
      write: ({ texts }) => texts.forEach(toClient),
      get bufferedBytes() {
        return bufferedBytes;
      },
      ping: () => handler.alive(),
      close: () => void this.#clock.after(1, end),
      terminate: end,
    };
    const stall = (ms: number): void => {
      bufferedBytes = watermarkBytes + 1;
      this.#clock.after(ms, () => bufferedBytes = 0);
    };
    const line: Line = { send: toServer, cut: end, stall };
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
