import { createIds } from "../../src/chat/ids.ts";
import { creatorJoins, newEpoch } from "../../src/chat/rooms.ts";
import { silentLog } from "../../src/ports/log.ts";
import type { Account } from "../../src/ports/accounts.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { NewRoom } from "../../src/ports/rooms.ts";
import type { Store } from "../../src/ports/store.ts";
import type { LogEntry } from "../../src/ports/event_log.ts";
import { foldsThatDiffer } from "./folds_agree.ts";
import { redactedLog } from "../contract/store/message_model.ts";
import { type MentionsAnswer, mentionsThatDiffer } from "./mentions_agree.ts";
import { peopleThatDiffer } from "./people_agree.ts";
import type { Intent } from "../../src/chat/intent.ts";
import type { EventType, RoomEvent, SystemAction } from "../../src/protocol/event.ts";
import type { Principal } from "../../src/protocol/principal.ts";
import { createSqliteStore } from "../../src/adapters/sqlite/create_sqlite_store.ts";
import { check, type Observation, type Violation } from "../support/checker.ts";
import { FalseClock } from "../support/false_clock.ts";
import { SeededRandom } from "../support/seeded_random.ts";
import type { StoreFaults } from "./faulty_store.ts";
import { FreezableClock } from "./freezable_clock.ts";
import { type BusCounts, type BusFaults, LossyBus } from "./lossy_bus.ts";
import { Trims } from "./trims.ts";
import { countsThatDiffer } from "./counts_agree.ts";
import { SimulatedClient } from "./simulated_client.ts";
import { type PlantNode, SimulatedNode } from "./simulated_node.ts";

export interface SimulationOptions {
  readonly seed: number;
  readonly nodes?: number;
  readonly clients?: number;
  readonly rooms?: number;
  /** Simulated milliseconds under faults. */
  readonly troubleMs?: number;
  readonly store?: Partial<StoreFaults>;
  readonly bus?: Partial<BusFaults>;
  /** A deliberate fault of the system itself: wraps the shared store that all nodes use. */
  readonly plant?: (shared: Store, clock: Clock) => Store;
  /** The same of a node: what it is given as its ports. */
  readonly plantNode?: PlantNode;
  /** Rooms lose the beginnings of their logs, again and again; some readers are slow, and people say how far they have read. */
  readonly retention?: boolean;
  /** The same of the cluster: signals are believed though nobody has signed them. */
  readonly gullible?: boolean;
}

export interface SimulationResult {
  readonly violations: readonly Violation[];
  readonly acknowledged: number;
  readonly received: number;
  readonly crashes: number;
  readonly freezes: number;
  /** What went over the broker. */
  readonly bus: BusCounts;
  /** Events of other nodes that came by doorbell, and that were read from the store. */
  readonly carried: number;
  readonly read: number;
  /** Messages that were never acknowledged, though everything healed. */
  readonly unsent: number;
  /** Where what a client shows, the store keeps, or a node counts, of messages, people or mentions is not what the log says. */
  readonly differences: readonly string[];
  /** Entries that were trimmed; and how often somebody was told to begin anew for that, coming back or while reading. */
  readonly trimmed: number;
  readonly resets: {
    readonly resuming: number;
    readonly reading: number;
    /** Who could have gone on. */
    readonly needless: readonly string[];
  };
  /** Mentions that somebody has not read, counted once on each node. */
  readonly mentioned: number;
  /** Messages that clients show. */
  readonly shown: number;
  /** What was done to messages and people, in the logs. */
  readonly done: Readonly<Record<"reply" | "edited" | "deleted" | "reaction" | typeof governing[number], number>>;
}

/** What creators do beside removing people. */
const governing = [
  "ban",
  "unban",
  "mute",
  "unmute",
  "role",
  "pin",
  "unpin",
  "change",
] as const satisfies SystemAction[];
/** How long bans and mutes last that nobody lifts. */
const sanctionSeconds = 3;
const stepMs = 20;
/** Long enough for every node to answer about everybody in a room. */
const askMs = 1_000;
/** Long enough for the longest back-off, the latest zombie write and a head check. */
const peaceMs = 16_000;

/** A whole cluster under faults, from a seed: the same seed is the same run, event by event. */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const world = await World.create(options);
  await world.trouble(options.troubleMs ?? 5_000);
  await world.peace();
  return await world.result();
}

class World {
  readonly #clock = new FalseClock();
  readonly #random: SeededRandom;
  readonly #store: Store;
  readonly #shared: Store;
  readonly #trims = new Trims();
  readonly #retains: boolean;
  readonly #bus: LossyBus;
  readonly #storeFaults: StoreFaults;
  readonly #nodes: SimulatedNode[] = [];
  readonly #clients: SimulatedClient[] = [];
  readonly #rooms: { id: string; creator: Principal }[] = [];
  readonly #history: Observation[] = [];
  readonly #nextId: () => string;
  readonly #counts = new Map<string, number>();
  readonly #plantNode: PlantNode | undefined;
  /** Of each kind of what creators do, whom and which message it was about last. */
  readonly #governed = new Map<string, { readonly client: SimulatedClient; readonly of: number }>();
  #tick = 0;
  #crashes = 0;
  #freezes = 0;

  private constructor(options: SimulationOptions, store: Store, clock: FalseClock) {
    this.#clock = clock;
    this.#store = store;
    this.#retains = options.retention ?? false;
    const noting = this.#retains ? this.#trims.noting(store) : store;
    this.#shared = options.plant?.(noting, clock) ?? noting;
    this.#random = new SeededRandom(options.seed);
    const faults = { drop: 0.2, double: 0.2, corrupt: 0.05, forge: 0.1, ...options.bus };
    // Most brokers are quick, and then what they carry is in time; some are slow enough to reorder everything.
    const delayMs = options.bus?.delayMs ?? this.#random.pick([5, 30, 300]);
    this.#bus = new LossyBus(this.#clock, this.#random, { ...faults, delayMs }, options.gullible);
    this.#plantNode = options.plantNode;
    this.#storeFaults = { before: 0.02, after: 0.05, late: 0.02, delayMs: 15, ...options.store };
    this.#nextId = createIds(this.#clock, this.#random);
  }

  static async create(options: SimulationOptions): Promise<World> {
    const clock = new FalseClock();
    const store = await createSqliteStore({ path: ":memory:", thread: "inline", clock, log: silentLog });
    const world = new World(options, store, clock);
    for (let i = 0; i < (options.nodes ?? 3); i++) await world.#addNode();
    for (let i = 0; i < (options.rooms ?? 2); i++) await world.#addRoom(i);
    for (let i = 0; i < (options.clients ?? 6); i++) await world.#addClient(i);
    return world;
  }

  async trouble(ms: number): Promise<void> {
    for (let at = 0; at < ms; at += stepMs) {
      for (const client of this.#clients) {
        if (this.#random.chance(0.1)) client.post();
        if (this.#random.chance(0.1)) client.act();
        if (this.#random.chance(0.004)) client.cut();
      }
      if (this.#random.chance(0.006)) await this.#crash();
      if (this.#random.chance(0.004)) this.#freeze();
      if (this.#random.chance(0.01)) this.#expel();
      if (this.#random.chance(0.08)) this.#govern();
      if (this.#retains) this.#forget();
      await this.#clock.tick(stepMs);
    }
  }

  async peace(): Promise<void> {
    Object.assign(this.#storeFaults, { before: 0, after: 0, late: 0 });
    await this.#clock.tick(peaceMs);
  }

  async result(): Promise<SimulationResult> {
    const logs = new Map<string, RoomEvent[]>();
    const entriesOf = new Map<string, readonly LogEntry[]>();
    for (const { id } of this.#rooms) {
      const head = (await this.#store.log.heads([id])).get(id)?.seq ?? 0;
      const left = await this.#store.log.read(id, { after: 0, upTo: head }, head);
      // What was noted before it was trimmed may have been deleted in between.
      const entries = this.#retains ? redactedLog([...this.#trims.of(id), ...left]) : left;
      entriesOf.set(id, entries);
      logs.set(id, entries.map(({ text }) => JSON.parse(text) as RoomEvent));
    }
    const openRuns = this.#clients.flatMap(({ openRun }) => openRun ?? []);
    const differences = await this.#differences(entriesOf);
    for (const node of this.#nodes) await node.crash();
    await this.#store.close();
    return {
      ...differences,
      violations: check({ history: this.#history, logs, openRuns, trims: this.#trims.made }),
      acknowledged: this.#history.filter(({ kind }) => kind === "ok").length,
      received: this.#history.filter(({ kind }) => kind === "receive").length,
      crashes: this.#crashes,
      freezes: this.#freezes,
      bus: this.#bus.counts,
      carried: this.#counts.get("events_carried") ?? 0,
      read: this.#counts.get("events_read") ?? 0,
      unsent: this.#clients.reduce((sum, { unsent }) => sum + unsent, 0),
      trimmed: this.#rooms.reduce((sum, { id }) => sum + this.#trims.floor(id), 0),
      resets: {
        resuming: this.#clients.reduce((sum, { resets }) => sum + resets.resuming, 0),
        reading: this.#clients.reduce((sum, { resets }) => sum + resets.reading, 0),
        needless: this.#clients.flatMap(({ resets }) => resets.needless),
      },
    };
  }

  /** What clients show and the store keeps that is not what the log says; and how many messages were compared. */
  async #differences(
    logs: ReadonlyMap<string, readonly LogEntry[]>,
  ): Promise<Pick<SimulationResult, "differences" | "shown" | "mentioned" | "done">> {
    const differences: string[] = [];
    let shown = 0;
    for (const { fold, room, principal: { id: user, username: client } } of this.#clients) {
      const [log, floor] = [logs.get(room) ?? [], this.#trims.floor(room)];
      differences.push(...await countsThatDiffer({ room, user, floor }, log, this.#shared.reads));
      if (fold === undefined) continue;
      shown += fold.seqs.length;
      differences.push(...await foldsThatDiffer({ client, user, room, fold, floor }, log, this.#store.messages));
    }
    for (const [room, log] of logs) differences.push(...await peopleThatDiffer(room, log, this.#store.members));
    const people = new Map(this.#clients.map(({ principal: { username, id } }) => [username, id]));
    let mentioned = 0;
    for (const [room, log] of logs) {
      const asked = mentionsThatDiffer({
        room,
        log,
        floor: this.#trims.floor(room),
        people,
        answers: (user) => this.#mentionsOf(room, user),
      });
      // Each answer takes its time.
      await this.#clock.tick(askMs);
      const mentions = await asked;
      differences.push(...mentions.found);
      mentioned += mentions.mentioned;
    }
    const entries = [...logs.values()].flat();
    const done = (type: EventType): number => entries.filter((one) => one.type === type).length;
    const actions = entries.map(({ text }) => (JSON.parse(text) as RoomEvent).action);
    const governed = governing.map((action) => [action, actions.filter((one) => one === action).length]);
    return {
      differences,
      shown,
      mentioned,
      done: {
        reply: done("reply"),
        edited: done("edited"),
        deleted: done("deleted"),
        reaction: done("reaction"),
        ...Object.fromEntries(governed) as Record<typeof governing[number], number>,
      },
    };
  }

  async #mentionsOf(room: string, user: string): Promise<readonly MentionsAnswer[]> {
    return await Promise.all(this.#nodes.map((node) => node.mentions(room, user)));
  }

  async #addNode(): Promise<void> {
    const clock = new FreezableClock(this.#clock);
    const node = new SimulatedNode({
      shared: this.#shared,
      broker: this.#bus.broker(clock),
      clock,
      world: this.#clock,
      random: this.#random,
      faults: this.#storeFaults,
      count: (name, by = 1) => void this.#counts.set(name, (this.#counts.get(name) ?? 0) + by),
      plant: this.#plantNode,
    });
    this.#nodes.push(node);
    await node.start();
  }

  async #addRoom(index: number): Promise<void> {
    const creator = this.#principal(`creator${index}`);
    const room: NewRoom = {
      id: this.#nextId(),
      name: `room ${index}`,
      description: "",
      creatorId: creator.id,
      isPrivate: false,
      createdAt: new Date(this.#clock.now()).toISOString(),
      epoch: newEpoch(this.#random),
    };
    await this.#store.rooms.create(room, creatorJoins(room, creator, this.#nextId(), this.#clock.now()).entries);
    this.#rooms.push({ id: room.id, creator });
  }

  async #addClient(index: number): Promise<void> {
    const room = this.#rooms[index % this.#rooms.length]!;
    const principal = this.#principal(`user${index}`);
    await this.#store.accounts.create(accountOf(principal));
    const client = new SimulatedClient(principal, room.id, {
      clock: this.#clock,
      random: this.#random,
      node: () => this.#random.pick(this.#nodes),
      history: this.#history,
      tick: () => ++this.#tick,
      floor: (id) => this.#trims.floor(id),
      names: () => this.#clients.map(({ principal: { username } }) => username),
    });
    this.#clients.push(client);
    client.connect();
  }

  #principal(username: string): Principal {
    return { id: this.#nextId(), username, guest: false, tokenKey: username, expiresAt: Infinity };
  }

  async #crash(): Promise<void> {
    const [node] = this.#nodes.splice(this.#random.int(this.#nodes.length), 1);
    this.#crashes++;
    await this.#addNode();
    await node?.crash();
  }

  /** A node stands still for a while, in the middle of whatever it does, and then goes on as if nothing had been. */
  #freeze(): void {
    const node = this.#random.pick(this.#nodes);
    if (node.frozen) return;
    this.#freezes++;
    node.freeze();
    this.#clock.after(100 + this.#random.fraction() * 3_000, () => node.thaw());
  }

  /** What retention does, and what makes that hard: readers that are far behind, and positions in what goes. */
  #forget(): void {
    const client = this.#random.pick(this.#clients);
    if (this.#random.chance(0.05)) client.read();
    if (this.#random.chance(0.02)) client.stall(100 + this.#random.fraction() * 1_500);
    if (this.#random.chance(0.02)) client.leave(300 + this.#random.fraction() * 2_500);
    if (this.#random.chance(0.02)) this.#rule(client.room, { kind: "text", content: "@room", mentionsRoom: true });
    if (this.#random.chance(0.1)) void this.#trim(client.room);
  }

  /** A node trims a room: up to anywhere, mostly close to its head, in steps of any size. The outcome may be unknown. */
  async #trim(room: string): Promise<void> {
    const node = this.#random.pick(this.#nodes);
    const [back, limit] = [this.#random.int(this.#random.chance(0.7) ? 4 : 60), 1 + this.#random.int(60)];
    const head = (await this.#store.log.heads([room])).get(room)?.seq ?? 0;
    await node.trim(room, head - back, limit).catch(() => undefined);
  }

  /** The creator removes somebody, on whichever node. The outcome may be unknown: the log tells. */
  #expel(): void {
    const { principal, room } = this.#random.pick(this.#clients);
    this.#rule(room, { kind: "remove", target: principal.id });
  }

  /** The creator does something else to somebody, to a message or to the room. */
  #govern(): void {
    const kind = this.#random.pick(governing);
    // What is taken back must have been done.
    const before = kind.startsWith("un") ? this.#governed.get(kind.slice("un".length)) : undefined;
    const client = before?.client ?? this.#random.pick(this.#clients);
    const of = before?.of ?? client.fold?.newest(1)[0] ?? 1;
    this.#governed.set(kind, { client, of });
    const { principal: { id, username }, room } = client;
    const target = { id, username };
    const role = this.#random.pick(["moderator", "member"] as const);
    const seconds = sanctionSeconds;
    const intents = {
      ban: { kind: "ban", target, seconds },
      unban: { kind: "unban", target: id },
      mute: { kind: "mute", target, seconds },
      unmute: { kind: "unmute", target: id },
      role: { kind: "role", target: id, role },
      pin: { kind: "pin", of, pinned: true },
      unpin: { kind: "pin", of, pinned: false },
      change: { kind: "change", settings: { description: `As ${username} wants it` } },
    } as const satisfies Record<typeof governing[number], Intent>;
    this.#rule(room, intents[kind]);
  }

  #rule(room: string, intent: Intent): void {
    const creator = this.#rooms.find(({ id }) => id === room)?.creator;
    if (creator === undefined) return;
    const live = this.#random.pick(this.#nodes).engine.live.room(room);
    live.submit(creator, intent).then(() => {}, () => {});
  }
}

/** So that messages can name somebody. */
function accountOf({ id, username }: Principal): Account {
  const profile = { displayName: "", avatarUrl: "", bio: "", statusText: "" };
  const createdAt = new Date(0).toISOString();
  return { id, username, email: `${username}@example.com`, passwordHash: "", createdAt, ...profile };
}
