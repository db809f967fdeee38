import type { DatabaseSync } from "node:sqlite";
import type { Id } from "../../protocol/id.ts";
import { tombstone } from "../../protocol/tombstone.ts";

/** Takes the content of a message, and of its edits, out of the log, in the transaction of the event that says so. */
export type Redact = (room: number, of: number, by: { readonly seq: number; readonly user_id: Id }) => void;

export function createRedaction(db: DatabaseSync, done: () => void): Redact {
  const edits = db.prepare("SELECT seq FROM message_edits WHERE room = ? AND of = ?");
  const findSettled = db.prepare("SELECT text FROM events WHERE key = (?1 << 32 | ?2)");
  const setSettled = db.prepare("UPDATE events SET text = ?3 WHERE key = (?1 << 32 | ?2)");
  // There is no index on arrivals: few they are, and few deletions.
  const findArrival = db.prepare("SELECT key, text FROM arrivals WHERE room = ? AND seq = ?");
  const setArrival = db.prepare("UPDATE arrivals SET text = ? WHERE key = ?");

  return (room, of, { seq, user_id }) => {
    done();
    for (const at of [of, ...edits.all(room, of).map((row) => Number(row.seq))]) {
      const settled = findSettled.get(room, at);
      if (settled !== undefined) {
        setSettled.run(room, at, tombstone(String(settled.text), seq, user_id));
        continue;
      }
      const arrival = findArrival.get(room, at);
      if (arrival !== undefined) setArrival.run(tombstone(String(arrival.text), seq, user_id), arrival.key!);
    }
  };
}
