import assert from "node:assert/strict";
import { createSqliteStore } from "../../src/adapters/sqlite/create_sqlite_store.ts";
import { createIds } from "../../src/chat/ids.ts";
import type { Receipt } from "../../src/chat/intent.ts";
import { LiveRooms } from "../../src/chat/live_rooms.ts";
import type { LiveRoom } from "../../src/chat/live_room.ts";
import { creatorJoins } from "../../src/chat/rooms.ts";
import type { Signal } from "../../src/ports/broker.ts";
import type { Head, LogEntry } from "../../src/ports/event_log.ts";
import { silentLog } from "../../src/ports/log.ts";
import type { WordLists } from "../../src/ports/word_lists.ts";
import type { NewRoom } from "../../src/ports/rooms.ts";
import type { Store } from "../../src/ports/store.ts";
import type { ErrorCode } from "../../src/protocol/error_code.ts";
import type { RoomEvent } from "../../src/protocol/event.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import type { Principal } from "../../src/protocol/principal.ts";
import { FalseClock } from "./false_clock.ts";
import { interceptedStore, type Interceptor } from "./intercepted_store.ts";
import { createRecordedLog } from "./recorded_log.ts";
import { SeededRandom } from "./seeded_random.ts";

/** A real store in memory on a false clock, with rooms and people to fill it, and any number of nodes over it. */
export class StoreBench {
  readonly clock: FalseClock;
  readonly random = new SeededRandom(7);
  readonly store: Store;
  readonly nextId: () => string;

  private constructor(clock: FalseClock, store: Store) {
    this.clock = clock;
    this.store = store;
    this.nextId = createIds(clock, this.random);
  }

  static async open(): Promise<StoreBench> {
    const clock = new FalseClock();
    const store = await createSqliteStore({ path: ":memory:", thread: "inline", clock, log: silentLog });
    return new StoreBench(clock, store);
  }

  person(username: string): Principal {
    const expiresAt = this.clock.now() + 3_600_000;
    return { id: this.nextId(), username, guest: false, tokenKey: `key of ${username}`, expiresAt };
  }

  /** A room with its creator in it, and these people after: its head is 1 + the number of people. */
  async room(creator: Principal, people: readonly Principal[] = [], parts: Partial<NewRoom> = {}): Promise<string> {
    const id = parts.id ?? this.nextId();
    const room: NewRoom = {
      id,
      name: `room ${id}`,
      description: "",
      creatorId: creator.id,
      isPrivate: false,
      createdAt: new Date(this.clock.now()).toISOString(),
      epoch: "epoch-1",
      ...parts,
    };
    const { entries } = creatorJoins(room, creator, this.nextId(), this.clock.now());
    assert.equal(await this.store.rooms.create(room, entries), "ok");
    const node = new LiveNode(this);
    for (const person of people) await node.done(node.room(id).submit(person, { kind: "join" }));
    return id;
  }

  /** What stands in the store. */
  async events(room: string): Promise<RoomEvent[]> {
    const head = (await this.store.log.heads([room])).get(room)?.seq ?? 0;
    const entries = await this.store.log.read(room, { after: 0, upTo: head }, Math.max(1, head));
    return entries.map(({ text }) => JSON.parse(text) as RoomEvent);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.close();
  }
}

let made = 0;

/** The rooms of one node over the bench's store, without readers: what it delivers is recorded. */
export class LiveNode {
  readonly live: LiveRooms;
  readonly signals: Signal[] = [];
  readonly delivered: LogEntry[] = [];
  readonly resets: Head[] = [];
  readonly floors: number[] = [];
  readonly gone: string[] = [];
  readonly counts = new Map<string, number>();
  readonly log = createRecordedLog();
  /** Everything asked of the store, by name. */
  readonly calls: string[] = [];
  intercept: Interceptor = (_, call) => call();
  healthy = true;
  /** How long what is delivered waits until it leaves. */
  restMs = 0;
  /** What becomes of a signal: nothing, unless a test rings with it. */
  said: (signal: Signal) => void = () => {};
  readonly name: string;
  hasReaders = false;
  /** Lists of words, of which a test sees when they are loaded. */
  words: WordLists = { load: () => Promise.reject(new Error("No list is part of this test")), says: () => false };
  readonly #bench: StoreBench;

  constructor(bench: StoreBench) {
    this.#bench = bench;
    this.name = (++made).toString(16).padStart(16, "0");
    const { clock, random, nextId } = bench;
    const store = interceptedStore(bench.store, (name, call, args) => {
      this.calls.push(name);
      return this.intercept(name, call, args);
    });
    const count = (name: string, by = 1) => void this.counts.set(name, (this.counts.get(name) ?? 0) + by);
    const ports = {
      log: store.log,
      rooms: store.rooms,
      members: store.members,
      messages: store.messages,
      accounts: store.accounts,
      broker: {
        node: this.name,
        publish: (signal: Signal) => void (this.signals.push(signal), this.said(signal)),
        healthy: () => this.healthy,
      },
      clock,
      random,
      meter: { count, refuse() {}, gauge() {}, observe() {} },
      trace: this.log,
      nextId,
      words: {
        load: (list: "english") => this.words.load(list),
        says: (list: "english", text: string) => this.words.says(list, text),
      },
      restMs: () => this.restMs,
    };
    const observer = {
      readers: () => [],
      trimmed: (_: string, floor: number) => void this.floors.push(floor),
      delivered: (_: string, entries: readonly LogEntry[]) => void this.delivered.push(...entries),
      reset: (_: string, head: Head) => void this.resets.push(head),
      gone: (room: string) => void this.gone.push(room),
    };
    this.live = new LiveRooms(ports, observer, () => this.hasReaders);
  }

  room(id: string): LiveRoom {
    return this.live.room(id);
  }

  /** Another node's doorbell, which carries nothing. */
  rang(room: string, head: number): void {
    this.live.rang({ kind: "head", room, head }, "00000000000000bb");
  }

  /** From now on these nodes hear each other at once. */
  static connect(...nodes: readonly LiveNode[]): void {
    for (const from of nodes) {
      from.said = (signal) => {
        for (const node of nodes) if (node !== from) queueMicrotask(() => node.hear(signal, from.name));
      };
    }
  }

  hear(signal: Signal, from: string): void {
    if (signal.kind === "head") this.live.rang(signal, from);
    else if ("to" in signal) this.live.told(signal, from);
  }

  get seqs(): number[] {
    return this.delivered.map(({ seq }) => seq);
  }

  say(room: string, who: Principal, content: string, clientId?: string): Promise<Receipt> {
    return this.room(room).submit(who, { kind: "text", content, ...(clientId === undefined ? {} : { clientId }) });
  }

  /** Lets the room's work run (time stands still) and answers what became of the promise. */
  async done<T>(promise: Promise<T>): Promise<T> {
    const outcome = promise.then((value) => ({ value }), (error: unknown) => ({ error }));
    await this.#bench.clock.settle();
    const settled = await Promise.race([outcome, Promise.resolve("waiting" as const)]);
    if (settled === "waiting") throw new Error("Nothing has become of it yet");
    if ("error" in settled) throw settled.error;
    return settled.value;
  }
}

/** Insists that it is refused with this code of the catalogue. */
export async function refused(promise: Promise<unknown>, code: ErrorCode): Promise<ParleyError> {
  const error = await promise.then(() => "no refusal", (error: unknown) => error);
  assert.ok(error instanceof ParleyError, `Expected a refusal, got ${String(error)}`);
  assert.equal(error.code, code, error.message);
  return error;
}

/** Answers a call for the n-th time (from 1) as told, else as the store does. */
export function onCall(name: string, nth: number, instead: (call: () => Promise<unknown>) => unknown): Interceptor {
  let count = 0;
  return async (called, call) => called === name && ++count === nth ? await instead(call) : await call();
}

export const unavailable = (): never => {
  throw new ParleyError("unavailable");
};
