import type { DatabaseSync } from "node:sqlite";
import type { Effect } from "../../protocol/event.ts";
import type { Id } from "../../protocol/id.ts";
import type { AppendResult, Duplicate } from "../../ports/event_log.ts";
import { arrayRows } from "./array_rows.ts";
import type { ApplyEffect } from "./effects_engine.ts";
import { type Cell, entryAt, entryCells } from "./entry_cells.ts";
import { isUniqueViolation } from "./failure.ts";
import type { InternedKeys } from "./interned_keys.ts";

/** Entries as cells from `at` up to (not including) `end`. */
export interface CellRange {
  readonly cells: readonly Cell[];
  readonly at: number;
  readonly end: number;
}

/** Extends one room's log, in the transaction of its caller. */
export type AppendBatch = (room: Id, expectedHead: number, batch: CellRange) => AppendResult;

const ok: AppendResult = { kind: "ok" };

export function createAppendEngine(db: DatabaseSync, keys: InternedKeys, applyEffect: ApplyEffect): AppendBatch {
  const moveHead = db.prepare("UPDATE rooms SET head = ?1 WHERE key = ?2 AND head = ?3 AND deleted = 0");
  const findHead = db.prepare("SELECT head FROM rooms WHERE key = ? AND deleted = 0");
  // A number is bound as a REAL: | makes an integer of it, + would lose the low bits of a large key.
  const insert = db.prepare(
    "INSERT INTO events (key, room, id, type, sender, client_id, text, effect) VALUES (?1 << 32 | ?2, ?1, ?3, ?4, ?5, ?6, ?7, ?8)",
  );
  const undoInserts = db.prepare("DELETE FROM events WHERE key > (?1 << 32 | ?2) AND key <= (?1 << 32 | 0xffffffff)");
  const undoHead = db.prepare("UPDATE rooms SET head = ?2 WHERE key = ?1");
  const findByClientId = arrayRows(
    db,
    `SELECT events.key & 0xffffffff, events.id, type, users.id, client_id, text, effect
     FROM events JOIN users ON users.key = sender WHERE room = ? AND users.id = ? AND client_id = ?`,
  );

  /** Answers whether all were inserted; a taken client_id is the one expected obstacle. */
  function insertAll(room: number, { cells, at, end }: CellRange): boolean {
    for (let i = at; i < end; i += entryCells) {
      const sender = keys.ensureUser(String(cells[i + 3]));
      try {
        insert.run(room, cells[i]!, cells[i + 1]!, cells[i + 2]!, sender, cells[i + 4]!, cells[i + 5]!, cells[i + 6]!);
      } catch (error) {
        if (isUniqueViolation(error)) return false;
        throw error;
      }
    }
    return true;
  }

  /** Every entry of the batch whose client_id is taken: in the log, or by an earlier entry of the batch. */
  function duplicates(room: number, { cells, at, end }: CellRange): Duplicate[] {
    const found: Duplicate[] = [];
    const earlier = new Map<string, number>();
    for (let i = at; i < end; i += entryCells) {
      const clientId = cells[i + 4] ?? null;
      if (clientId === null) continue;
      const key = `${cells[i + 3]} ${clientId}`;
      const stored = findByClientId(room, cells[i + 3]!, clientId)[0];
      const first = earlier.get(key);
      if (stored !== undefined) found.push({ index: (i - at) / entryCells, existing: entryAt(stored, 0) });
      else if (first !== undefined) found.push({ index: (i - at) / entryCells, existing: entryAt(cells, first) });
      else earlier.set(key, i);
    }
    return found;
  }

  return (id, expectedHead, batch) => {
    const room = keys.room(id);
    if (room === undefined) return { kind: "gone" };
    const length = (batch.end - batch.at) / entryCells;
    if (moveHead.run(expectedHead + length, room, expectedHead).changes !== 1) {
      const head = findHead.get(room)?.head;
      return head === undefined ? { kind: "gone" } : { kind: "conflict", head: Number(head) };
    }
    if (!insertAll(room, batch)) {
      // Taken back by hand: a savepoint would cost every batch what only a repeated message needs.
      undoInserts.run(room, expectedHead);
      undoHead.run(room, expectedHead);
      return { kind: "duplicate", duplicates: duplicates(room, batch) };
    }
    for (let i = batch.at + 6; i < batch.end; i += entryCells) {
      const effect = batch.cells[i];
      if (typeof effect === "string") applyEffect(room, JSON.parse(effect) as Effect);
    }
    return ok;
  };
}
