import type { Id } from "../../protocol/id.ts";
import { tombstone } from "../../protocol/tombstone.ts";
import type { Collections } from "./documents.ts";

/**
 * Takes the content of these entries out of the batches that hold them. Repeating it changes nothing: of a tombstone nothing else
 * is made, and nothing else ever changes the text of an entry.
 */
export async function redact(
  { log }: Pick<Collections, "log">,
  room: Id,
  seqs: readonly number[],
  by: { readonly seq: number; readonly user_id: Id },
): Promise<void> {
  const projection = { "entries.seq": 1, "entries.text": 1 };
  const batches = await log.find({ room, "entries.seq": { $in: [...seqs] } }, { projection }).toArray();
  for (const { _id, entries } of batches) {
    for (const { seq, text } of entries) {
      if (!seqs.includes(seq)) continue;
      await log.updateOne({ _id, "entries.seq": seq }, {
        $set: { "entries.$.text": tombstone(text, by.seq, by.user_id) },
      });
    }
  }
}
