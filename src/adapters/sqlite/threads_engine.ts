import type { DatabaseSync } from "node:sqlite";
import type { SeqRange } from "../../ports/event_log.ts";
import type { ThreadStanding } from "../../ports/threads.ts";
import type { Id } from "../../protocol/id.ts";
import { arrayRows } from "./array_rows.ts";
import type { EntriesAt } from "./entries_at.ts";
import type { Cell } from "./entry_cells.ts";
import type { InternedKeys } from "./interned_keys.ts";
import type { Transactions } from "./transaction.ts";

/** Threads and who follows them. Entries are answered as cells. */
export interface ThreadsEngine {
  replies(
    room: Id,
    root: number,
    range: SeqRange,
    limit: number,
    end: "newest" | "oldest",
  ): { readonly cells: readonly Cell[]; readonly total: number };
  threadStanding(user: Id, room: Id, root: number): ThreadStanding;
  followThread(user: Id, room: Id, root: number, following: boolean): void;
  markThread(user: Id, room: Id, root: number, seq: number): void;
  followed(
    user: Id,
    limit: number,
    offset: number,
  ): { readonly threads: readonly ThreadStanding[]; readonly total: number };
}

export function createThreadsEngine(
  db: DatabaseSync,
  keys: InternedKeys,
  transactions: Transactions,
  entriesAt: EntriesAt,
): ThreadsEngine {
  const statements = prepare(db);

  function standingOf(user: Id, id: Id, room: number, root: number): ThreadStanding {
    const { following, read_seq } = statements.standing.get(user, room, root) ?? {};
    const { replies, last_reply } = statements.thread.get(room, root) ?? {};
    const lastRead = Number(read_seq ?? 0);
    return {
      room: id,
      root,
      following: following === 1,
      lastRead,
      unread: Number(last_reply ?? 0) <= lastRead ? 0 : Number(statements.unread.get(room, root, lastRead)?.n),
      replies: Number(replies ?? 0),
      lastSeq: Number(last_reply ?? 0),
    };
  }

  return {
    replies: (id, root, { after, upTo }, limit, end) =>
      transactions.read(() => {
        const room = Number(statements.room.get(id)?.key ?? 0);
        const look = end === "newest" ? statements.newest : statements.oldest;
        const seqs = look(room, root, after, Math.min(upTo, Number.MAX_SAFE_INTEGER), limit).map(([seq]) =>
          Number(seq)
        );
        return { cells: entriesAt(room, seqs).flat(), total: Number(statements.count.get(room, root)?.n) };
      }),
    threadStanding: (user, id, root) =>
      transactions.read(() => standingOf(user, id, Number(statements.room.get(id)?.key ?? 0), root)),
    followThread: (user, id, root, following) =>
      transactions.write(() => {
        const room = keys.room(id);
        if (room !== undefined) statements.follow.run(user, room, root, following ? 1 : 0);
      }),
    markThread: (user, id, root, seq) =>
      transactions.write(() => {
        const room = keys.room(id);
        if (room !== undefined) statements.mark.run(user, room, root, seq);
      }),
    followed: (user, limit, offset) =>
      transactions.read(() => {
        const rows = statements.followed(user, limit, offset);
        const threads = rows.map(([id, room, root]) => standingOf(user, String(id), Number(room), Number(root)));
        return { threads, total: Number(statements.countFollowed.get(user)?.n) };
      }),
  };
}

function prepare(db: DatabaseSync) {
  const replies = "FROM thread_replies WHERE room = ?1 AND root = ?2";
  const inRange = "AND seq > ?3 AND seq <= ?4";
  const followed = `FROM threads t CROSS JOIN rooms r ON r.key = t.room AND r.deleted = 0
    CROSS JOIN members m ON m.room = t.room AND m.user_id = t.user_id
    CROSS JOIN message_states s ON s.room = t.room AND s.seq = t.root AND s.last_reply IS NOT NULL
    WHERE t.user_id = ?1 AND t.following = 1`;
  return {
    room: db.prepare("SELECT key FROM rooms WHERE id = ? AND deleted = 0"),
    newest: arrayRows(db, `SELECT seq ${replies} ${inRange} ORDER BY seq DESC LIMIT ?5`),
    oldest: arrayRows(db, `SELECT seq ${replies} ${inRange} ORDER BY seq LIMIT ?5`),
    count: db.prepare(`SELECT count(*) AS n ${replies}`),
    unread: db.prepare(`SELECT count(*) AS n ${replies} AND seq > ?3 AND deleted = 0`),
    standing: db.prepare("SELECT following, read_seq FROM threads WHERE user_id = ? AND room = ? AND root = ?"),
    thread: db.prepare("SELECT replies, last_reply FROM message_states WHERE room = ? AND seq = ?"),
    follow: db.prepare(
      `INSERT INTO threads (user_id, room, root, following) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT DO UPDATE SET following = ?4`,
    ),
    mark: db.prepare(
      `INSERT INTO threads (user_id, room, root, following, read_seq) VALUES (?1, ?2, ?3, 0, ?4)
       ON CONFLICT DO UPDATE SET read_seq = max(read_seq, ?4)`,
    ),
    followed: arrayRows(
      db,
      `SELECT r.id, t.room, t.root ${followed} ORDER BY s.last_reply_at DESC, t.room, t.root LIMIT ?2 OFFSET ?3`,
    ),
    countFollowed: db.prepare(`SELECT count(*) AS n ${followed}`),
  };
}
