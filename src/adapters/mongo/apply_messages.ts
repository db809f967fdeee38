import type { AnyBulkWriteOperation, Collection, Document } from "mongodb";
import { reactionUsersShown } from "../../limits.ts";
import type { Effect } from "../../protocol/event.ts";
import type { Id } from "../../protocol/id.ts";
import { applyThreads, followOwn } from "./apply_threads.ts";
import type { BatchDocument, Collections } from "./documents.ts";
import { refusingIndex } from "./failure.ts";
import {
  type EmojiDocument,
  type MessageDocument,
  messageKey,
  type ReactionDocument,
  reactionKey,
} from "./message_documents.ts";
import { type Deed, foldDeed, touchedBy } from "./message_fold.ts";
import { redact } from "./redact.ts";

/**
 * What the entries of a batch do to messages. Called for the batches of a room in the order of its log, it may be called again,
 * late, and by several at once: a message is moved from one entry to the next by compare-and-swap, and what is behind it by then is
 * no news. Whoever wrote what belongs to a later batch has seen this one through; so what is read here to move a message is exact,
 * or moves nothing.
 */
export async function applyMessages(collections: Collections, batch: BatchDocument): Promise<void> {
  const deeds = deedsOf(batch);
  if (deeds.length === 0) return;
  const { room } = batch;
  await applyThreads(collections, room, deeds);
  await putReactions(collections, room, deeds);
  while (!await moveOn(collections, room, deeds));
}

function deedsOf({ entries }: BatchDocument): Deed[] {
  return entries.flatMap(({ seq, sender, text, effect: json }) => {
    if (json === undefined) return [];
    const effect = JSON.parse(json) as Effect;
    return touchedBy(effect).length === 0 ? [] : [{ seq, sender, text, effect }];
  });
}

/** One row for each user and emoji: the last entry of the batch decides. */
async function putReactions({ reactions }: Collections, room: Id, deeds: readonly Deed[]): Promise<void> {
  const rows = new Map<string, Omit<ReactionDocument, "_id">>();
  for (const { seq, effect } of deeds) {
    if (effect.kind !== "reaction") continue;
    const { of, user_id: user, emoji, added } = effect;
    rows.set(reactionKey(room, of, user, emoji), { room, of, user, emoji, seq, gone: !added });
  }
  await writeAll(
    reactions,
    [...rows].map(([_id, row]) => ({
      updateOne: { filter: { _id, seq: { $lt: row.seq } }, update: { $set: row }, upsert: true },
    })),
  );
}

/** Moves each message as far as these entries take it; answers whether all are there. */
async function moveOn(collections: Collections, room: Id, deeds: readonly Deed[]): Promise<boolean> {
  const { messages } = collections;
  const seqs = [...new Set(deeds.flatMap(({ effect }) => touchedBy(effect)))];
  const found = await messages.find({ _id: { $in: seqs.map((seq) => messageKey(room, seq)) } }).toArray();
  const known = new Map(found.map((message) => [message.seq, message]));
  const moves: AnyBulkWriteOperation<MessageDocument>[] = [];
  for (const seq of seqs) {
    const before = known.get(seq) ?? { _id: messageKey(room, seq), room, seq, at: 0 };
    const news = deeds.filter((deed) => deed.seq > before.at && touchedBy(deed.effect).includes(seq));
    if (news.length === 0) continue;
    const after = await settled(collections, before, news.reduce(foldDeed, before));
    moves.push(
      before.at === 0
        ? { insertOne: { document: after } }
        : { replaceOne: { filter: { _id: before._id, at: before.at }, replacement: after } },
    );
  }
  const written = await writeAll(messages, moves);
  return written === moves.length;
}

/** Does what belongs to a message's move, and must be done before it: nobody looks again afterwards. */
async function settled(
  collections: Collections,
  before: MessageDocument,
  after: MessageDocument,
): Promise<MessageDocument> {
  const { room, seq, deleted, emojis } = after;
  if (before.thread === undefined && after.thread !== undefined) await followOwn(collections, room, seq, after.at);
  if (before.deleted === undefined && deleted !== undefined) {
    await redact(collections, room, [seq, ...after.edits ?? []], deleted);
    await collections.reactions.deleteMany({ room, of: seq });
  }
  if (emojis === undefined) return after;
  return { ...after, emojis: await Promise.all(emojis.map((emoji) => withUsers(collections, after, emoji))) };
}

async function withUsers(
  { reactions }: Collections,
  { room, seq: of }: MessageDocument,
  { emoji, count, users }: EmojiDocument,
): Promise<EmojiDocument> {
  if (users !== undefined) return { emoji, count, users };
  const first = await reactions.find({ room, of, gone: false, emoji }, { projection: { user: 1 } }).sort({ seq: 1 })
    .limit(reactionUsersShown).toArray();
  return { emoji, count, users: first.map(({ user }) => user) };
}

/** Answers how many did something. Whose key is taken did not: somebody else was there, with this or with something newer. */
async function writeAll<T extends Document>(
  collection: Collection<T>,
  writes: readonly AnyBulkWriteOperation<T>[],
): Promise<number> {
  if (writes.length === 0) return 0;
  try {
    const { insertedCount, modifiedCount } = await collection.bulkWrite([...writes], { ordered: false });
    return insertedCount + modifiedCount;
  } catch (error) {
    if (refusingIndex(error) === undefined) throw error;
    return -1;
  }
}
