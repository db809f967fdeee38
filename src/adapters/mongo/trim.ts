import type { Collection } from "mongodb";
import { appendEventsMax } from "../../limits.ts";
import type { Id } from "../../protocol/id.ts";
import type { AppendDeps } from "./append.ts";
import { trimFileUses } from "./file_uses.ts";

/** Of a projection about messages. */
interface Row {
  readonly _id: string;
  readonly room: Id;
}

/**
 * Removes the oldest entries of a room, up to a seq and at most about so many. Whole batches go: what is left of the log begins
 * where one begins. The floor is moved first, and nothing below it is read any more; what is there even so, because somebody
 * stopped in between, goes with the next call.
 */
export async function trim(deps: AppendDeps, room: Id, wanted: number, limit: number): Promise<number> {
  const { collections, heads, projections } = deps;
  const { rooms, log } = collections;
  const looked = await heads.look(room);
  if (looked === undefined) return 0;
  const before = looked.room.floor ?? 0;
  // What is applied is not needed any more, but for the newest entry: the next one's timestamp must not be before its.
  const upTo = Math.min(wanted, looked.head - 1, before + Math.max(limit, appendEventsMax));
  const [last] = await log.find({ room, to: { $gt: before, $lte: upTo } }, { projection: { to: 1 } })
    .sort({ to: -1 }).limit(1).toArray();
  const floor = Math.max(before, last?.to ?? 0);
  if (floor === 0) return 0;
  await projections.settle([room]);
  await rooms.updateOne({ _id: room, deleted: false }, { $max: { floor } });
  await removeRows(deps, room, floor);
  await trimFileUses(collections, room, floor);
  await log.deleteMany({ room, to: { $gt: 0, $lte: floor } });
  return floor;
}

async function removeRows({ collections }: AppendDeps, room: Id, floor: number): Promise<void> {
  const { messages, reactions, replies, threads, mentions, tombstones, uncounted } = collections;
  const rows = [
    ...[[messages, "seq"], [mentions, "seq"], [tombstones, "seq"]] as const,
    ...[[reactions, "of"], [replies, "root"], [threads, "root"]] as const,
  ];
  for (const [collection, at] of rows) {
    await (collection as unknown as Collection<Row>).deleteMany({ room, [at]: { $gt: 0, $lte: floor } });
  }
  // The newest number stays: what comes after it is counted from there.
  const newest = await uncounted.find({ room, seq: { $gt: 0, $lte: floor } }).sort({ seq: -1 }).limit(1).next();
  if (newest !== null) await uncounted.deleteMany({ room, seq: { $gt: 0, $lt: newest.seq } });
}
