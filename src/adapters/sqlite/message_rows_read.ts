import type { DatabaseSync } from "node:sqlite";
import { reactionUsersShown } from "../../limits.ts";
import type { MessageFact, MessageState, ReactionCount } from "../../ports/messages.ts";
import type { Id } from "../../protocol/id.ts";
import { arrayRows } from "./array_rows.ts";
import { type Cell, entryAt } from "./entry_cells.ts";

type Row = Record<string, unknown>;
export type MessageStatements = ReturnType<typeof prepareMessageStatements>;

/** From an entry and the row of what was done to it, if there is one. */
export function factOf(
  statements: MessageStatements,
  room: number,
  cells: readonly Cell[],
  row: Row | undefined,
  users: readonly Id[],
): MessageFact {
  const { seq, type, sender, effect } = entryAt(cells, 0);
  const reacted = Number(row?.reacted ?? 0) > 0;
  const emojis = reacted ? statements.counts(room, seq) : [];
  return {
    seq,
    type,
    sender,
    ...(type === "reply" && effect?.kind === "said" && effect.thread !== undefined && { thread: effect.thread }),
    deleted: (row?.deleted_seq ?? null) !== null,
    pinned: (row?.pinned_seq ?? null) !== null,
    edits: Number(row?.edits ?? 0),
    emojis: new Map(emojis.map(([emoji, count]) => [String(emoji), Number(count)])),
    own: new Map(
      users.map((user) => [user, new Set(reacted ? statements.own(room, seq, user).flat().map(String) : [])]),
    ),
  };
}

function countsOf(statements: MessageStatements, room: number, seq: number, viewer: Id): ReactionCount[] {
  const own = new Set(statements.own(room, seq, viewer).flat());
  return statements.counts(room, seq).map(([emoji, count]) => ({
    emoji: String(emoji),
    count: Number(count),
    users: statements.firstUsers(room, seq, emoji!).flat().map(String),
    me: own.has(emoji!),
  }));
}

export function stateOf(
  statements: MessageStatements,
  room: number,
  row: Row,
  viewer: Id,
  edited: ReadonlyMap<number, string>,
): MessageState {
  const [seq, editedSeq] = [Number(row.seq), Number(row.edited_seq)];
  const text = row.edited_seq === null ? undefined : edited.get(editedSeq);
  return {
    ...(row.deleted_seq !== null && { deleted: { seq: Number(row.deleted_seq), user_id: String(row.deleted_by) } }),
    ...(text !== undefined && { edited: { seq: editedSeq, text } }),
    reactions: Number(row.reacted) > 0 ? countsOf(statements, room, seq, viewer) : [],
    ...(row.pinned_seq !== null && { pinned: { seq: Number(row.pinned_seq), user_id: String(row.pinned_by) } }),
    ...(row.last_reply !== null && {
      thread: {
        replies: Number(row.replies),
        lastSeq: Number(row.last_reply),
        lastTimestamp: String(row.last_reply_at),
      },
    }),
  };
}

/** The prepared queries of what was done to messages. */
export function prepareMessageStatements(db: DatabaseSync) {
  const pinned = "FROM message_states INDEXED BY message_pins WHERE room = ? AND pinned_seq IS NOT NULL";
  return {
    room: db.prepare("SELECT key, head FROM rooms WHERE id = ? AND deleted = 0"),
    states: db.prepare(
      "SELECT * FROM message_states WHERE room = ?1 AND seq IN (SELECT value FROM json_each(?2)) ORDER BY seq",
    ),
    edits: arrayRows(db, "SELECT seq FROM message_edits WHERE room = ? AND of = ? ORDER BY seq"),
    counts: arrayRows(
      db,
      "SELECT emoji, count FROM reaction_counts WHERE room = ? AND of = ? ORDER BY first_seq, emoji",
    ),
    own: arrayRows(
      db,
      "SELECT emoji FROM reactions INDEXED BY reactions_user WHERE room = ? AND of = ? AND user_id = ?",
    ),
    firstUsers: arrayRows(
      db,
      `SELECT user_id FROM reactions INDEXED BY reactions_emoji WHERE room = ? AND of = ? AND emoji = ?
       ORDER BY seq LIMIT ${reactionUsersShown}`,
    ),
    reactions: arrayRows(
      db,
      `SELECT user_id, emoji, seq FROM reactions WHERE room = ?1 AND of = ?2 AND (?3 IS NULL OR emoji = ?3)
       ORDER BY seq LIMIT ?4 OFFSET ?5`,
    ),
    countReactions: db.prepare(
      "SELECT sum(count) AS n FROM reaction_counts WHERE room = ?1 AND of = ?2 AND (?3 IS NULL OR emoji = ?3)",
    ),
    pins: arrayRows(db, `SELECT seq ${pinned} ORDER BY pinned_seq DESC LIMIT ? OFFSET ?`),
    countPins: db.prepare(`SELECT count(*) AS n ${pinned}`),
  };
}
