import { auditOf } from "../../protocol/audit.ts";
import type { Id } from "../../protocol/id.ts";
import { auditFields } from "./audit_documents.ts";
import { type BatchDocument, type Collections, entryOf } from "./documents.ts";

/** What the entries of a batch are on the record as. Repeating it changes nothing. */
export async function applyAudit(
  { audit, log }: Pick<Collections, "audit" | "log">,
  { room, entries }: BatchDocument,
): Promise<void> {
  for (const { seq, id, sender, text, effect } of entries.map(entryOf)) {
    if (effect === undefined) continue;
    const original = effect.kind === "message_deleted" ? await textAt({ log }, room, effect.of) : undefined;
    const record = auditOf({ id, sender, text }, effect, original);
    if (record === undefined) continue;
    await audit.updateOne({ _id: `${room}${seq}` }, { $setOnInsert: auditFields(record) }, { upsert: true });
  }
}

async function textAt({ log }: Pick<Collections, "log">, room: Id, seq: number): Promise<string | undefined> {
  const batch = await log.findOne({ room, "entries.seq": seq });
  return batch?.entries.find((entry) => entry.seq === seq)?.text;
}
