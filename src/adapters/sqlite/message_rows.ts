import type { DatabaseSync } from "node:sqlite";

/** What there is of a room beside its log, about its messages: removed with the room, a slice at a time. */
export interface MessageRows {
  /** Removes up to so many; answers how many it removed. */
  purge(room: number, limit: number): number;
  count(room: number): number;
}

/** Tables, and what besides the room tells one of their rows from another. */
const tables = {
  message_states: "seq",
  message_edits: "of, seq",
  reactions: "of, seq",
  reaction_counts: "of, emoji",
  thread_replies: "root, seq",
  threads: "user_id, root",
  mentions: "user_id, seq",
} as const;

export function createMessageRows(db: DatabaseSync): MessageRows {
  const all = Object.entries(tables).map(([table, keys]) => ({
    remove: db.prepare(
      `DELETE FROM ${table} WHERE room = ?1 AND (${keys}) IN (SELECT ${keys} FROM ${table} WHERE room = ?1 LIMIT ?2)`,
    ),
    count: db.prepare(`SELECT count(*) AS n FROM ${table} WHERE room = ?`),
  }));
  return {
    purge(room, limit) {
      let left = limit;
      for (const { remove } of all) if (left > 0) left -= Number(remove.run(room, left).changes);
      return limit - left;
    },
    count: (room) => all.reduce((sum, { count }) => sum + Number(count.get(room)?.n), 0),
  };
}
