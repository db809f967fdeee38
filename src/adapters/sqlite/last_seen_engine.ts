import type { DatabaseSync } from "node:sqlite";
import type { Sighting } from "../../ports/last_seen.ts";
import type { Id } from "../../protocol/id.ts";
import { arrayRows } from "./array_rows.ts";
import type { Transactions } from "./transaction.ts";

export interface LastSeenEngine {
  note(sightings: readonly Sighting[]): void;
  of(users: readonly Id[]): readonly (readonly [Id, number])[];
}

export function createLastSeenEngine(db: DatabaseSync, transactions: Transactions): LastSeenEngine {
  const note = db.prepare(
    "INSERT INTO last_seen (user_id, at) VALUES (?, ?) ON CONFLICT DO UPDATE SET at = max(at, excluded.at)",
  );
  const find = arrayRows(
    db,
    "SELECT user_id, at FROM last_seen WHERE user_id IN (SELECT value FROM json_each(?))",
  );
  return {
    note: (sightings) =>
      transactions.write(() => {
        for (const { user, at } of sightings) note.run(user, Math.round(at));
      }),
    of: (users) => find(JSON.stringify(users)) as unknown as readonly (readonly [Id, number])[],
  };
}
