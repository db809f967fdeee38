import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { NewScheduledMessage, ScheduledChange, ScheduledMessage, SendFailure } from "../../ports/scheduled.ts";
import type { Id } from "../../protocol/id.ts";
import type { Transactions } from "./transaction.ts";

export interface ScheduledEngine {
  schedule(message: NewScheduledMessage, most: number): "ok" | "full";
  scheduledOf(user: Id): readonly ScheduledMessage[];
  changeScheduled(user: Id, id: Id, change: ScheduledChange): ScheduledMessage | "missing" | "sending";
  removeScheduled(user: Id, id: Id): "ok" | "missing" | "sending";
  claimScheduled(now: number, until: number, limit: number): readonly ScheduledMessage[];
  scheduledSent(id: Id): void;
  scheduledFailed(id: Id, failure: SendFailure): void;
  forgetScheduled(user: Id): void;
}

export function createScheduledEngine(db: DatabaseSync, transactions: Transactions): ScheduledEngine {
  const insert = db.prepare(
    "INSERT INTO scheduled (id, user_id, send_at, due, state, message) VALUES (?1, ?2, ?3, ?3, 'waiting', ?4)",
  );
  const count = db.prepare("SELECT count(*) AS n FROM scheduled WHERE user_id = ?");
  const list = db.prepare("SELECT * FROM scheduled WHERE user_id = ? ORDER BY send_at, id");
  const find = db.prepare("SELECT * FROM scheduled WHERE id = ? AND user_id = ?");
  const change = db.prepare(
    `UPDATE scheduled SET send_at = ?2, due = ?2, state = 'waiting', failure = NULL, message = ?3 WHERE id = ?1
     RETURNING *`,
  );
  const remove = db.prepare("DELETE FROM scheduled WHERE id = ?");
  const claim = db.prepare(
    `UPDATE scheduled SET state = 'sending', due = ?2
     WHERE id IN (SELECT id FROM scheduled WHERE due <= ?1 ORDER BY due, id LIMIT ?3) RETURNING *`,
  );
  const fail = db.prepare(
    "UPDATE scheduled SET state = 'failed', due = NULL, failure = ?2 WHERE id = ?1 AND state = 'sending'",
  );
  const forget = db.prepare("DELETE FROM scheduled WHERE user_id = ?");

  /** What its author may still change. */
  function own(user: Id, id: Id): ScheduledMessage | "missing" | "sending" {
    const row = find.get(id, user);
    if (row === undefined) return "missing";
    return row.state === "sending" ? "sending" : messageOf(row);
  }

  return {
    schedule: (message, most) =>
      transactions.write(() => {
        if (Number(count.get(message.user)?.n) >= most) return "full";
        insert.run(message.id, message.user, message.sendAt, JSON.stringify(message));
        return "ok";
      }),
    scheduledOf: (user) => list.all(user).map(messageOf),
    changeScheduled: (user, id, { content, sendAt }) =>
      transactions.write(() => {
        const found = own(user, id);
        if (typeof found === "string") return found;
        const { state: _, failure: __, ...before } = found;
        const after = { ...before, content: content ?? found.content, sendAt: sendAt ?? found.sendAt };
        return messageOf(change.get(id, after.sendAt, JSON.stringify(after))!);
      }),
    removeScheduled: (user, id) =>
      transactions.write(() => {
        const found = own(user, id);
        if (typeof found === "string") return found;
        remove.run(id);
        return "ok";
      }),
    claimScheduled: (now, until, limit) =>
      transactions.write(() => {
        return claim.all(now, until, limit).map(messageOf).sort((a, b) =>
          a.sendAt - b.sendAt || (a.id < b.id ? -1 : 1)
        );
      }),
    scheduledSent: (id) => transactions.write(() => void remove.run(id)),
    scheduledFailed: (id, failure) => transactions.write(() => void fail.run(id, JSON.stringify(failure))),
    forgetScheduled: (user) => transactions.write(() => void forget.run(user)),
  };
}

function messageOf(row: Record<string, SQLOutputValue>): ScheduledMessage {
  return {
    ...JSON.parse(String(row.message)) as NewScheduledMessage,
    state: row.state as ScheduledMessage["state"],
    ...(row.failure === null ? {} : { failure: JSON.parse(String(row.failure)) as SendFailure }),
  };
}
