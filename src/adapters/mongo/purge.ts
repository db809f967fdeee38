import type { Collection } from "mongodb";
import type { Clock } from "../../ports/clock.ts";
import type { Id } from "../../protocol/id.ts";
import type { Collections } from "./documents.ts";
import { purgeFileUses } from "./file_uses.ts";
import type { Heads } from "./heads.ts";

/** Rooms looked at in one slice: each costs a few questions. */
const roomsAtOnce = 32;

export interface PurgeDeps {
  readonly collections: Collections;
  readonly heads: Heads;
  readonly clock: Pick<Clock, "now">;
  readonly graceMs: number;
}

/** What every projection of a room has. */
interface RoomRow {
  readonly _id: string;
  readonly room: Id;
}

export type Purge = (limit: number) => Promise<number>;

/**
 * Removes up to `limit` entries of rooms that have been deleted for `graceMs`; answers how many are left, at least. Several
 * nodes may purge at once. Entries go from the oldest on, so that what is left of a room is a gapless range, and the room
 * goes last.
 *
 * The grace is for a node that has not seen the deletion: while the log is there, its appends meet the taken seqs.
 */
export function createPurge({ collections, heads, clock, graceMs }: PurgeDeps): Purge {
  const { rooms, log, members, uncounted, tombstones, messages, reactions, replies, threads, mentions } = collections;
  const projected = [
    members,
    uncounted,
    tombstones,
    messages,
    reactions,
    replies,
    threads,
    mentions,
  ] as unknown as readonly Collection<RoomRow>[];

  /** Answers how many entries were removed: never more than `limit`, of the last batch only its beginning. */
  async function removeEntries(room: Id, limit: number): Promise<number> {
    let removed = 0;
    const oldest = log.find({ room }, { projection: { from: 1, to: 1 } }).sort({ to: 1 }).limit(limit);
    for await (const { _id, from, to } of oldest) {
      const entries = Math.min(limit - removed, to - from + 1);
      if (from + entries > to) await log.deleteOne({ _id });
      else {await log.updateOne({ _id, from }, {
          $set: { from: from + entries },
          $pull: { entries: { seq: { $lt: from + entries } } },
        });}
      removed += entries;
      if (removed === limit) break;
    }
    return removed;
  }

  /** Of a projection of the room. */
  async function removeRows(rows: Collection<RoomRow>, room: Id, limit: number): Promise<number> {
    const slice = await rows.find({ room }, { projection: { _id: 1 } }).limit(limit).toArray();
    if (slice.length > 0) await rows.deleteMany({ _id: { $in: slice.map(({ _id }) => _id) } });
    return slice.length;
  }

  async function leftOf(room: Id): Promise<number> {
    const [oldest, newest, ...rows] = await Promise.all([
      log.find({ room }, { projection: { from: 1 } }).sort({ to: 1 }).limit(1).next(),
      log.find({ room }, { projection: { to: 1 } }).sort({ to: -1 }).limit(1).next(),
      ...projected.map((collection) => collection.countDocuments({ room })),
    ]);
    const entries = oldest === null || newest === null ? 0 : newest.to - oldest.from + 1;
    return rows.reduce((sum, count) => sum + count, entries + 1);
  }

  return async (limit) => {
    const before = new Date(clock.now() - graceMs);
    const gone = await rooms.find({ deleted: true }).sort({ _id: 1 }).limit(roomsAtOnce).toArray();
    let budget = limit;
    let left = 0;
    for (const { _id, deleted_at } of gone) {
      heads.forget(_id);
      const due = deleted_at !== undefined && deleted_at <= before;
      if (due && budget > 0) budget -= await removeEntries(_id, budget);
      for (const rows of projected) if (due && budget > 0) budget -= await removeRows(rows, _id, budget);
      if (due && budget > 0) budget -= await purgeFileUses(collections, _id, budget);
      if (due && budget > 0) await rooms.deleteOne({ _id, deleted: true });
      else left += await leftOf(_id);
    }
    return left > 0 || gone.length < roomsAtOnce ? left : 1;
  };
}
