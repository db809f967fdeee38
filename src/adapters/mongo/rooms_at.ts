import type { Id } from "../../protocol/id.ts";
import type { AppendDeps } from "./append.ts";
import type { Collections, ReadDocument, RoomDocument } from "./documents.ts";
import { uncountedUpTo } from "./uncounted.ts";

/** A room as of a head: everything up to it is applied, and nothing after it. */
export interface RoomAt {
  readonly room: RoomDocument;
  readonly head: number;
}

/** Those of the rooms that are not deleted; `undefined`: something came in between, look again. */
export async function roomsAt(
  { collections: { rooms }, heads, projections }: AppendDeps,
  ids: readonly Id[],
): Promise<ReadonlyMap<Id, RoomAt> | undefined> {
  if (ids.length === 0) return new Map();
  const ends = await heads.ends(ids);
  await projections.settle(ids);
  const found = await rooms.find({ _id: { $in: [...ids] }, deleted: false }).toArray();
  if (found.some(({ _id, folded }) => folded > (ends.get(_id) ?? 0))) return undefined;
  return new Map(found.map((room) => [room._id, { room, head: ends.get(room._id) ?? 0 }]));
}

/** After the last batch that is no mere text nothing more is uncounted: then there is nothing to ask. */
export async function positionAt(
  numbers: Pick<Collections, "uncounted">,
  { room }: RoomAt,
  seq: number,
): Promise<ReadDocument> {
  const number = seq >= room.folded ? room.uncounted ?? 0 : await uncountedUpTo(numbers, room._id, seq);
  return { seq, number };
}

/** A member's position: which member, by its key, and where. */
export interface Place {
  readonly _id: string;
  readonly read: ReadDocument;
  /** As often as it had been set back when this was said: where it has been more often since, it stays. */
  readonly rewinds?: number | undefined;
}

/** Moves positions forward, of those who are members. */
export async function moveTo(
  { members }: Pick<Collections, "members">,
  places: readonly Place[],
): Promise<void> {
  if (places.length === 0) return;
  await members.bulkWrite(
    places.map(({ _id, read, rewinds }) => ({
      updateOne: {
        filter: {
          _id,
          gone: false,
          $or: [{ read: { $exists: false } }, { "read.seq": { $lt: read.seq } }],
          ...(rewinds === undefined ? {} : { "read.rewinds": { $not: { $gt: rewinds } } }),
        },
        update: { $set: { "read.seq": read.seq, "read.number": read.number } },
      },
    })),
    { ordered: false },
  );
}
