import type { DatabaseSync } from "node:sqlite";
import type { ReadMark, RoomStanding, Standings } from "../../ports/reads.ts";
import type { Id } from "../../protocol/id.ts";
import { arrayRows } from "./array_rows.ts";
import type { InternedKeys } from "./interned_keys.ts";
import type { Transactions } from "./transaction.ts";

export interface ReadsEngine {
  mark(marks: readonly ReadMark[]): readonly (number | undefined)[];
  /** Rooms as [id, head, lastRead, unread]. */
  standings(user: Id, limit: number, rooms?: readonly Id[]): StandingRows;
}

export type StandingRow = readonly [Id, number, number, number];

export interface StandingRows {
  readonly rows: readonly StandingRow[];
  readonly total: number;
}

export function standingsOf({ rows, total }: StandingRows): Standings {
  const rooms = rows.map(([room, head, lastRead, unread]): RoomStanding => ({ room, head, lastRead, unread }));
  return { rooms, total };
}

const ofAll = "FROM members m CROSS JOIN rooms r ON r.key = m.room";
const ofSome = `FROM json_each(?4) named CROSS JOIN rooms r ON r.id = named.value
  CROSS JOIN members m ON m.room = r.key AND m.user_id = ?1`;
const where = "WHERE m.user_id = ?1 AND r.deleted = 0";

/**
 * Types 0 and 1, messages and system events, are what one has read when they are one's own: who edits, deletes, reacts or
 * answers in a thread need not have read what the timeline shows.
 *
 * Parameters: user id, key of the user as a sender (or null), limit, and for some rooms their ids.
 */
function standing(from: string): string {
  return `
    WITH late (room, seq) AS MATERIALIZED (
      SELECT room, max(seq) FROM arrivals WHERE sender = ?2 AND type <= 1 GROUP BY room),
    mine AS MATERIALIZED (
      SELECT r.key, r.id, r.head, r.uncounted, min(r.head, max(m.read_seq, m.joined_seq,
        coalesce(late.seq, 0),
        coalesce((SELECT e.key & 0xffffffff FROM events e INDEXED BY events_sender
          WHERE e.room = r.key AND e.sender = ?2 AND e.key > (r.key << 32 | max(m.read_seq, m.joined_seq)) AND e.type <= 1
          ORDER BY e.key DESC LIMIT 1), 0))) AS last
      ${from} LEFT JOIN late ON late.room = r.key ${where} ORDER BY r.id LIMIT ?3)
    SELECT id, head, last, CASE WHEN last = head THEN 0 ELSE head - last - uncounted + coalesce(
      (SELECT u.number FROM uncounted u WHERE u.room = mine.key AND u.seq <= mine.last ORDER BY u.seq DESC LIMIT 1), 0)
      - (SELECT count(*) FROM tombstones t WHERE t.room = mine.key AND t.seq > mine.last) END
    FROM mine`;
}

export function createReadsEngine(db: DatabaseSync, keys: InternedKeys, transactions: Transactions): ReadsEngine {
  const find = arrayRows(
    db,
    `SELECT m.read_seq, min(r.head, ?3) FROM rooms r CROSS JOIN members m ON m.room = r.key AND m.user_id = ?2
     WHERE r.key = ?1 AND r.deleted = 0`,
  );
  const move = db.prepare("UPDATE members SET read_seq = ?3 WHERE room = ?1 AND user_id = ?2");
  const all = { page: arrayRows(db, standing(ofAll)), total: db.prepare(`SELECT count(*) AS total ${ofAll} ${where}`) };
  const some = arrayRows(db, standing(ofSome));

  function mark({ room, user, seq }: ReadMark): number | undefined {
    const key = keys.room(room);
    const [row] = key === undefined ? [] : find(key, user, seq);
    if (key === undefined || row === undefined) return undefined;
    const [before, after] = [Number(row[0]), Number(row[1])];
    if (after > before) move.run(key, user, after);
    return Math.max(before, after);
  }

  return {
    mark: (marks) => transactions.write(() => marks.map(mark)),
    standings: (user, limit, rooms) =>
      transactions.read(() => {
        const sender = keys.user(user) ?? null;
        if (rooms !== undefined) {
          const rows = some(user, sender, limit, JSON.stringify([...new Set(rooms)])) as unknown as StandingRow[];
          return { rows, total: rows.length };
        }
        const rows = all.page(user, sender, limit) as unknown as StandingRow[];
        return { rows, total: rows.length < limit ? rows.length : Number(all.total.get(user)?.total) };
      }),
  };
}
