import type { DatabaseSync } from "node:sqlite";
import type { Arrivals } from "./arrivals.ts";
import type { ConductEngine } from "./conduct_engine.ts";
import type { FileUsesEngine } from "./file_uses_engine.ts";
import type { MessageRows } from "./message_rows.ts";
import type { Transactions } from "./transaction.ts";

/** Removes up to `limit` rows of deleted rooms, a slice at a time; answers how many are left. */
export type Purge = (limit: number) => number;

export interface PurgeDeps {
  readonly arrivals: Arrivals;
  readonly fileUses: FileUsesEngine;
  readonly conduct: ConductEngine;
  readonly messageRows: MessageRows;
}

export function createPurgeEngine(
  db: DatabaseSync,
  transactions: Transactions,
  { arrivals, fileUses, conduct, messageRows }: PurgeDeps,
): Purge {
  const deletedRooms = db.prepare("SELECT key FROM rooms INDEXED BY rooms_deleted WHERE deleted = 1 ORDER BY key");
  const removeEvents = db.prepare(
    `DELETE FROM events WHERE key IN (SELECT key FROM events
     WHERE key > (?1 << 32) AND key <= (?1 << 32 | 0xffffffff) ORDER BY key LIMIT ?2)`,
  );
  const removeMembers = db.prepare(
    "DELETE FROM members WHERE room = ?1 AND user_id IN (SELECT user_id FROM members WHERE room = ?1 LIMIT ?2)",
  );
  const removeUncounted = db.prepare(
    "DELETE FROM uncounted WHERE room = ?1 AND seq IN (SELECT seq FROM uncounted WHERE room = ?1 ORDER BY seq LIMIT ?2)",
  );
  const removeTombstones = db.prepare(
    "DELETE FROM tombstones WHERE room = ?1 AND seq IN (SELECT seq FROM tombstones WHERE room = ?1 ORDER BY seq LIMIT ?2)",
  );
  const removeRoom = db.prepare("DELETE FROM rooms WHERE key = ?");
  // Events are removed from the oldest on, so that what is left of a room is again a gapless range.
  const rest = db.prepare(
    `SELECT head - coalesce((SELECT min(events.key) & 0xffffffff FROM events
       WHERE events.key > (rooms.key << 32) AND events.key <= (rooms.key << 32 | 0xffffffff)), head + 1) + 1
       + (SELECT count(*) FROM members WHERE room = rooms.key)
       + (SELECT count(*) FROM uncounted WHERE room = rooms.key)
       + (SELECT count(*) FROM tombstones WHERE room = rooms.key) + 1 AS n
     FROM rooms WHERE key = ?`,
  );

  return (limit) =>
    transactions.write(() => {
      let budget = limit;
      let left = 0;
      const rooms = deletedRooms.all();
      if (rooms.length > 0) arrivals.settle();
      for (const { key } of rooms) {
        if (budget > 0) budget -= Number(removeEvents.run(key!, budget).changes);
        if (budget > 0) budget -= Number(removeMembers.run(key!, budget).changes);
        if (budget > 0) budget -= Number(removeUncounted.run(key!, budget).changes);
        if (budget > 0) budget -= Number(removeTombstones.run(key!, budget).changes);
        if (budget > 0) budget -= fileUses.purge(Number(key), budget);
        if (budget > 0) budget -= conduct.purge(Number(key), budget);
        if (budget > 0) budget -= messageRows.purge(Number(key), budget);
        if (budget > 0) removeRoom.run(key!);
        else {left += Number(rest.get(key!)?.n) + messageRows.count(Number(key)) + fileUses.count(Number(key)) +
            conduct.count(Number(key));}
      }
      return left;
    });
}
