import type { DatabaseSync } from "node:sqlite";
import type { Effect } from "../../protocol/event.ts";
import type { Id } from "../../protocol/id.ts";
import type { AppendResult, Duplicate } from "../../ports/event_log.ts";
import { arrayRows } from "./array_rows.ts";
import type { Arrivals } from "./arrivals.ts";
import type { AuditEngine } from "./audit_engine.ts";
import type { ApplyEffect } from "./effects_engine.ts";
import type { ApplyMessageEffect } from "./message_effects.ts";
import { type Cell, entryAt, entryCells, typeNumber } from "./entry_cells.ts";
import type { InternedKeys } from "./interned_keys.ts";

/** Entries as cells from `at` up to (not including) `end`. */
export interface CellRange {
  readonly cells: readonly Cell[];
  readonly at: number;
  readonly end: number;
}

/** Extends one room's log, in the transaction of its caller. Nothing is written unless all of it is. */
export type AppendBatch = (room: Id, expectedHead: number, batch: CellRange) => AppendResult;

export interface AppendDeps {
  readonly keys: InternedKeys;
  readonly arrivals: Arrivals;
  readonly applyEffect: ApplyEffect;
  readonly applyMessageEffect: ApplyMessageEffect;
  readonly audit: Pick<AuditEngine, "note">;
}

const ok: AppendResult = { kind: "ok" };
const text = typeNumber("text");

export function createAppendEngine(db: DatabaseSync, deps: AppendDeps): AppendBatch {
  const { keys, arrivals, applyEffect, applyMessageEffect, audit } = deps;
  const findHead = db.prepare("SELECT head, uncounted FROM rooms WHERE key = ? AND deleted = 0");
  const moveHead = db.prepare("UPDATE rooms SET head = ?2 WHERE key = ?1");
  const addUncounted = db.prepare("INSERT INTO uncounted (room, seq, number) VALUES (?, ?, ?)");
  const setUncounted = db.prepare("UPDATE rooms SET uncounted = ?2 WHERE key = ?1");
  const findSettled = arrayRows(
    db,
    `SELECT e.key & 0xffffffff, e.id, type, u.id, client_id, text, effect
     FROM events e INDEXED BY events_client CROSS JOIN users u ON u.key = e.sender
     WHERE e.room = ? AND e.client_id = ? AND e.sender = ?`,
  );

  /** Every entry of the batch whose client_id is taken: in the log, or by an earlier entry of the batch. */
  function findDuplicates(room: number, { cells, at, end }: CellRange): Duplicate[] {
    const found: Duplicate[] = [];
    const earlier = new Map<string, number>();
    for (let i = at; i < end; i += entryCells) {
      const clientId = cells[i + 4];
      if (typeof clientId !== "string") continue;
      const name = `${cells[i + 3]} ${clientId}`;
      const sender = keys.user(String(cells[i + 3]));
      const stored = sender === undefined
        ? undefined
        : arrivals.find(room, sender, clientId) ?? findSettled(room, clientId, sender)[0];
      const first = earlier.get(name);
      if (stored !== undefined) found.push({ index: (i - at) / entryCells, existing: entryAt(stored, 0) });
      else if (first !== undefined) found.push({ index: (i - at) / entryCells, existing: entryAt(cells, first) });
      else earlier.set(name, i);
    }
    return found;
  }

  /** Numbers what is no message: see the second migration. */
  function count(room: number, before: number, { cells, at, end }: CellRange): void {
    let number = before;
    for (let i = at; i < end; i += entryCells) {
      if (cells[i + 2] !== text) addUncounted.run(room, cells[i]!, ++number);
    }
    if (number > before) setUncounted.run(room, number);
  }

  return (id, expectedHead, batch) => {
    const room = keys.room(id);
    const row = room === undefined ? undefined : findHead.get(room);
    if (room === undefined || row === undefined) return { kind: "gone" };
    const head = Number(row.head);
    if (head !== expectedHead) return { kind: "conflict", head };
    const duplicates = findDuplicates(room, batch);
    if (duplicates.length > 0) return { kind: "duplicate", duplicates };
    const { cells, at, end } = batch;
    for (let i = at; i < end; i += entryCells) arrivals.add(room, keys.ensureUser(String(cells[i + 3])), cells, i);
    moveHead.run(room, expectedHead + (end - at) / entryCells);
    count(room, Number(row.uncounted), batch);
    for (let i = at; i < end; i += entryCells) {
      if (typeof cells[i + 6] !== "string") continue;
      const effect = JSON.parse(String(cells[i + 6])) as Effect;
      applyEffect(room, effect, Number(cells[i]));
      const entry = {
        seq: Number(cells[i]),
        id: String(cells[i + 1]),
        sender: String(cells[i + 3]),
        text: String(cells[i + 5]),
      };
      applyMessageEffect(room, effect, entry);
      audit.note(room, effect, entry);
    }
    return ok;
  };
}
