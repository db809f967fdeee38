import type { DatabaseSync } from "node:sqlite";
import { arrayRows } from "./array_rows.ts";
import type { Cell } from "./entry_cells.ts";
import type { Unsettled } from "./unsettled.ts";

/** The entries of a room at these seqs, as rows of cells, ascending. In a read transaction. */
export type EntriesAt = (room: number, seqs: readonly number[]) => Cell[][];

export function createEntriesAt(db: DatabaseSync, unsettled: Unsettled): EntriesAt {
  const settled = arrayRows(
    db,
    `SELECT e.key & 0xffffffff, e.id, e.type, u.id, e.client_id, e.text, e.effect
     FROM events e CROSS JOIN users u ON u.key = e.sender
     WHERE e.key IN (SELECT ?1 << 32 | value FROM json_each(?2)) ORDER BY e.key`,
  );
  const arrived = arrayRows(
    db,
    `SELECT a.seq, a.id, a.type, u.id, a.client_id, a.text, a.effect
     FROM arrivals a CROSS JOIN users u ON u.key = a.sender WHERE a.key IN (SELECT value FROM json_each(?1)) ORDER BY a.seq`,
  );

  return (room, seqs) => {
    if (seqs.length === 0) return [];
    unsettled.sync();
    const border = unsettled.firstSeq(room) ?? Infinity;
    const old = seqs.filter((seq) => seq < border);
    const late = seqs.filter((seq) => seq >= border).flatMap((seq) => [...unsettled.keys(room, seq, seq)]);
    return [
      ...(old.length === 0 ? [] : settled(room, JSON.stringify(old))),
      ...(late.length === 0 ? [] : arrived(JSON.stringify(late))),
    ];
  };
}
