import type { Filter } from "mongodb";
import type { EventFilter, LogEntry, SeqRange } from "../../ports/event_log.ts";
import { type EventType, eventTypes } from "../../protocol/event.ts";
import type { Id } from "../../protocol/id.ts";
import type { Collections, UncountedDocument } from "./documents.ts";
import { entriesAt } from "./entries_at.ts";

/**
 * The newest entries of types among which are no messages of the timeline: each of them is numbered, with its type, so that nothing
 * else is looked through. Once what is pending is numbered.
 */
export async function findOthers(
  collections: Collections,
  room: Id,
  { range, limit, offset }: { readonly range: SeqRange; readonly limit: number; readonly offset: number },
  types: NonNullable<EventFilter["types"]>,
): Promise<LogEntry[]> {
  const found = await collections.uncounted.find(ofTypes(room, range, types), { projection: { seq: 1 } })
    .sort({ seq: -1 }).skip(offset).limit(limit).toArray();
  return await entriesAt(collections, room, found.map(({ seq }) => seq));
}

/** How many entries of a range that lies within the log are of these types: messages of the timeline are what all others are not. */
export async function countOfTypes(
  { uncounted }: Pick<Collections, "uncounted">,
  room: Id,
  range: SeqRange,
  types: NonNullable<EventFilter["types"]>,
): Promise<number> {
  const others = types.includes("text") ? eventTypes.filter((type) => !types.includes(type)) : types;
  const counted = others.length === 0 ? 0 : await uncounted.countDocuments(ofTypes(room, range, others));
  return types.includes("text") ? range.upTo - range.after - counted : counted;
}

function ofTypes(room: Id, { after, upTo }: SeqRange, types: readonly EventType[]): Filter<UncountedDocument> {
  const wanted = types.flatMap((type) => type === "system" ? [type, null] : [type]);
  // Null is what is absent.
  return { room, type: { $in: wanted as EventType[] }, seq: { $gt: after, $lte: upTo } };
}
