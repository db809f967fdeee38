import type { ClientSession } from "mongodb";
import type { AuditRecord } from "../../protocol/audit.ts";
import { auditFields } from "./audit_documents.ts";
import type { Collections } from "./documents.ts";

/**
 * Does what is no event, and its record, both or neither: a transaction, since these acts are rare, and each in a document of
 * its own kind. `work` answers whether something has changed; it may be called again, in another transaction.
 */
export async function recorded<T>(
  { client, audit }: Pick<Collections, "client" | "audit">,
  record: AuditRecord | undefined,
  work: (within: { readonly session?: ClientSession }) => Promise<{ readonly answer: T; readonly changed: boolean }>,
): Promise<T> {
  if (record === undefined) return (await work({})).answer;
  return await client.withSession((session) =>
    session.withTransaction(async () => {
      const { answer, changed } = await work({ session });
      if (changed) await audit.insertOne({ _id: record.id, ...auditFields(record) }, { session });
      return answer;
    })
  );
}
