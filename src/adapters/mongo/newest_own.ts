import type { Id } from "../../protocol/id.ts";
import type { Collections } from "./documents.ts";

/** Rooms in one question. */
const roomsAtOnce = 200;

/** A part of a room's log: after < seq <= upTo. */
export interface RoomRange {
  readonly room: Id;
  readonly after: number;
  readonly upTo: number;
}

/**
 * The newest message or system event of a user's own in each of the ranges, by room; rooms where there is none are left out. Who
 * edits, deletes, reacts or answers in a thread need not have read what the timeline shows.
 */
export async function newestOwn(
  { log }: Pick<Collections, "log">,
  user: Id,
  ranges: readonly RoomRange[],
): Promise<ReadonlyMap<Id, number>> {
  const bounds = new Map(ranges.map(({ room, upTo }) => [room, upTo]));
  const newest = new Map<Id, number>();
  for (let at = 0; at < ranges.length; at += roomsAtOnce) {
    const some = ranges.slice(at, at + roomsAtOnce).map(({ room, after }) => {
      return { room, "entries.sender": user, to: { $gt: after, $lte: Number.MAX_SAFE_INTEGER } };
    });
    const projection = { room: 1, "entries.seq": 1, "entries.sender": 1, "entries.type": 1 };
    for await (const { room, entries } of log.find({ $or: some }, { projection })) {
      for (const { seq, sender, type } of entries) {
        if (type !== "text" && type !== "system") continue;
        if (sender === user && seq <= bounds.get(room)! && seq > (newest.get(room) ?? 0)) newest.set(room, seq);
      }
    }
  }
  return newest;
}
