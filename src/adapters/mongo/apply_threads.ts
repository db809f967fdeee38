import type { Id } from "../../protocol/id.ts";
import type { Collections } from "./documents.ts";
import { entriesAt } from "./entries_at.ts";
import { refusingIndex } from "./failure.ts";
import { messageKey, type ReplyDocument, type ThreadDocument, threadKey } from "./message_documents.ts";
import type { Deed } from "./message_fold.ts";

/** The replies among these entries, who follows by them, and the replies that they delete. Repeating it changes nothing. */
export async function applyThreads(collections: Collections, room: Id, deeds: readonly Deed[]): Promise<void> {
  const { replies, threads } = collections;
  const said: ReplyDocument[] = [];
  for (const { seq, sender, effect } of deeds) {
    if (effect.kind !== "said" || effect.thread === undefined) continue;
    said.push({ _id: messageKey(room, seq), room, root: effect.thread, seq, user: sender, deleted: false });
  }
  await unlessThere(async () => said.length > 0 && await replies.insertMany(said, { ordered: false }));
  for (const { root, seq, user } of said) {
    const at = { user, room, root, following: true, at: seq };
    const filter = { _id: threadKey(user, room, root), at: { $lt: seq } };
    await unlessThere(() => threads.updateOne(filter, { $set: at }, { upsert: true }));
  }
  for (const { effect } of deeds) {
    if (effect.kind !== "message_deleted" || effect.thread === undefined) continue;
    await replies.updateOne({ _id: messageKey(room, effect.of) }, { $set: { deleted: true } });
  }
}

/** Who wrote the message that begins a thread follows it from its first reply on, unless that user has said something about it. */
export async function followOwn(collections: Collections, room: Id, root: number, at: number): Promise<void> {
  const [entry] = await entriesAt(collections, room, [root]);
  if (entry === undefined) return;
  const _id = threadKey(entry.sender, room, root);
  const document: Omit<ThreadDocument, "_id"> = { user: entry.sender, room, root, following: true, at };
  await unlessThere(() => collections.threads.updateOne({ _id }, { $setOnInsert: document }, { upsert: true }));
}

async function unlessThere(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    // It is there, or something newer.
    if (refusingIndex(error) === undefined) throw error;
  }
}
