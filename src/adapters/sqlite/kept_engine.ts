import type { DatabaseSync } from "node:sqlite";
import type { KeptItem, KeptKind, PutOptions } from "../../ports/kept_items.ts";
import type { Id } from "../../protocol/id.ts";
import { arrayRows } from "./array_rows.ts";
import type { InternedKeys } from "./interned_keys.ts";
import type { Transactions } from "./transaction.ts";

/** User id, key, text, time. */
export type KeptRow = readonly [Id, string, string, number];

export interface KeptEngine {
  putKept(user: Id, kind: KeptKind, item: KeptItem, options: PutOptions): "ok" | "full";
  removeKept(user: Id, kind: KeptKind, key: string): boolean;
  keptOf(users: readonly Id[], kind: KeptKind, keys?: readonly string[]): readonly KeptRow[];
  claimKept(user: Id, kind: KeptKind, item: KeptItem): string;
  membersWith(room: Id, kind: KeptKind, limit: number, after?: Id): readonly Id[];
  holders(kind: "digest", key: string, limit: number, after?: Id): readonly Id[];
  forgetKept(user: Id): void;
}

export function keptByUser(rows: readonly KeptRow[]): ReadonlyMap<Id, readonly KeptItem[]> {
  const all = new Map<Id, KeptItem[]>();
  for (const [user, key, text, at] of rows) {
    const item = { key, text, at };
    const items = all.get(user);
    if (items === undefined) all.set(user, [item]);
    else items.push(item);
  }
  return all;
}

/** Up to so many subscriptions on the server it is quicker to begin with them than with the members of a room. */
const fewSubscribers = 1_000;

export function createKeptEngine(db: DatabaseSync, keys: InternedKeys, transactions: Transactions): KeptEngine {
  const put = db.prepare("INSERT OR REPLACE INTO kept (user_id, kind, key, text, at) VALUES (?, ?, ?, ?, ?)");
  const claim = db.prepare("INSERT OR IGNORE INTO kept (user_id, kind, key, text, at) VALUES (?, ?, ?, ?, ?)");
  const find = db.prepare("SELECT text FROM kept WHERE user_id = ? AND kind = ? AND key = ?");
  const count = db.prepare("SELECT count(*) AS n FROM kept WHERE user_id = ? AND kind = ?");
  const remove = db.prepare("DELETE FROM kept WHERE user_id = ? AND kind = ? AND key = ?");
  const removeOthers = db.prepare("DELETE FROM kept WHERE kind = 'push' AND key = ?2 AND user_id <> ?1");
  const forget = db.prepare("DELETE FROM kept WHERE user_id = ?");
  const ofUsers = arrayRows(
    db,
    `SELECT k.user_id, k.key, k.text, k.at FROM json_each(?1) u CROSS JOIN kept k ON k.user_id = u.value AND k.kind = ?2
     WHERE ?3 IS NULL OR k.key IN (SELECT value FROM json_each(?3)) ORDER BY k.user_id, k.key`,
  );
  const some = db.prepare("SELECT count(*) AS n FROM (SELECT 1 FROM kept WHERE kind = 'push' LIMIT ?)");
  // Where few are subscribed, those are looked for among the members, however many there are.
  const subscribers = arrayRows(
    db,
    `SELECT DISTINCT k.user_id FROM kept k INDEXED BY kept_push
     CROSS JOIN members m ON m.room = ?1 AND m.user_id = k.user_id
     WHERE k.kind = 'push' AND k.user_id > ?3 ORDER BY k.user_id LIMIT ?2`,
  );
  const members = arrayRows(
    db,
    `SELECT m.user_id FROM members m WHERE m.room = ?1 AND m.user_id > ?4
     AND EXISTS (SELECT 1 FROM kept k WHERE k.user_id = m.user_id AND k.kind = ?2) ORDER BY m.user_id LIMIT ?3`,
  );

  const holders = arrayRows(
    db,
    `SELECT user_id FROM kept INDEXED BY kept_digest WHERE kind = 'digest' AND key = ?1 AND user_id > ?2
     ORDER BY user_id LIMIT ?3`,
  );

  return {
    putKept: (user, kind, { key, text, at }, { most, alone = false }) =>
      transactions.write(() => {
        const full = find.get(user, kind, key) === undefined && Number(count.get(user, kind)?.n) >= most;
        if (full) return "full";
        if (alone) removeOthers.run(user, key);
        put.run(user, kind, key, text, at);
        return "ok";
      }),
    removeKept: (user, kind, key) => transactions.write(() => remove.run(user, kind, key).changes === 1),
    keptOf(users, kind, wanted) {
      const only = wanted === undefined ? null : JSON.stringify(wanted);
      return ofUsers(JSON.stringify([...new Set(users)]), kind, only) as unknown as KeptRow[];
    },
    claimKept: (user, kind, { key, text, at }) =>
      transactions.write(() => {
        claim.run(user, kind, key, text, at);
        return String(find.get(user, kind, key)?.text);
      }),
    membersWith(room, kind, limit, after = "") {
      const key = keys.room(room);
      if (key === undefined) return [];
      const few = kind === "push" && Number(some.get(fewSubscribers + 1)?.n) <= fewSubscribers;
      const rows = few ? subscribers(key, limit, after) : members(key, kind, limit, after);
      return rows.map(([id]) => String(id));
    },
    holders: (_kind, key, limit, after = "") => holders(key, after, limit).map(([id]) => String(id)),
    forgetKept: (user) => transactions.write(() => void forget.run(user)),
  };
}
