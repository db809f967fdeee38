import type { DatabaseSync } from "node:sqlite";
import type { ReadMark, ReadPosition, Receipts, RoomStanding, Standings } from "../../ports/reads.ts";
import type { Id } from "../../protocol/id.ts";
import { arrayRows } from "./array_rows.ts";
import { mentionsOf } from "./mentions_engine.ts";
import type { InternedKeys } from "./interned_keys.ts";
import type { Transactions } from "./transaction.ts";

export interface ReadsEngine {
  mark(marks: readonly ReadMark[]): readonly (ReadPosition | undefined)[];
  rewind(mark: ReadMark): ReadPosition | undefined;
  receipts(room: Id, seq: number, limit: number): Receipts;
  /** Rooms as [id, head, lastRead, unread, rewinds, mentions]. */
  standings(user: Id, limit: number, rooms?: readonly Id[]): StandingRows;
}

export type StandingRow = readonly [Id, number, number, number, number, number];

export interface StandingRows {
  readonly rows: readonly StandingRow[];
  readonly total: number;
}

export function standingsOf({ rows, total }: StandingRows): Standings {
  const rooms = rows.map(([room, head, lastRead, unread, rewinds, mentions]): RoomStanding => {
    const often = rewinds === 0 ? {} : { rewinds };
    return { room, head, lastRead, unread, ...(mentions === 0 ? {} : { mentions }), ...often };
  });
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
      SELECT r.key, r.id, r.head, r.uncounted, m.rewinds, m.joined_seq AS joined, min(r.head, max(m.read_seq, r.floor,
        iif(m.joined_seq > m.rewound_seq, m.joined_seq, 0),
        iif(late.seq > m.rewound_seq, late.seq, 0),
        coalesce((SELECT e.key & 0xffffffff FROM events e INDEXED BY events_sender
          WHERE e.room = r.key AND e.sender = ?2 AND e.type <= 1
          AND e.key > (r.key << 32 | max(m.read_seq, m.joined_seq, m.rewound_seq))
          ORDER BY e.key DESC LIMIT 1), 0))) AS last
      ${from} LEFT JOIN late ON late.room = r.key ${where} ORDER BY r.id LIMIT ?3)
    SELECT id, head, last, CASE WHEN last = head THEN 0 ELSE head - last - uncounted + coalesce(
      (SELECT u.number FROM uncounted u WHERE u.room = mine.key AND u.seq <= mine.last ORDER BY u.seq DESC LIMIT 1), 0)
      - (SELECT count(*) FROM tombstones t WHERE t.room = mine.key AND t.seq > mine.last) END, rewinds,
      CASE WHEN last = head THEN 0 ELSE (SELECT count(DISTINCT x.seq) FROM mentions x WHERE ${
    mentionsOf("mine.key", "mine.joined")
  }
        AND x.seq > mine.last) END
    FROM mine`;
}

export function createReadsEngine(db: DatabaseSync, keys: InternedKeys, transactions: Transactions): ReadsEngine {
  const find = arrayRows(
    db,
    `SELECT m.read_seq, min(r.head, ?3), m.rewinds, r.head FROM rooms r CROSS JOIN members m ON m.room = r.key AND m.user_id = ?2
     WHERE r.key = ?1 AND r.deleted = 0`,
  );
  const move = db.prepare("UPDATE members SET read_seq = ?3 WHERE room = ?1 AND user_id = ?2");
  const all = { page: arrayRows(db, standing(ofAll)), total: db.prepare(`SELECT count(*) AS total ${ofAll} ${where}`) };
  const some = arrayRows(db, standing(ofSome));

  const set = db.prepare(
    "UPDATE members SET read_seq = ?3, rewound_seq = ?4, rewinds = rewinds + 1 WHERE room = ?1 AND user_id = ?2",
  );
  const count = arrayRows(db, "SELECT count(*) FROM members WHERE room = ?1 AND read_seq >= ?2");
  const readers = arrayRows(
    db,
    "SELECT user_id FROM members WHERE room = ?1 AND read_seq >= ?2 ORDER BY user_id LIMIT ?3",
  );

  /** A member's row of the room, with where the mark would lead. */
  function lookUp({ room, user, seq }: ReadMark) {
    const key = keys.room(room);
    const [row] = key === undefined ? [] : find(key, user, seq);
    if (key === undefined || row === undefined) return undefined;
    const [before = 0, after = 0, rewinds = 0, head = 0] = row.map(Number);
    return { key, before, after, rewinds, head };
  }

  function mark(mark: ReadMark): ReadPosition | undefined {
    const found = lookUp(mark);
    if (found === undefined) return undefined;
    const { key, before, after, rewinds } = found;
    if (after <= before || (mark.rewinds ?? rewinds) < rewinds) return { seq: before, rewinds };
    move.run(key, mark.user, after);
    return { seq: after, rewinds };
  }

  function rewind(mark: ReadMark): ReadPosition | undefined {
    const found = lookUp(mark);
    if (found === undefined) return undefined;
    const { key, before, after, rewinds, head } = found;
    if ((mark.rewinds ?? rewinds) !== rewinds) return { seq: before, rewinds };
    set.run(key, mark.user, after, head);
    return { seq: after, rewinds: rewinds + 1 };
  }

  return {
    mark: (marks) => transactions.write(() => marks.map(mark)),
    rewind: (mark) => transactions.write(() => rewind(mark)),
    receipts: (room, seq, limit) =>
      transactions.read(() => {
        const key = keys.room(room);
        if (key === undefined) return { count: 0, users: [] };
        return {
          count: Number(count(key, seq)[0]?.[0]),
          users: readers(key, seq, limit).map(([user]) => String(user)),
        };
      }),
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
