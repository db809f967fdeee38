/**
 * What was done to messages. Only of such messages is there a row: a plain one costs nothing here.
 *
 * - `message_states`: a row for each message that was edited, deleted, reacted to, pinned or answered in a thread, by room and
 *   seq. `edited_seq` and `pinned_seq` are the entries that say so last; `reacted` counts its reactions of all emojis.
 * - `reactions` in the order of the log, and `reaction_counts`, so that ten thousand of them are read as one number.
 * - `mentions`: of a user, or with an empty `user_id` of everybody in the room.
 * - `threads`: who follows which (`following` 0: unfollowed, and not followed again by itself), and has read it how far.
 * - `events_hidden` indexes what the timeline does not show, as `events_system` what is no message. Texts pay for neither.
 */
export const messages = `
CREATE INDEX events_hidden ON events (room, key, type, sender) WHERE type > 1;

CREATE TABLE message_states (
  room INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  deleted_seq INTEGER,
  deleted_by TEXT,
  edited_seq INTEGER,
  edits INTEGER NOT NULL DEFAULT 0,
  reacted INTEGER NOT NULL DEFAULT 0,
  pinned_seq INTEGER,
  pinned_by TEXT,
  replies INTEGER NOT NULL DEFAULT 0,
  last_reply INTEGER,
  last_reply_at TEXT,
  PRIMARY KEY (room, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_pins ON message_states (room, pinned_seq) WHERE pinned_seq IS NOT NULL;

CREATE TABLE message_edits (
  room INTEGER NOT NULL,
  of INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (room, of, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE reactions (
  room INTEGER NOT NULL,
  of INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  emoji TEXT NOT NULL,
  user_id TEXT NOT NULL,
  PRIMARY KEY (room, of, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX reactions_user ON reactions (room, of, user_id, emoji);
CREATE INDEX reactions_emoji ON reactions (room, of, emoji, seq);

CREATE TABLE reaction_counts (
  room INTEGER NOT NULL,
  of INTEGER NOT NULL,
  emoji TEXT NOT NULL,
  count INTEGER NOT NULL,
  first_seq INTEGER NOT NULL,
  PRIMARY KEY (room, of, emoji)
) STRICT, WITHOUT ROWID;

CREATE TABLE thread_replies (
  room INTEGER NOT NULL,
  root INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  deleted INTEGER NOT NULL DEFAULT 0,
  user_id TEXT NOT NULL,
  PRIMARY KEY (room, root, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE threads (
  user_id TEXT NOT NULL,
  room INTEGER NOT NULL,
  root INTEGER NOT NULL,
  following INTEGER NOT NULL,
  read_seq INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (user_id, room, root)
) STRICT, WITHOUT ROWID;
CREATE INDEX threads_room ON threads (room);

CREATE TABLE mentions (
  room INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (room, user_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX mentions_seq ON mentions (room, seq);
`;
