import type { Effect, EventType } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";

/** One entry of a room's log, as every store keeps it. */
export interface LogEntry {
  readonly seq: number;
  readonly id: Id;
  readonly type: EventType;
  /** The user id of who acted. */
  readonly sender: Id;
  readonly clientId?: string;
  /** The {@link RoomEvent} as JSON, seq included: encoded once by the appender, the same bytes for every reader. */
  readonly text: string;
  readonly effect?: Effect;
}

/** Where a room's log stands. The epoch changes when a log is recreated or restored: a cursor of another is void. */
export interface Head {
  readonly epoch: string;
  readonly seq: number;
  /** Entries up to this seq were trimmed. Absent: none. A cursor before it cannot be resumed. */
  readonly floor?: number;
}

/** An entry that is in the log already under the same (room, sender, client_id). */
export interface Duplicate {
  /** Position in the refused batch, from 0. */
  readonly index: number;
  /** What stands in the log. */
  readonly existing: LogEntry;
}

/**
 * The answers of an append. There is no fifth: a definite failure (disk full, store gone before the write) is thrown as
 * `ParleyError("unavailable")` and means that nothing of the batch is or will be in the log.
 */
export type AppendResult =
  /** All entries are durable. */
  | { readonly kind: "ok" }
  /** Nothing was written: the log is at `head`, not where the batch would extend it. */
  | { readonly kind: "conflict"; readonly head: number }
  /** Nothing was written: every entry of the batch whose client_id is taken is listed, and another order is not tried. */
  | { readonly kind: "duplicate"; readonly duplicates: readonly Duplicate[] }
  /** The room does not exist or was deleted. Nothing was written. */
  | { readonly kind: "gone" }
  /**
   * Time-out or lost connection: the batch may be in the log, may not be, and may still get there later. The caller reads
   * back by id, and repeats with the same seqs, ids and client_ids.
   */
  | { readonly kind: "unknown" };

/** A half-open range of seqs: after < seq <= upTo. Both bounds are always given, since a gapless log knows them. */
export interface SeqRange {
  readonly after: number;
  readonly upTo: number;
}

/** Which entries of a range are wanted. */
export interface EventFilter {
  readonly sender?: Id;
  /** Of one of these types. */
  readonly types?: readonly EventType[];
}

/**
 * The log of every room: the truth, and the only source of order.
 *
 * Laws, which the contract suite tries (tests/contract/store_contract.ts):
 * - `append` is compare-and-swap: entries[i].seq must be expectedHead + 1 + i, and the batch is written whole or not at
 *   all, exactly when the head is `expectedHead`. Two racing appends at one head: exactly one is `ok`.
 * - `ok` means durable: it survives kill -9 and loss of power a moment later.
 * - (room, sender, clientId) is unique over the whole log; in a batch that repeats one inside itself, too: the later index
 *   is the duplicate and `existing` is the earlier entry of the batch.
 *   With both a conflict and a duplicate, either answer is right.
 * - The effects of an entry are visible in `Rooms` and `Members` no later than the entry is visible here.
 * - Reads see only what is committed, and everything that was acknowledged before the read began.
 * - What was trimmed is gone: from the log, from what was done to messages, from mentions, threads and files. What is left is
 *   again without a gap, from `floor + 1` to the head; memberships, sanctions and settings are as before, and nothing that was
 *   trimmed counts as unread.
 */
export interface EventLog {
  append(room: Id, expectedHead: number, entries: readonly LogEntry[]): Promise<AppendResult>;
  /** The heads of those of the rooms that exist and are not deleted. */
  heads(rooms: readonly Id[]): Promise<ReadonlyMap<Id, Head>>;
  /** The entries of the range in ascending order, at most `limit` of them from its low end, without a gap. */
  read(room: Id, range: SeqRange, limit: number): Promise<readonly LogEntry[]>;
  /** The newest `limit` entries of the range that pass the filter, ascending, skipping the `offset` newest of them. */
  find(room: Id, range: SeqRange, filter: EventFilter, limit: number, offset: number): Promise<readonly LogEntry[]>;
  /**
   * Removes the oldest entries for good, up to a seq but never the newest, at most about `limit` of them. Answers the floor after
   * it, which never goes back; a store may stop a little before what was asked for. Repeating it is harmless.
   */
  trim(room: Id, upTo: number, limit: number): Promise<number>;
  /**
   * Takes a user's name out of the entries of the range and their effects, physically, as `withoutName` (protocol/erased.ts)
   * says; of one call, also out of what the room keeps of people. Repeating it changes nothing. Durable when it resolves.
   */
  forgetName(room: Id, range: SeqRange, user: Id): Promise<void>;
  /** How many entries of the range pass the filter. */
  count(room: Id, range: SeqRange, filter: EventFilter): Promise<number>;
}
