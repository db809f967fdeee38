import type { DatabaseSync } from "node:sqlite";
import type { SeqRange } from "../../ports/event_log.ts";
import { effectWithoutName, sanctionWithoutName, withoutName } from "../../protocol/erased.ts";
import type { Id } from "../../protocol/id.ts";
import type { Transactions } from "./transaction.ts";

export type ForgetName = (room: Id, range: SeqRange, user: Id) => void;

/** @param taken Called in the transaction: something is taken out of the log. */
export function createForgetName(db: DatabaseSync, transactions: Transactions, taken: () => void): ForgetName {
  const findRoom = db.prepare("SELECT key FROM rooms WHERE id = ?");
  const names = "(instr(text, ?4) > 0 OR instr(effect, ?4) > 0)";
  const events = db.prepare(
    `SELECT key, text, effect FROM events WHERE key BETWEEN (?1 << 32 | ?2) AND (?1 << 32 | ?3) AND ${names}`,
  );
  const arrivals = db.prepare(
    `SELECT key, text, effect FROM arrivals WHERE room = ?1 AND seq BETWEEN ?2 AND ?3 AND ${names}`,
  );
  const setEvent = db.prepare("UPDATE events SET text = ?2, effect = ?3 WHERE key = ?1");
  const setArrival = db.prepare("UPDATE arrivals SET text = ?2, effect = ?3 WHERE key = ?1");
  const sanctions = db.prepare(
    "SELECT user_id, kind, sanction FROM sanctions WHERE room = ? AND instr(sanction, ?) > 0",
  );
  const setSanction = db.prepare("UPDATE sanctions SET sanction = ? WHERE room = ? AND user_id = ? AND kind = ?");

  return (id, { after, upTo }, user) =>
    transactions.write(() => {
      const room = findRoom.get(id)?.key;
      if (room === undefined) return;
      for (const [find, set] of [[events, setEvent], [arrivals, setArrival]] as const) {
        for (const { key, text, effect } of find.all(room, after + 1, upTo, user)) {
          const nameless = withoutName(String(text), user);
          const quiet = effect === null ? null : effectWithoutName(String(effect), user);
          if (nameless === text && quiet === effect) continue;
          set.run(key!, nameless, quiet);
          taken();
        }
      }
      for (const { user_id, kind, sanction } of sanctions.all(room, user)) {
        setSanction.run(sanctionWithoutName(String(sanction), user), room, user_id!, kind!);
      }
    });
}
