import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { AuditQuery } from "../../ports/audit_log.ts";
import { auditOf, auditPlace, type AuditRecord } from "../../protocol/audit.ts";
import type { Effect } from "../../protocol/event.ts";

/** Writes records in the transaction of their acts. */
export interface AuditEngine {
  add(record: AuditRecord | undefined): void;
  /** What an entry with this effect is on the record as, if it is an act. */
  note(room: number, effect: Effect, entry: Parameters<typeof auditOf>[0]): void;
  findAudit(query: AuditQuery): readonly AuditRecord[];
  trimAudit(before: string, limit: number): number;
}

export function createAuditEngine(db: DatabaseSync): AuditEngine {
  const insert = db.prepare(
    "INSERT INTO audit (place, id, room, action, actor, record) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const textAt = db.prepare(
    `SELECT coalesce((SELECT text FROM events WHERE key = (?1 << 32 | ?2)),
       (SELECT text FROM arrivals WHERE room = ?1 AND seq = ?2)) AS text`,
  );
  const trim = db.prepare(
    "DELETE FROM audit WHERE rowid IN (SELECT rowid FROM audit WHERE place < ? ORDER BY place LIMIT ?)",
  );
  const finders = new Map<string, StatementSync>();

  function add(record: AuditRecord | undefined): void {
    if (record === undefined) return;
    const { id, room_id = null, action, actor } = record;
    insert.run(auditPlace(record), id, room_id, action, actor?.id ?? null, JSON.stringify(record));
  }

  /** For each choice of what is given a statement of its own, so that it finds its index. */
  function finder(where: string): StatementSync {
    const known = finders.get(where);
    if (known !== undefined) return known;
    const made = db.prepare(`SELECT record FROM audit WHERE ${where} ORDER BY place DESC LIMIT ?`);
    finders.set(where, made);
    return made;
  }

  return {
    add,
    note(room, effect, entry) {
      const original = effect.kind === "message_deleted" ? textAt.get(room, effect.of)?.text : undefined;
      add(auditOf(entry, effect, typeof original === "string" ? original : undefined));
    },
    trimAudit: (before, limit) => Number(trim.run(before, limit).changes),
    findAudit({ room, action, actor, before, limit }) {
      const given = Object.entries({ room, action, actor }).filter(([, value]) => value !== undefined);
      const terms = given.map(([name]) => `${name} = ?`);
      if (before !== undefined) terms.push("place < (SELECT place FROM audit WHERE id = ? LIMIT 1)");
      const values = [...given.map(([, value]) => String(value)), ...(before === undefined ? [] : [before])];
      const rows = finder(terms.length === 0 ? "true" : terms.join(" AND ")).all(...values, limit);
      return rows.map(({ record }) => JSON.parse(String(record)) as AuditRecord);
    },
  };
}
