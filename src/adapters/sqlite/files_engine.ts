import type { DatabaseSync } from "node:sqlite";
import { fileBytesCounted } from "../../limits.ts";
import type { FileQuota, FileRecord, FileShape, FileUse, NewFile, TakenFile } from "../../ports/files.ts";
import type { Id } from "../../protocol/id.ts";
import type { Transactions } from "./transaction.ts";

export interface FilesEngine {
  createFile(file: NewFile, quota: FileQuota): "ok" | "owner_quota" | "room_quota";
  fileById(id: Id): FileRecord | undefined;
  advanceFile(id: Id, from: number, offset: number, trail: string, collectAt: number): boolean;
  completeFile(id: Id, shape: FileShape): void;
  keepFiles(ids: readonly Id[], until: number): readonly FileRecord[];
  fileUses(id: Id, limit: number): readonly FileUse[];
  dropFile(id: Id): boolean;
  takeFiles(now: number, limit: number): readonly TakenFile[];
  forgetFile(id: Id): void;
}

type Row = Record<string, unknown>;

export function createFilesEngine(db: DatabaseSync, transactions: Transactions): FilesEngine {
  const insert = db.prepare(
    `INSERT INTO files (id, owner, room, name, length, counted, created_at, collect_at, duration)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const ofOwner = db.prepare("SELECT coalesce(sum(counted), 0) AS n FROM files WHERE owner = ?");
  const ofRoom = db.prepare("SELECT coalesce(sum(counted), 0) AS n FROM files WHERE room = ?");
  const find = db.prepare("SELECT * FROM files WHERE id = ? AND taken = 0");
  const advance = db.prepare(
    "UPDATE files SET offset = ?3, trail = ?4, collect_at = ?5 WHERE id = ?1 AND offset = ?2 AND taken = 0",
  );
  const complete = db.prepare(
    "UPDATE files SET shape = ?2, counted = ?3 WHERE id = ?1 AND shape IS NULL AND taken = 0",
  );
  const keep = db.prepare("UPDATE files SET collect_at = ?2 WHERE id = ?1 AND collect_at < ?2 AND taken = 0");
  const uses = db.prepare(
    `SELECT rooms.id AS room, file_uses.seq AS seq FROM file_uses JOIN rooms ON rooms.key = file_uses.room
     WHERE file_uses.file = ? ORDER BY file_uses.room, file_uses.seq LIMIT ?`,
  );
  const drop = db.prepare(
    "UPDATE files SET taken = 1, collect_at = 0 WHERE id = ? AND collect_at IS NOT NULL AND taken = 0",
  );
  const due = db.prepare("SELECT id, offset, trail FROM files WHERE collect_at <= ? ORDER BY collect_at LIMIT ?");
  const mark = db.prepare("UPDATE files SET taken = 1, collect_at = 0 WHERE id = ?");
  const forget = db.prepare("DELETE FROM files WHERE id = ? AND taken = 1");

  const recordOf = (id: Id): FileRecord | undefined => {
    const row = find.get(id);
    return row === undefined ? undefined : fileOf(row);
  };
  return {
    createFile: ({ id, owner, room, name, length, createdAt, collectAt, duration }, quota) =>
      transactions.write(() => {
        const counted = Math.max(length, fileBytesCounted);
        const fits = (max: number, taken: unknown): boolean => max === 0 || Number(taken) + counted <= max;
        if (!fits(quota.owner, ofOwner.get(owner)?.n)) return "owner_quota";
        if (!fits(quota.room, ofRoom.get(room)?.n)) return "room_quota";
        insert.run(id, owner, room, name, length, counted, createdAt, collectAt, duration ?? null);
        return "ok";
      }),
    fileById: recordOf,
    advanceFile: (id, from, offset, trail, collectAt) =>
      transactions.write(() => advance.run(id, from, offset, trail, collectAt).changes === 1),
    completeFile: (id, shape) =>
      transactions.write(() => {
        complete.run(id, JSON.stringify(shape), Math.max(shape.size, fileBytesCounted));
      }),
    keepFiles: (ids, until) =>
      transactions.write(() => {
        for (const id of ids) keep.run(id, until);
        return ids.flatMap((id) => recordOf(id) ?? []);
      }),
    fileUses: (id, limit) => uses.all(id, limit).map(({ room, seq }) => ({ room: String(room), seq: Number(seq) })),
    dropFile: (id) => transactions.write(() => drop.run(id).changes === 1),
    takeFiles: (now, limit) =>
      transactions.write(() => {
        const rows = due.all(now, limit);
        for (const { id } of rows) mark.run(id!);
        return rows.map(({ id, offset, trail }) => ({
          id: String(id),
          offset: Number(offset),
          trail: String(trail),
        }));
      }),
    forgetFile: (id) => transactions.write(() => void forget.run(id)),
  };
}

function fileOf(row: Row): FileRecord {
  return {
    id: String(row.id),
    owner: String(row.owner),
    room: String(row.room),
    name: String(row.name),
    length: Number(row.length),
    offset: Number(row.offset),
    trail: String(row.trail),
    createdAt: Number(row.created_at),
    ...(row.collect_at === null ? {} : { collectAt: Number(row.collect_at) }),
    ...(row.duration === null ? {} : { duration: Number(row.duration) }),
    ...(row.shape === null ? {} : { shape: JSON.parse(String(row.shape)) as FileShape }),
  };
}
