/**
 * Whom messages mention is listed over all rooms, and counted where it is unread.
 *
 * - `mentions.sender` is who wrote the message: nobody is told that he mentioned everybody. `at` is its timestamp.
 * - `members.guest_name`: who came without an account is known by name in the room alone, and found without regard to case.
 */
export const mentions = `
ALTER TABLE mentions ADD COLUMN sender TEXT NOT NULL DEFAULT '';
ALTER TABLE mentions ADD COLUMN at TEXT NOT NULL DEFAULT '';
CREATE TEMP VIEW mentioning AS
  SELECT m.room, m.seq, e.sender, e.text FROM mentions m CROSS JOIN events e ON e.key = (m.room << 32 | m.seq)
  UNION
  SELECT m.room, m.seq, a.sender, a.text FROM arrivals a CROSS JOIN mentions m ON m.room = a.room AND m.seq = a.seq;
UPDATE mentions SET sender = u.id, at = substr(said.text, instr(said.text, '"timestamp":"') + 13, 24)
  FROM mentioning said CROSS JOIN users u ON u.key = said.sender
  WHERE said.room = mentions.room AND said.seq = mentions.seq;
DROP VIEW mentioning;
ALTER TABLE members ADD COLUMN guest_name TEXT;
UPDATE members SET guest_name = lower(username) WHERE guest = 1;
CREATE INDEX members_guests ON members (room, guest_name) WHERE guest_name IS NOT NULL;
`;
