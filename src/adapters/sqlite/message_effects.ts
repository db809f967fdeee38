import type { DatabaseSync } from "node:sqlite";
import { type Effect, timestampOf } from "../../protocol/event.ts";
import type { Id } from "../../protocol/id.ts";
import type { Redact } from "./redaction.ts";

/** The entry whose effect is applied. */
export interface EffectEntry {
  readonly seq: number;
  readonly sender: Id;
  /** The event as JSON. */
  readonly text: string;
}

/** Applies what an effect says about messages, in the transaction of its entry. */
export type ApplyMessageEffect = (room: number, effect: Effect, entry: EffectEntry) => void;

type Mentioning = Pick<Effect & { kind: "said" }, "mentions" | "mentions_room">;

/** Nobody in particular: everybody in the room. */
const everybody = "";

export function createMessageEffects(db: DatabaseSync, redact: Redact): ApplyMessageEffect {
  const statements = { ...threadStatements(db), ...prepare(db) };

  /** @param text The message as JSON, as it was written first: that time a mention has. */
  function mention(room: number, seq: number, effect: Mentioning, { sender, text }: Omit<EffectEntry, "seq">): void {
    const users = [...effect.mentions ?? [], ...effect.mentions_room === true ? [everybody] : []];
    for (const user of users) statements.addMention.run(room, user, seq, sender, timestampOf(text));
  }

  function mentionAnew(room: number, effect: Effect & { kind: "message_edited" }, sender: Id): void {
    statements.removeMentions.run(room, effect.of);
    if (effect.mentions === undefined && effect.mentions_room === undefined) return;
    mention(room, effect.of, effect, { sender, text: String(statements.textOf.get(room, effect.of)?.text) });
  }

  function react(room: number, seq: number, { of, emoji, user_id, added }: Effect & { kind: "reaction" }): void {
    const { changes } = added
      ? statements.addReaction.run(room, of, seq, emoji, user_id)
      : statements.removeReaction.run(room, of, user_id, emoji);
    if (changes === 0) return;
    statements.reacted.run(room, of, added ? 1 : -1);
    if (added) return void statements.addCount.run(room, of, emoji, seq);
    statements.removeCount.run(room, of, emoji);
    statements.dropCount.run(room, of, emoji);
  }

  function remove(room: number, seq: number, { of, user_id, thread }: Effect & { kind: "message_deleted" }): void {
    statements.deleted.run(room, of, seq, user_id);
    statements.removeReactions.run(room, of);
    statements.removeCounts.run(room, of);
    statements.removeMentions.run(room, of);
    if (thread !== undefined) statements.deleteReply(room, thread, of);
    redact(room, of, { seq, user_id });
  }

  return (room, effect, entry) => {
    switch (effect.kind) {
      case "said":
        mention(room, entry.seq, effect, entry);
        if (effect.thread !== undefined) statements.addReply(room, effect.thread, entry);
        return;
      case "message_edited":
        statements.edited.run(room, effect.of, entry.seq);
        statements.addEdit.run(room, effect.of, entry.seq);
        return mentionAnew(room, effect, entry.sender);
      case "message_deleted":
        return remove(room, entry.seq, effect);
      case "reaction":
        return react(room, entry.seq, effect);
      case "pinned": {
        const by = effect.pinned ? [entry.seq, effect.user_id] as const : [null, null] as const;
        statements.pinned.run(room, effect.of, ...by);
      }
    }
  };
}

function prepare(db: DatabaseSync) {
  const touch = "INSERT INTO message_states (room, seq";
  return {
    edited: db.prepare(
      `${touch}, edited_seq, edits) VALUES (?1, ?2, ?3, 1)
       ON CONFLICT DO UPDATE SET edited_seq = ?3, edits = edits + 1`,
    ),
    addEdit: db.prepare("INSERT INTO message_edits (room, of, seq) VALUES (?, ?, ?)"),
    deleted: db.prepare(
      `${touch}, deleted_seq, deleted_by) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET deleted_seq = ?3,
       deleted_by = ?4, edited_seq = NULL, reacted = 0, pinned_seq = NULL, pinned_by = NULL`,
    ),
    pinned: db.prepare(
      `${touch}, pinned_seq, pinned_by) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT DO UPDATE SET pinned_seq = ?3, pinned_by = ?4`,
    ),
    reacted: db.prepare(
      `${touch}, reacted) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET reacted = reacted + ?3`,
    ),
    addReaction: db.prepare(
      "INSERT INTO reactions (room, of, seq, emoji, user_id) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    ),
    removeReaction: db.prepare("DELETE FROM reactions WHERE room = ? AND of = ? AND user_id = ? AND emoji = ?"),
    addCount: db.prepare(
      `INSERT INTO reaction_counts (room, of, emoji, count, first_seq) VALUES (?1, ?2, ?3, 1, ?4)
       ON CONFLICT DO UPDATE SET count = count + 1`,
    ),
    removeCount: db.prepare("UPDATE reaction_counts SET count = count - 1 WHERE room = ? AND of = ? AND emoji = ?"),
    dropCount: db.prepare("DELETE FROM reaction_counts WHERE room = ? AND of = ? AND emoji = ? AND count = 0"),
    removeReactions: db.prepare("DELETE FROM reactions WHERE room = ? AND of = ?"),
    removeCounts: db.prepare("DELETE FROM reaction_counts WHERE room = ? AND of = ?"),
    addMention: db.prepare("INSERT OR IGNORE INTO mentions (room, user_id, seq, sender, at) VALUES (?, ?, ?, ?, ?)"),
    textOf: db.prepare(
      `SELECT coalesce((SELECT text FROM events WHERE key = (?1 << 32 | ?2)),
       (SELECT text FROM arrivals WHERE room = ?1 AND seq = ?2)) AS text`,
    ),
    removeMentions: db.prepare("DELETE FROM mentions WHERE room = ? AND seq = ?"),
  };
}

function threadStatements(db: DatabaseSync) {
  const addReply = db.prepare("INSERT INTO thread_replies (room, root, seq, user_id) VALUES (?, ?, ?, ?)");
  const replied = db.prepare(
    `INSERT INTO message_states (room, seq, replies, last_reply, last_reply_at) VALUES (?1, ?2, 1, ?3, ?4)
     ON CONFLICT DO UPDATE SET replies = replies + 1, last_reply = ?3, last_reply_at = ?4 RETURNING replies`,
  );
  const bury = db.prepare(
    "UPDATE thread_replies SET deleted = 1 WHERE room = ? AND root = ? AND seq = ? AND deleted = 0",
  );
  const buried = db.prepare("UPDATE message_states SET replies = replies - 1 WHERE room = ? AND seq = ?");
  const follow = db.prepare(
    `INSERT INTO threads (user_id, room, root, following, read_seq) VALUES (?1, ?2, ?3, 1, ?4)
     ON CONFLICT DO UPDATE SET following = 1, read_seq = max(read_seq, ?4)`,
  );
  const followFirst = db.prepare(
    `INSERT OR IGNORE INTO threads (user_id, room, root, following)
     SELECT u.id, ?1, ?2, 1 FROM users u WHERE u.key = coalesce(
       (SELECT sender FROM events WHERE key = (?1 << 32 | ?2)), (SELECT sender FROM arrivals WHERE room = ?1 AND seq = ?2))`,
  );
  return {
    addReply(room: number, root: number, { seq, sender, text }: EffectEntry): void {
      addReply.run(room, root, seq, sender);
      const { replies } = replied.get(room, root, seq, timestampOf(text)) ?? {};
      follow.run(sender, room, root, seq);
      if (Number(replies) === 1) followFirst.run(room, root);
    },
    deleteReply(room: number, root: number, seq: number): void {
      if (bury.run(room, root, seq).changes === 1) buried.run(room, root);
    },
  };
}
