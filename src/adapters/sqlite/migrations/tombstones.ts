/**
 * Messages of the timeline that were deleted. They keep their seqs, and their place in the numbers of `uncounted`: what of them
 * lies in a range is subtracted from the unread messages of it.
 */
export const tombstones = `
CREATE TABLE tombstones (
  room INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (room, seq)
) STRICT, WITHOUT ROWID;
`;
