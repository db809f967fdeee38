import type { Effect } from "../../protocol/event.ts";
import type { Id } from "../../protocol/id.ts";
import { type FileCollections, fileUseKey } from "./file_documents.ts";

/** What the effects of a batch do to the files. Repeating it, also late, changes nothing more. */
export async function applyFileUses(
  collections: FileCollections,
  room: Id,
  effects: readonly { readonly seq: number; readonly effect: Effect }[],
): Promise<void> {
  for (const { seq, effect } of effects) {
    if (effect.kind === "said" && effect.attachments !== undefined) {
      await add(collections, room, seq, effect.attachments);
    }
    if (effect.kind === "message_deleted") await removeFileUse(collections, room, effect.of);
  }
}

async function add({ files, fileUses }: FileCollections, room: Id, seq: number, ids: readonly Id[]): Promise<void> {
  const _id = fileUseKey(room, seq);
  await fileUses.updateOne({ _id }, { $setOnInsert: { room, seq, files: ids } }, { upsert: true });
  if (await fileUses.findOne({ _id, gone: { $exists: false } }, { projection: { _id: 1 } }) === null) return;
  await files.updateMany({ _id: { $in: [...ids] }, taken: { $exists: false } }, { $unset: { collectAt: "" } });
  // Deleted in between: then whoever did that may have released them before they were carried.
  const use = await fileUses.findOne({ _id });
  if (use?.gone === true) await release({ files, fileUses }, use.files);
}

/** The message is gone, and what no other message carries is collectable. */
export async function removeFileUse(collections: FileCollections, room: Id, seq: number): Promise<void> {
  const { fileUses } = collections;
  const use = await fileUses.findOneAndUpdate({ _id: fileUseKey(room, seq) }, { $set: { gone: true } });
  if (use !== null) await release(collections, use.files);
}

async function release({ files, fileUses }: FileCollections, ids: readonly Id[]): Promise<void> {
  for (const id of ids) {
    if (await fileUses.countDocuments({ files: id, gone: { $exists: false } }, { limit: 1 }) > 0) continue;
    await files.updateOne({ _id: id, collectAt: { $exists: false } }, { $set: { collectAt: 0 } });
  }
}

/** The messages up to this seq were trimmed. */
export async function trimFileUses(collections: FileCollections, room: Id, upTo: number): Promise<void> {
  const { fileUses } = collections;
  for await (const { seq } of fileUses.find({ room, seq: { $gt: 0, $lte: upTo }, gone: { $exists: false } })) {
    await removeFileUse(collections, room, seq);
  }
}

/** Takes up to `limit` uses of a deleted room away for good; answers how many. */
export async function purgeFileUses(collections: FileCollections, room: Id, limit: number): Promise<number> {
  const { fileUses } = collections;
  const slice = await fileUses.find({ room }).limit(limit).toArray();
  for (const { _id, files } of slice) {
    await fileUses.updateOne({ _id }, { $set: { gone: true } });
    await release(collections, files);
    await fileUses.deleteOne({ _id });
  }
  return slice.length;
}
