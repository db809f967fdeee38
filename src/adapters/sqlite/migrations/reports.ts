/**
 * What was reported. `report` is JSON with the voices; the other columns repeat what reports are looked for by. `place` is when
 * it was opened, and its id: in its order is in order of time. `room` is an id, since a report outlives its room.
 */
export const reports = `
CREATE TABLE reports (
  id TEXT PRIMARY KEY,
  place TEXT NOT NULL,
  room TEXT NOT NULL,
  seq INTEGER NOT NULL,
  author TEXT NOT NULL,
  state TEXT NOT NULL,
  report TEXT NOT NULL
) STRICT;
CREATE INDEX reports_message ON reports (room, seq);
CREATE UNIQUE INDEX reports_open ON reports (room, seq) WHERE state = 'open';
CREATE INDEX reports_room_state ON reports (room, state, place);
CREATE INDEX reports_state ON reports (state, place);
CREATE INDEX reports_author ON reports (author);
`;
