import type { Collection, Db } from "mongodb";
import { auditPlace, type AuditRecord } from "../../protocol/audit.ts";
import type { Id } from "../../protocol/id.ts";

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

export function auditFields(record: AuditRecord): Omit<AuditDocument, "_id"> {
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
