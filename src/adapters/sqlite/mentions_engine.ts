import type { DatabaseSync } from "node:sqlite";
import { mentionsListedMax } from "../../limits.ts";
import type { Mention } from "../../ports/messages.ts";
import type { Id } from "../../protocol/id.ts";
import { arrayRows } from "./array_rows.ts";
import type { Transactions } from "./transaction.ts";

export interface MentionsEngine {
  mentions(
    user: Id,
    limit: number,
    offset: number,
  ): { readonly mentions: readonly Mention[]; readonly total: number };
}

/**
 * Which rows `x` of mentions are of user ?1 in a room: those that name the user, and those of everybody who was a member by then
 * but its sender.
 */
export function mentionsOf(room: string, joined: string): string {
  return `x.room = ${room} AND x.user_id IN (?1, '') AND (x.user_id <> '' OR (x.seq > ${joined} AND x.sender <> ?1))`;
}

export function createMentionsEngine(db: DatabaseSync, transactions: Transactions): MentionsEngine {
  const newest = `SELECT DISTINCT r.id, x.seq, x.at
    FROM members m CROSS JOIN rooms r ON r.key = m.room AND r.deleted = 0
    CROSS JOIN mentions x ON ${mentionsOf("m.room", "m.joined_seq")}
    WHERE m.user_id = ?1 ORDER BY x.at DESC, r.id, x.seq DESC LIMIT ?2`;
  const page = arrayRows(db, `${newest} OFFSET ?3`);
  const count = db.prepare(`SELECT count(*) AS total FROM (${newest})`);
  return {
    mentions: (user, limit, offset) =>
      transactions.read(() => {
        const rows = page(user, Math.max(0, Math.min(limit, mentionsListedMax - offset)), offset);
        return {
          mentions: rows.map(([room, seq]) => ({ room: String(room), seq: Number(seq) })),
          total: Number(count.get(user, mentionsListedMax)?.total),
        };
      }),
  };
}
