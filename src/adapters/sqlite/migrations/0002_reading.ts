/**
 * Who has read how far, and what does not count as unread.
 *
 * - `uncounted` numbers the entries of a room that are no messages. A log has no gaps, so the messages after a seq are the
 *   entries after it without those: two lookups, however long the log is. Messages, which are many, cost nothing.
 * - `rooms.uncounted` is the number of the newest of them.
 * - `members.read_seq` is a read position; nobody but a member has one. `joined_seq` is the entry that made the member.
 * - `last_seen` is when an account had its last session, milliseconds since 1970.
 */
export const reading = `
ALTER TABLE rooms ADD COLUMN uncounted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN joined_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN read_seq INTEGER NOT NULL DEFAULT 0;

CREATE TABLE uncounted (
  room INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (room, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE last_seen (
  user_id TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TEMP VIEW system_entries AS
  SELECT room, key & 0xffffffff AS seq, effect FROM events INDEXED BY events_system WHERE type = 1
  UNION ALL
  SELECT room, seq, effect FROM arrivals WHERE type = 1;
INSERT INTO uncounted (room, seq, number)
  SELECT room, seq, row_number() OVER (PARTITION BY room ORDER BY seq) FROM system_entries ORDER BY room, seq;
UPDATE rooms SET uncounted = counted.number
  FROM (SELECT room, max(number) AS number FROM uncounted GROUP BY room) AS counted WHERE counted.room = rooms.key;
UPDATE members SET joined_seq = joined.seq
  FROM (
    SELECT room, effect ->> '$.user.id' AS user_id, max(seq) AS seq FROM system_entries
    WHERE effect ->> '$.kind' = 'member_joined' GROUP BY 1, 2
  ) AS joined
  WHERE joined.room = members.room AND joined.user_id = members.user_id;
DROP VIEW system_entries;
`;
