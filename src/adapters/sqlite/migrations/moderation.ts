/**
 * Who may do what, who may not, and what was done about it.
 *
 * - `rooms.policy`: what a room says about rights, as JSON; NULL: all is as usual.
 * - `sanctions`: bans and mutes that were not taken back, by their number; whether one is over is for who reads it. The
 *   sanction itself is JSON, since nobody searches in it.
 * - `spoke`: when members of rooms with slow mode spoke last. `silenced`: whom the other one of a conversation has blocked.
 * - `blocks`: whom users have blocked.
 */
export const moderation = `
ALTER TABLE rooms ADD COLUMN policy TEXT;
ALTER TABLE members ADD COLUMN guest INTEGER NOT NULL DEFAULT 0;

CREATE TABLE sanctions (
  room INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  kind INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  until TEXT,
  sanction TEXT NOT NULL,
  PRIMARY KEY (room, user_id, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX sanctions_seq ON sanctions (room, kind, seq);
CREATE INDEX sanctions_user ON sanctions (user_id, kind, room);

CREATE TABLE spoke (
  room INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (room, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE silenced (
  room INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  PRIMARY KEY (room, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE blocks (
  user_id TEXT NOT NULL,
  blocked TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (user_id, blocked)
) STRICT, WITHOUT ROWID;
`;
