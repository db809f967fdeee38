/**
 * What was done by whom with a right that not everybody has: written in the transaction of the act, never changed.
 *
 * - `audit.place` is `auditPlace`: in its order is in order of time. `room`, `action` and `actor` repeat what the record says,
 *   for looking it up; `room` is an id, since a record outlives its room. There are few, so each question has its index.
 */
export const audit = `
CREATE TABLE audit (
  place TEXT NOT NULL,
  id TEXT NOT NULL,
  room TEXT,
  action TEXT NOT NULL,
  actor TEXT,
  record TEXT NOT NULL
) STRICT;
CREATE INDEX audit_id ON audit (id);
CREATE INDEX audit_place ON audit (place);
CREATE INDEX audit_room ON audit (room, place);
CREATE INDEX audit_room_action ON audit (room, action, place);
CREATE INDEX audit_room_actor ON audit (room, actor, place);
CREATE INDEX audit_action ON audit (action, place);
CREATE INDEX audit_actor ON audit (actor, place);
`;
