import type { DatabaseSync } from "node:sqlite";
import { arrayRows } from "./array_rows.ts";

const span = "key BETWEEN (?1 << 32 | ?2) AND (?1 << 32 | ?3)";
const newest = "ORDER BY e.key DESC LIMIT ?4 OFFSET ?5";

/** Of the arrivals: keys as JSON, then sender and types (as JSON) where they matter. In order of keys is in order of seqs. */
const arrived = `a.key IN (SELECT value FROM json_each(?1)) AND (?2 IS NULL OR a.sender = ?2)
  AND (?3 IS NULL OR a.type IN (SELECT value FROM json_each(?3)))`;
/** What happened to the room, and what the timeline does not show: each has an index that holds nothing else. */
const bySystem = "INDEXED BY events_system";
const isSystem = "type = 1 AND (?4 IS NULL OR sender = ?4)";
const byHidden = "INDEXED BY events_hidden";
const isHidden =
  "type > 1 AND (?5 IS NULL OR type IN (SELECT value FROM json_each(?5))) AND (?4 IS NULL OR sender = ?4)";

/** A query for entries as cells; it names the index it needs: a plan must not change with guesses about a room. */
function entries(index: string, where: string): string {
  return `SELECT e.key & 0xffffffff, e.id, e.type, u.id, e.client_id, e.text, e.effect
    FROM events e ${index} CROSS JOIN users u ON u.key = e.sender WHERE e.${span} ${where}`;
}

/** The prepared queries of the log. The first three values of those of `events` are always room, lowest and highest seq. */
export type EventsStatements = ReturnType<typeof prepareEventsStatements>;

export function prepareEventsStatements(db: DatabaseSync) {
  const ofType = "(?7 IS NULL OR e.type IN (SELECT value FROM json_each(?7)))";
  const bySender = "INDEXED BY events_sender";
  return {
    room: db.prepare("SELECT key, head, floor FROM rooms WHERE id = ? AND deleted = 0"),
    heads: arrayRows(
      db,
      "SELECT id, epoch, head, floor FROM rooms WHERE id IN (SELECT value FROM json_each(?)) AND deleted = 0",
    ),
    arrived: arrayRows(
      db,
      `SELECT seq, a.id, a.type, u.id, a.client_id, a.text, a.effect
       FROM arrivals a CROSS JOIN users u ON u.key = a.sender WHERE ${arrived} ORDER BY a.key`,
    ),
    countArrived: db.prepare(`SELECT count(*) AS n FROM arrivals a WHERE ${arrived}`),
    read: arrayRows(db, entries("", "ORDER BY e.key LIMIT ?4")),
    findSystem: arrayRows(
      db,
      entries(bySystem, `AND e.room = ?1 AND e.type = 1 AND (?6 IS NULL OR e.sender = ?6) ${newest}`),
    ),
    findHidden: arrayRows(
      db,
      entries(byHidden, `AND e.room = ?1 AND e.type > 1 AND (?6 IS NULL OR e.sender = ?6) AND ${ofType} ${newest}`),
    ),
    findAny: arrayRows(db, entries("", `AND (?6 IS NULL OR e.sender = ?6) AND ${ofType} ${newest}`)),
    findOfSender: arrayRows(db, entries(bySender, `AND e.room = ?1 AND e.sender = ?6 AND ${ofType} ${newest}`)),
    countSystem: db.prepare(`SELECT count(*) AS n FROM events ${bySystem} WHERE room = ?1 AND ${span} AND ${isSystem}`),
    countHidden: db.prepare(`SELECT count(*) AS n FROM events ${byHidden} WHERE room = ?1 AND ${span} AND ${isHidden}`),
    countOfSender: db.prepare(
      `SELECT count(*) AS n FROM events ${bySender} WHERE room = ?1 AND sender = ?4 AND ${span}`,
    ),
    systemSeqs: db.prepare(
      `SELECT key & 0xffffffff AS seq FROM events ${bySystem} WHERE room = ?1 AND ${span} AND ${isSystem}
       ORDER BY key DESC`,
    ),
    hiddenSeqs: db.prepare(
      `SELECT key & 0xffffffff AS seq FROM events ${byHidden} WHERE room = ?1 AND ${span} AND ${isHidden}
       ORDER BY key DESC`,
    ),
  };
}
