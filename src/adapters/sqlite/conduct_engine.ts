import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import type { Conduct, PlacedSanction } from "../../ports/members.ts";
import type { Effect, Sanction } from "../../protocol/event.ts";
import type { Id } from "../../protocol/id.ts";

/** What holds of people in rooms besides their memberships, in the transaction of the caller. Rooms are keys. */
export interface ConductEngine {
  apply(room: number, effect: Effect, seq: number): void;
  /** Of those of the users of whom something is to be said. `users`: JSON. */
  of(room: number, users: string): readonly (readonly [Id, Conduct])[];
  sanctions(room: number, kind: "ban" | "mute", now: string, before: number, limit: number): readonly PlacedSanction[];
  /** Removes up to `limit` rows of a room; answers how many. */
  purge(room: number, limit: number): number;
  count(room: number): number;
}

const kinds = { ban: 0, mute: 1 } as const;
const tables = ["sanctions", "spoke", "silenced"] as const;

export function createConductEngine(db: DatabaseSync): ConductEngine {
  const impose = db.prepare(
    "INSERT OR REPLACE INTO sanctions (room, user_id, kind, seq, until, sanction) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const lift = db.prepare("DELETE FROM sanctions WHERE room = ? AND user_id = ? AND kind = ?");
  const noteSpoke = db.prepare("INSERT OR REPLACE INTO spoke (room, user_id, at) VALUES (?, ?, ?)");
  const silence = db.prepare("INSERT OR IGNORE INTO silenced (room, user_id) VALUES (?, ?)");
  const hear = db.prepare("DELETE FROM silenced WHERE room = ? AND user_id = ?");
  const finders = {
    sanctions: ofUsers(db, "user_id, kind, sanction", "sanctions"),
    spoke: ofUsers(db, "user_id, at", "spoke"),
    silenced: ofUsers(db, "user_id", "silenced"),
  };
  const page = db.prepare(
    `SELECT seq, sanction FROM sanctions WHERE room = ? AND kind = ? AND seq < ? AND (until IS NULL OR until > ?)
     ORDER BY seq DESC LIMIT ?`,
  );

  const put = (room: number, kind: keyof typeof kinds, sanction: Sanction, seq: number): void => {
    const { user, until = null } = sanction;
    impose.run(room, user.id, kinds[kind], seq, until, JSON.stringify(sanction));
  };

  return {
    apply(room, effect, seq) {
      switch (effect.kind) {
        case "banned":
          return put(room, "ban", effect.sanction, seq);
        case "muted":
          return put(room, "mute", effect.sanction, seq);
        case "unbanned":
          return void lift.run(room, effect.user_id, kinds.ban);
        case "unmuted":
          return void lift.run(room, effect.user_id, kinds.mute);
        case "blocked":
          return void (effect.blocked ? silence : hear).run(room, effect.user_id);
        case "said":
          if (effect.spoke !== undefined) noteSpoke.run(room, effect.spoke.user_id, effect.spoke.at);
      }
    },
    of(room, users) {
      const found = new Map<Id, Conduct>();
      const add = (id: SQLOutputValue | undefined, part: Conduct) =>
        void found.set(String(id), { ...found.get(String(id)), ...part });
      for (const { user_id, kind, sanction } of finders.sanctions.all(room, users)) {
        const said = JSON.parse(String(sanction)) as Sanction;
        add(user_id, kind === kinds.ban ? { ban: said } : { mute: said });
      }
      for (const { user_id, at } of finders.spoke.all(room, users)) add(user_id, { spokeAt: String(at) });
      for (const { user_id } of finders.silenced.all(room, users)) add(user_id, { blocked: true });
      return [...found];
    },
    sanctions: (room, kind, now, before, limit) =>
      page.all(room, kinds[kind], before, now, limit).map(({ seq, sanction }) => ({
        seq: Number(seq),
        sanction: JSON.parse(String(sanction)) as Sanction,
      })),
    ...createRemoval(db),
  };
}

function createRemoval(db: DatabaseSync): Pick<ConductEngine, "purge" | "count"> {
  const removers = tables.map((table) =>
    db.prepare(
      `DELETE FROM ${table} WHERE room = ?1 AND user_id IN (SELECT user_id FROM ${table} WHERE room = ?1 LIMIT ?2)`,
    )
  );
  const counters = tables.map((table) => db.prepare(`SELECT count(*) AS n FROM ${table} WHERE room = ?`));
  return {
    purge(room, limit) {
      let removed = 0;
      for (const remover of removers) {
        if (removed < limit) removed += Number(remover.run(room, limit - removed).changes);
      }
      return removed;
    },
    count: (room) => counters.reduce((sum, counter) => sum + Number(counter.get(room)?.n), 0),
  };
}

function ofUsers(db: DatabaseSync, columns: string, table: string): StatementSync {
  return db.prepare(`SELECT ${columns} FROM ${table} WHERE room = ? AND user_id IN (SELECT value FROM json_each(?))`);
}
