import type { SeqRange } from "../../ports/event_log.ts";
import type { Id } from "../../protocol/id.ts";
import type { Collections, PlacedEffect, TombstoneDocument } from "./documents.ts";
import { refusingIndex } from "./failure.ts";

type Buried = Pick<Collections, "tombstones" | "uncounted">;

/**
 * Keeps what of a room's timeline these effects delete, for the counts of unread messages; answers the newest of it. Once the
 * entries before them are numbered: what has a number there does not count anyway. It may be done twice, late, and by several.
 */
export async function bury(
  { tombstones, uncounted }: Buried,
  room: Id,
  effects: readonly PlacedEffect[],
): Promise<number | undefined> {
  const gone = new Map<number, TombstoneDocument>();
  for (const { seq, effect } of effects) {
    if (effect.kind !== "message_deleted" || gone.has(effect.of)) continue;
    gone.set(effect.of, { _id: `${room}${effect.of}`, room, seq: effect.of, by: seq });
  }
  if (gone.size === 0) return undefined;
  const numbered = await uncounted.find({ room, seq: { $in: [...gone.keys()] } }, { projection: { seq: 1 } }).toArray();
  for (const { seq } of numbered) gone.delete(seq);
  if (gone.size === 0) return undefined;
  try {
    await tombstones.insertMany([...gone.values()], { ordered: false });
  } catch (error) {
    // Somebody else has kept some of them, or they were deleted before.
    if (refusingIndex(error) === undefined) throw error;
  }
  return Math.max(...gone.keys());
}

/** How many messages of the range were deleted by what the log says up to its end. */
export function buriedIn(
  { tombstones }: Pick<Collections, "tombstones">,
  room: Id,
  { after, upTo }: SeqRange,
): Promise<number> {
  return tombstones.countDocuments({ room, seq: { $gt: after, $lte: upTo }, by: { $lte: upTo } });
}
