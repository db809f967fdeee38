import type { Clock } from "../../../src/ports/clock.ts";
import type { AppendResult, EventLog, Head, LogEntry, SeqRange } from "../../../src/ports/event_log.ts";
import type { Store } from "../../../src/ports/store.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { SeededRandom } from "../../support/seeded_random.ts";

/** What a node may do wrong about a database that can fail over. */
export type FailoverBug =
  /** Takes heads and events as the primary has them, not as a majority has. */
  | "local_head"
  /** Is content when the primary alone has an event. */
  | "w1";

export interface FailoverCounts {
  failovers: number;
  /** Events that were taken back. */
  rolledBack: number;
  /** Batches that a majority has above a place that stands empty for ever. */
  holes: number;
}

export interface FailoverOptions {
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly bug?: FailoverBug | undefined;
}

interface Uncommitted {
  readonly room: Id;
  readonly entries: readonly LogEntry[];
  readonly settle: (result: AppendResult) => void;
}

/** A majority has what the primary has after so long at most, milliseconds. */
const replicationMsMax = 120;
/** From the look at the head to the arrival of the insertion, milliseconds at most. */
const travelMsMax = 40;
/** How often the primary is lost, and within which time; then there is peace. */
const failoversMax = 8;
const troubleMs = 5_000;
const rolledBackMax = 50;

/**
 * MongoDB's log as the adapter uses it, over a store that has none of its faults: an insertion is on the primary first, where
 * unique indexes refuse a taken seq or client_id and nothing notices a hole; it counts once a majority has it. A fail-over takes
 * back the newest of what no majority has.
 */
export class FailoverLog implements EventLog {
  readonly counts: FailoverCounts = { failovers: 0, rolledBack: 0, holes: 0 };
  readonly #base: EventLog;
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  readonly #bug: FailoverBug | undefined;
  #oplog: Uncommitted[] = [];
  #last: Promise<void> = Promise.resolve();
  #changed = Promise.withResolvers<void>();

  constructor(base: EventLog, { clock, random, bug }: FailoverOptions) {
    this.#base = base;
    this.#clock = clock;
    this.#random = random;
    this.#bug = bug;
    for (let i = 0; i < failoversMax; i++) {
      clock.after(random.fraction() * troubleMs, () => void this.#alone(() => this.#failOver()));
    }
  }

  async append(room: Id, expectedHead: number, entries: readonly LogEntry[]): Promise<AppendResult> {
    for (;;) {
      const head = await this.#headOf(room);
      if (head === undefined) return { kind: "gone" };
      // Only a head that was seen committed is extended; who sees the primary's sees more than that.
      if (head.seq < expectedHead) return { kind: "conflict", head: head.seq };
      // The insertion is on its way; when it arrives, no index sees whether what it extends is still there.
      await this.#travel();
      const arrived = await this.#alone(() => this.#arrive(room, expectedHead, entries));
      if ("outcome" in arrived) return await arrived.outcome;
      if (this.#bug === "local_head") return { kind: "conflict", head: (await this.#headOf(room))?.seq ?? 0 };
      // Who was first may not be on a majority yet, and may never be: then it is tried again.
      await arrived.changed;
    }
  }

  async heads(rooms: readonly Id[]): Promise<ReadonlyMap<Id, Head>> {
    const heads = new Map<Id, Head>();
    for (const room of rooms) {
      const head = await this.#headOf(room);
      if (head !== undefined) heads.set(room, head);
    }
    return heads;
  }

  async read(room: Id, range: SeqRange, limit: number): Promise<readonly LogEntry[]> {
    const kept = await this.#base.read(room, range, limit);
    if (this.#bug !== "local_head") return kept;
    const known = new Set(kept.map(({ seq }) => seq));
    const newer = this.#oplog.filter((one) => one.room === room).flatMap(({ entries }) => entries)
      .filter(({ seq }) => seq > range.after && seq <= range.upTo && !known.has(seq));
    const all = [...kept, ...newer].sort((a, b) => a.seq - b.seq);
    return all.filter(({ seq }, i) => seq === range.after + 1 + i).slice(0, limit);
  }

  trim: EventLog["trim"] = (...args) => this.#base.trim(...args);
  forgetName: EventLog["forgetName"] = (...args) => this.#base.forgetName(...args);
  find: EventLog["find"] = (...args) => this.#base.find(...args);
  count: EventLog["count"] = (...args) => this.#base.count(...args);

  /** The head as a node sees it. */
  async #headOf(room: Id): Promise<Head | undefined> {
    const head = (await this.#base.heads([room])).get(room);
    if (head === undefined || this.#bug !== "local_head") return head;
    const own = this.#oplog.filter((one) => one.room === room).flatMap(({ entries }) => entries.map(({ seq }) => seq));
    return { epoch: head.epoch, seq: Math.max(head.seq, ...own) };
  }

  #isTaken(room: Id, entries: readonly LogEntry[]): boolean {
    const keys = new Set(entries.flatMap((entry) => [String(entry.seq), ...keysOf(entry)]));
    return this.#oplog.some((one) =>
      one.room === room &&
      one.entries.some((entry) => [String(entry.seq), ...keysOf(entry)].some((key) => keys.has(key)))
    );
  }

  /** The insertion reaches the primary. */
  async #arrive(
    room: Id,
    expectedHead: number,
    entries: readonly LogEntry[],
  ): Promise<{ readonly changed: Promise<void> } | { readonly outcome: Promise<AppendResult> }> {
    const committed = (await this.#base.heads([room])).get(room)?.seq ?? 0;
    if (expectedHead < committed) {
      // What stands there already is told by the store underneath: the place, or who used the client_id.
      return { outcome: this.#base.append(room, expectedHead, entries) };
    }
    const repeated = await this.#repeated(room, entries);
    if (repeated !== undefined) return { outcome: Promise.resolve(repeated) };
    if (this.#isTaken(room, entries)) return { changed: this.#changed.promise };
    const { promise, resolve } = Promise.withResolvers<AppendResult>();
    this.#oplog.push({ room, entries, settle: resolve });
    const delayMs = this.#random.fraction() * replicationMsMax;
    this.#clock.after(delayMs, () => void this.#alone(() => this.#replicate()));
    return { outcome: this.#bug === "w1" ? Promise.resolve({ kind: "ok" }) : promise };
  }

  /** A client_id that is in the log: the store underneath knows, and is asked with a head at which it writes nothing. */
  async #repeated(room: Id, entries: readonly LogEntry[]): Promise<AppendResult | undefined> {
    const head = (await this.#base.heads([room])).get(room)?.seq ?? 0;
    const all = await this.#base.read(room, { after: 0, upTo: head }, head);
    const taken = new Map(all.flatMap((entry) => keysOf(entry).map((key) => [key, entry] as const)));
    const duplicates = entries.flatMap((entry, index) => {
      const existing = keysOf(entry).map((key) => taken.get(key)).find((found) => found !== undefined);
      return existing === undefined ? [] : [{ index, existing }];
    });
    return duplicates.length === 0 ? undefined : { kind: "duplicate", duplicates };
  }

  #travel(): Promise<void> {
    return new Promise((resolve) => void this.#clock.after(this.#random.fraction() * travelMsMax, resolve));
  }

  /** The primary does one thing after another. */
  #alone<T>(deed: () => Promise<T>): Promise<T> {
    const done = this.#last.then(deed);
    this.#last = done.then(() => {}, () => {});
    return done;
  }

  /** A majority has what has stood there the longest. */
  async #replicate(): Promise<void> {
    const next = this.#oplog.shift();
    if (next === undefined) return;
    const { room, entries, settle } = next;
    const result = await this.#base.append(room, (entries[0]?.seq ?? 1) - 1, entries);
    // Nothing refuses it there: a hole below it is seen by no index. The sender is told that all is well.
    if (result.kind !== "ok") this.counts.holes++;
    settle({ kind: "ok" });
    this.#change();
  }

  #failOver(): Promise<void> {
    this.counts.failovers++;
    let lost = 0;
    while (this.#oplog.length > 0 && lost < rolledBackMax) {
      const { entries, settle } = this.#oplog.pop()!;
      lost += entries.length;
      settle({ kind: "unknown" });
      if (this.#random.chance(0.3)) break;
    }
    this.counts.rolledBack += lost;
    this.#change();
    return Promise.resolve();
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

/** The store with a log that fails over. */
export function withFailovers(store: Store, log: FailoverLog): Store {
  return { ...store, log, rooms: store.rooms, members: store.members, accounts: store.accounts, tokens: store.tokens };
}

function keysOf({ sender, clientId }: LogEntry): string[] {
  return clientId === undefined ? [] : [`${sender} ${clientId}`];
}
