/** `rooms.floor`: entries up to this seq were removed because they were old. The log begins after it. */
export const trimming = `
ALTER TABLE rooms ADD COLUMN floor INTEGER NOT NULL DEFAULT 0;
`;
