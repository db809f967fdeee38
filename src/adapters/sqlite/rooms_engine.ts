import type { DatabaseSync } from "node:sqlite";
import type { Id } from "../../protocol/id.ts";
import type { NewRoom, RoomRecord } from "../../ports/rooms.ts";
import { foldCase } from "../../protocol/fold_case.ts";
import type { AppendBatch } from "./append_engine.ts";
import type { Cell } from "./entry_cells.ts";
import { roomColumns, roomOf } from "./room_row.ts";
import type { Transactions } from "./transaction.ts";

/** The register of rooms, but for its list and its purge. */
export interface RoomsEngine {
  create(room: NewRoom, first: readonly Cell[]): "ok" | "name_taken";
  byId(id: Id): RoomRecord | undefined;
  byName(name: string): RoomRecord | undefined;
  ids(after: Id | undefined, limit: number): { readonly ids: readonly Id[]; readonly left: number };
  rename(id: Id, name: string): "ok" | "name_taken" | "missing";
}

export function createRoomsEngine(db: DatabaseSync, transactions: Transactions, append: AppendBatch): RoomsEngine {
  const holder = db.prepare("SELECT id FROM rooms WHERE name = ? AND deleted = 0");
  const insert = db.prepare(
    `INSERT INTO rooms (head, id, epoch, creator_id, created_at, name, name_folded, description, is_private, password_hash,
       policy)
     VALUES (0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const findById = db.prepare(`SELECT ${roomColumns} FROM rooms WHERE id = ? AND deleted = 0`);
  const findByName = db.prepare(`SELECT ${roomColumns} FROM rooms WHERE name = ? AND deleted = 0`);
  const setName = db.prepare("UPDATE rooms SET name = ?2, name_folded = ?3 WHERE id = ?1 AND deleted = 0");

  function create(room: NewRoom, first: readonly Cell[]): "ok" | "name_taken" {
    const taken = holder.get(room.name);
    // The same room again: its creator did not hear the first answer.
    if (taken !== undefined) return taken.id === room.id ? "ok" : "name_taken";
    insert.run(
      room.id,
      room.epoch,
      room.creatorId,
      room.createdAt,
      room.name,
      foldCase(room.name),
      room.description,
      room.isPrivate ? 1 : 0,
      room.passwordHash ?? null,
      room.policy === undefined ? null : JSON.stringify(room.policy),
    );
    const answer = append(room.id, 0, { cells: first, at: 0, end: first.length });
    if (answer.kind !== "ok") throw new Error(`The first entries of room ${room.id} do not fit: ${answer.kind}`);
    return "ok";
  }

  const pageOfIds = db.prepare("SELECT id FROM rooms WHERE id > ? AND deleted = 0 ORDER BY id LIMIT ?");
  const countIds = db.prepare("SELECT count(*) AS n FROM rooms WHERE id > ? AND deleted = 0");

  function rename(id: Id, name: string): "ok" | "name_taken" | "missing" {
    if (findById.get(id) === undefined) return "missing";
    const taken = holder.get(name);
    if (taken !== undefined) return taken.id === id ? "ok" : "name_taken";
    setName.run(id, name, foldCase(name));
    return "ok";
  }

  return {
    create: (room, first) => transactions.write(() => create(room, first)),
    byId: (id) => roomOf(findById.get(id)),
    byName: (name) => roomOf(findByName.get(name)),
    ids: (after = "", limit) => {
      const ids = pageOfIds.all(after, limit).map(({ id }) => String(id));
      return { ids, left: Number(countIds.get(ids.at(-1) ?? after)?.n) };
    },
    rename: (id, name) => transactions.write(() => rename(id, name)),
  };
}
