import type { DatabaseSync } from "node:sqlite";
import type { Id } from "../../protocol/id.ts";
import type { Arrivals } from "./arrivals.ts";
import type { FileUsesEngine } from "./file_uses_engine.ts";
import type { Transactions } from "./transaction.ts";

/** Removes the oldest entries of a room, up to a seq and at most so many; answers the seq after which the log begins. */
export type Trim = (room: Id, upTo: number, limit: number) => number;

export interface TrimDeps {
  readonly arrivals: Arrivals;
  readonly fileUses: Pick<FileUsesEngine, "trim">;
  /** Called in the transaction: something is taken out of the log. */
  readonly taken: () => void;
}

/** What there is about messages, and where the message stands in it. A thread goes with the message that began it. */
const rows = {
  message_states: "seq",
  message_edits: "of",
  reactions: "of",
  reaction_counts: "of",
  thread_replies: "root",
  threads: "root",
  mentions: "seq",
  tombstones: "seq",
} as const;

export function createTrimEngine(
  db: DatabaseSync,
  transactions: Transactions,
  { arrivals, fileUses, taken }: TrimDeps,
): Trim {
  const find = db.prepare("SELECT key, head, floor FROM rooms WHERE id = ? AND deleted = 0");
  const setFloor = db.prepare("UPDATE rooms SET floor = ?2 WHERE key = ?1");
  const removeEvents = db.prepare("DELETE FROM events WHERE key BETWEEN (?1 << 32) AND (?1 << 32 | ?2)");
  const removers = Object.entries(rows).map(([table, at]) =>
    db.prepare(`DELETE FROM ${table} WHERE room = ?1 AND ${at} <= ?2`)
  );
  // The newest number stays: what comes after it is counted from there.
  const removeNumbers = db.prepare(
    `DELETE FROM uncounted WHERE room = ?1
     AND seq < (SELECT max(seq) FROM uncounted WHERE room = ?1 AND seq <= ?2)`,
  );

  return (id, upTo, limit) =>
    transactions.write(() => {
      const found = find.get(id);
      if (found === undefined) return 0;
      const [room, head, before] = [Number(found.key), Number(found.head), Number(found.floor)];
      // The newest entry stays: the next one's timestamp must not be before its.
      const floor = Math.min(upTo, head - 1, before + limit);
      if (floor <= before) return before;
      arrivals.settle();
      removeEvents.run(room, floor);
      for (const remover of removers) remover.run(room, floor);
      removeNumbers.run(room, floor);
      fileUses.trim(room, floor);
      setFloor.run(room, floor);
      taken();
      return floor;
    });
}
