/**
 * What a user has beside the logs, messages that wait for their time, a status with an emoji and an end, and positions that
 * were set back.
 *
 * - `kept` is one row for each thing; a browser's subscription (kind `push`) is found by its key too, since it is one user's.
 * - `scheduled.due` is when somebody must look at it: its time while it waits, the end of the claim while it is being sent.
 * - `members.rewound_seq`: what the member sent or how the member came, up to there, no longer counts as having read.
 */
export const attention = `
CREATE TABLE kept (
  user_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (user_id, kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_push ON kept (key, user_id) WHERE kind = 'push';

CREATE TABLE scheduled (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL,
  send_at INTEGER NOT NULL,
  due INTEGER,
  state TEXT NOT NULL,
  message TEXT NOT NULL,
  failure TEXT
) STRICT;
CREATE INDEX scheduled_due ON scheduled (due) WHERE due IS NOT NULL;
CREATE INDEX scheduled_user ON scheduled (user_id, send_at, id);

ALTER TABLE accounts ADD COLUMN status_emoji TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN status_until INTEGER NOT NULL DEFAULT 0;

ALTER TABLE members ADD COLUMN rewound_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN rewinds INTEGER NOT NULL DEFAULT 0;
`;
