import type { Filter } from "mongodb";
import type { SeqRange } from "../../ports/event_log.ts";
import { effectWithoutName, erasedName, sanctionWithoutName, withoutName } from "../../protocol/erased.ts";
import type { Id } from "../../protocol/id.ts";
import { type BatchDocument, type Collections, type EntryDocument, memberKey } from "./documents.ts";

type NamingCollections = Pick<Collections, "log" | "members">;

/**
 * Takes a user's name out of the entries of a range, and out of what the room keeps of people.
 *
 * @param batches Those that hold the range, and perhaps more.
 */
export async function forgetName(
  { log, members }: NamingCollections,
  room: Id,
  { batches, after, upTo }: SeqRange & { readonly batches: Filter<BatchDocument> },
  user: Id,
): Promise<void> {
  const naming = { $or: [{ "entries.text": { $regex: user } }, { "entries.effect": { $regex: user } }] };
  for await (const { _id, entries } of log.find({ $and: [batches, naming] })) {
    for (const entry of entries) {
      const nameless = entry.seq > after && entry.seq <= upTo ? namelessOf(entry, user) : undefined;
      if (nameless === undefined) continue;
      // As it was read: what a deletion has taken out meanwhile is not put back. Then all is looked at once more.
      const as = { _id, entries: { $elemMatch: { seq: entry.seq, text: entry.text } } };
      const { matchedCount } = await log.updateOne(as, { $set: nameless });
      if (matchedCount === 0) return await forgetName({ log, members }, room, { batches, after, upTo }, user);
    }
  }
  // Who has left is kept, so that a join that is applied late does not bring the member back.
  await members.updateOne({ _id: memberKey(room, user) }, { $set: { username: erasedName } });
  for (const part of ["ban", "mute"] as const) {
    const said = `${part}.sanction`;
    for await (const member of members.find({ room, [said]: { $regex: user } })) {
      const { sanction, seq } = member[part] ?? {};
      if (sanction === undefined) continue;
      await members.updateOne({ _id: member._id, [`${part}.seq`]: seq }, {
        $set: { [said]: sanctionWithoutName(sanction, user) },
      });
    }
  }
}

/** What changes in an entry; `undefined`: nothing. */
function namelessOf({ text, effect }: EntryDocument, user: Id): Record<string, string> | undefined {
  const nameless = withoutName(text, user);
  const quiet = effect === undefined ? undefined : effectWithoutName(effect, user);
  if (nameless === text && quiet === effect) return undefined;
  return { "entries.$.text": nameless, ...(quiet === undefined ? {} : { "entries.$.effect": quiet }) };
}
