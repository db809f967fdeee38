import type { AnyBulkWriteOperation } from "mongodb";
import { type Effect, timestampOf } from "../../protocol/event.ts";
import type { Id } from "../../protocol/id.ts";
import { type BatchDocument, type Collections, memberKey } from "./documents.ts";
import { entriesAt } from "./entries_at.ts";
import { refusingIndex } from "./failure.ts";
import { everybody, type MentionDocument, mentionKey } from "./message_documents.ts";

type Saying = Extract<Effect, { readonly kind: "said" | "message_edited" | "message_deleted" }>;

/** An entry that may change whom the message at `of` mentions. */
interface Change {
  readonly seq: number;
  readonly of: number;
  readonly sender: Id;
  /** The event as JSON. */
  readonly text: string;
  /** Whom it mentions from now on. */
  readonly users: readonly Id[];
}

/**
 * Whom messages mention from a batch on, and whom no more. Repeating it changes nothing: a mention says from which entry until
 * which it holds, and what comes late ends nothing that began after it.
 */
export async function applyMentions(collections: Collections, { room, entries }: BatchDocument): Promise<void> {
  const changes = entries.flatMap(({ seq, sender, text, effect: json }): Change[] => {
    const effect = json === undefined ? undefined : JSON.parse(json) as Effect;
    if (effect === undefined || !mayMention(effect)) return [];
    const of = effect.kind === "said" ? seq : effect.of;
    const users = effect.kind === "message_deleted" ? [] : usersOf(effect);
    return effect.kind === "said" && users.length === 0 ? [] : [{ seq, of, sender, text, users }];
  });
  if (changes.length === 0) return;
  const edited = changes.filter(({ seq, of, users }) => of !== seq && users.length > 0).map(({ of }) => of);
  const texts = new Map((await entriesAt(collections, room, edited)).map(({ seq, text }) => [seq, text]));
  const writes = changes.flatMap((change) => writesOf(room, change, timestampOf(texts.get(change.of) ?? change.text)));
  while (!await written(collections, writes));
  await hint(collections, room, changes);
}

function mayMention(effect: Effect): effect is Saying {
  return effect.kind === "said" || effect.kind === "message_edited" || effect.kind === "message_deleted";
}

function usersOf({ mentions = [], mentions_room }: Extract<Saying, { readonly mentions_room?: true }>): Id[] {
  return [...mentions, ...mentions_room === true ? [everybody] : []];
}

/** In this order: what held until this entry ends, and then something begins with it. */
function writesOf(room: Id, { seq, of, sender, users }: Change, at: string): AnyBulkWriteOperation<MentionDocument>[] {
  const held = { room, seq: of, from: { $lt: seq }, until: { $exists: false } };
  return [
    ...of === seq ? [] : [{ updateMany: { filter: held, update: { $set: { until: seq } } } }],
    ...users.map((user) => ({
      updateOne: {
        filter: { _id: mentionKey(room, of, user, seq) },
        update: { $setOnInsert: { room, seq: of, user, sender, at, from: seq } },
        upsert: true,
      },
    })),
  ];
}

/** Answers whether all is written: not where somebody else was about to write the same. */
async function written(
  { mentions }: Pick<Collections, "mentions">,
  writes: AnyBulkWriteOperation<MentionDocument>[],
): Promise<boolean> {
  try {
    await mentions.bulkWrite(writes);
    return true;
  } catch (error) {
    if (refusingIndex(error) === undefined) throw error;
    return false;
  }
}

/** Notes which is the newest that may mention a member, or everybody: so that nobody looks where there is none. */
async function hint({ members, rooms }: Collections, room: Id, changes: readonly Change[]): Promise<void> {
  const newest = new Map<Id, number>();
  for (const { of, users } of changes) for (const user of users) newest.set(user, Math.max(of, newest.get(user) ?? 0));
  const toAll = newest.get(everybody);
  newest.delete(everybody);
  if (toAll !== undefined) await rooms.updateOne({ _id: room }, { $max: { mention: toAll } });
  if (newest.size === 0) return;
  await members.bulkWrite(
    [...newest].map(([user, mention]) => ({
      updateOne: { filter: { _id: memberKey(room, user) }, update: { $max: { mention } } },
    })),
    { ordered: false },
  );
}
