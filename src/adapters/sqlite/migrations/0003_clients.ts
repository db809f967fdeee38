/** What clients need: words of status, uploaded pictures, invitations by link, channels for other products' pages. */
export const clients = `
ALTER TABLE accounts ADD COLUMN status_text TEXT NOT NULL DEFAULT '';

CREATE TABLE avatars (
  user_id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  digest TEXT NOT NULL,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE invites (
  code TEXT PRIMARY KEY,
  room TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  uses_max INTEGER NOT NULL,
  uses INTEGER NOT NULL DEFAULT 0,
  revoked INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX invites_room ON invites (room, created_at);
CREATE INDEX invites_expiry ON invites (expires_at);

CREATE TABLE invite_uses (
  code TEXT NOT NULL,
  user_id TEXT NOT NULL,
  PRIMARY KEY (code, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE channels (
  id TEXT PRIMARY KEY,
  created_at TEXT NOT NULL,
  settings TEXT NOT NULL
) STRICT;

CREATE TABLE channel_visitors (
  channel TEXT NOT NULL,
  visitor TEXT NOT NULL,
  room TEXT NOT NULL,
  PRIMARY KEY (channel, visitor)
) STRICT, WITHOUT ROWID;
`;
