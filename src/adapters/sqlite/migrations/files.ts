/**
 * Files that were uploaded, and the messages that carry them. `collect_at`: null while a message does. `taken`: to be
 * removed. `uses` of a message that was deleted are gone; entries are written once, so they do not come back.
 */
export const files = `
CREATE TABLE files (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  room TEXT NOT NULL,
  name TEXT NOT NULL,
  length INTEGER NOT NULL,
  counted INTEGER NOT NULL,
  offset INTEGER NOT NULL DEFAULT 0,
  trail TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  collect_at INTEGER,
  taken INTEGER NOT NULL DEFAULT 0,
  duration REAL,
  shape TEXT
) STRICT;
CREATE INDEX files_owner ON files (owner, counted);
CREATE INDEX files_room ON files (room, counted);
CREATE INDEX files_collect ON files (collect_at) WHERE collect_at IS NOT NULL;

CREATE TABLE file_uses (
  room INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  file TEXT NOT NULL,
  PRIMARY KEY (room, seq, file)
) STRICT, WITHOUT ROWID;
CREATE INDEX file_uses_file ON file_uses (file);
`;
