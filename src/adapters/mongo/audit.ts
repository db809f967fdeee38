import type { ClientSession, Collection, Db } from "mongodb";
import type { AuditLog } from "../../ports/audit_log.ts";
import { auditOf, auditPlace, type AuditRecord } from "../../protocol/audit.ts";
import type { Id } from "../../protocol/id.ts";
import type { Calls } from "./calls.ts";
import { type BatchDocument, type Collections, entryOf } from "./documents.ts";
import type { Projections } from "./projections.ts";

export interface AuditDocument {
  /** Of an event, room and seq: there is one. Of others, the record's. */
  readonly _id: string;
  readonly id: Id;
  /** See `auditPlace`. */
  readonly place: string;
  readonly room?: Id;
  readonly action: string;
  readonly actor?: Id;
  /** JSON: what it tells of may have keys that a query language would read otherwise. */
  readonly record: string;
}

export interface AuditCollections {
  readonly audit: Collection<AuditDocument>;
}

export function auditCollections(db: Db): AuditCollections {
  return { audit: db.collection("audit") };
}

export async function ensureAuditIndexes({ audit }: AuditCollections): Promise<void> {
  await audit.createIndexes([
    { key: { id: 1 }, name: "id" },
    { key: { place: -1 }, name: "place" },
    { key: { room: 1, place: -1 }, name: "room_place" },
    { key: { room: 1, action: 1, place: -1 }, name: "room_action_place" },
    { key: { room: 1, actor: 1, place: -1 }, name: "room_actor_place" },
    { key: { action: 1, place: -1 }, name: "action_place" },
    { key: { actor: 1, place: -1 }, name: "actor_place" },
  ]);
}

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

export function createAudit(
  { collections: { audit }, calls, projections }: {
    readonly collections: AuditCollections;
    readonly calls: Calls;
    readonly projections: Projections;
  },
): AuditLog {
  return {
    find: ({ room, action, actor, before, limit }) =>
      calls.run(async () => {
        await projections.settle(room === undefined ? undefined : [room]);
        const last = before === undefined ? undefined : await audit.findOne({ id: before });
        if (last === null) return [];
        const wanted = {
          ...(room !== undefined && { room }),
          ...(action !== undefined && { action }),
          ...(actor !== undefined && { actor }),
          ...(last !== undefined && { place: { $lt: last.place } }),
        };
        const found = await audit.find(wanted).sort({ place: -1 }).limit(limit).toArray();
        return found.map(({ record }) => JSON.parse(record) as AuditRecord);
      }),
  };
}

function auditFields(record: AuditRecord): Omit<AuditDocument, "_id"> {
  const { id, room_id, action, actor } = record;
  return {
    id,
    place: auditPlace(record),
    ...(room_id !== undefined && { room: room_id }),
    action,
    ...(actor !== undefined && { actor: actor.id }),
    record: JSON.stringify(record),
  };
}
