import type { DatabaseSync } from "node:sqlite";
import { arrayRows } from "./array_rows.ts";
import type { Cell } from "./entry_cells.ts";

/** Arrivals that are moved to their rooms at once: about 60 ms of the writer, and a scan of 2 MB for a reader. */
export const arrivalsMax = 4_096;

/**
 * Where entries land, in the order of their commits: the newest page of one table, whatever their rooms. Now and then all
 * of them are settled into `events`, room by room, so that a page of a room is written for many entries and not for each.
 * What is not settled yet is found here by client_id; several connections may add and settle.
 */
export class Arrivals {
  /** By room, sender and client_id: the key of what is not settled yet. In the order of keys. */
  readonly #keys = new Map<string, number>();
  readonly #statements;
  readonly #most: number;
  /** Of `PRAGMA data_version` when this was last compared with the table; `undefined`: never, or not since a roll-back. */
  #version: number | undefined;
  #first = 0;
  #last = 0;

  /** @param most Arrivals that are settled at once. */
  constructor(db: DatabaseSync, most: number) {
    this.#statements = prepare(db);
    this.#most = most;
  }

  /** First thing in a write transaction: takes in what other connections have done since. */
  sync(): void {
    const { version, bounds, since } = this.#statements;
    const now = Number(version.get()?.data_version);
    if (now === this.#version) return;
    if (this.#version === undefined) {
      this.#keys.clear();
      this.#last = 0;
    }
    const { first, last } = bounds.get() ?? {};
    this.#first = Number(first ?? 0);
    for (const [name, key] of this.#keys) {
      if (first !== null && key >= this.#first) break;
      this.#keys.delete(name);
    }
    for (const [key, room, sender, clientId] of since(this.#last)) {
      this.#keys.set(nameOf(Number(room), Number(sender), String(clientId)), Number(key));
    }
    this.#last = Number(last ?? 0);
    this.#version = now;
  }

  /** After a roll-back nothing remembered is sure. */
  forget(): void {
    this.#version = undefined;
  }

  /** The entry with this client_id, as cells, if it has not been settled. */
  find(room: number, sender: number, clientId: string): Cell[] | undefined {
    const key = this.#keys.get(nameOf(room, sender, clientId));
    return key === undefined ? undefined : this.#statements.byKey(key)[0];
  }

  /** Adds the entry whose cells begin at `at`. */
  add(room: number, sender: number, cells: readonly Cell[], at: number): void {
    const clientId = cells[at + 4] ?? null;
    const { lastInsertRowid } = this.#statements.insert.run(
      room,
      cells[at]!,
      sender,
      cells[at + 2]!,
      cells[at + 1]!,
      clientId,
      cells[at + 5]!,
      cells[at + 6]!,
    );
    const key = Number(lastInsertRowid);
    this.#last = key;
    if (this.#first === 0) this.#first = key;
    if (clientId !== null) this.#keys.set(nameOf(room, sender, String(clientId)), key);
  }

  /** Whether it is time to settle. */
  get due(): boolean {
    return this.#first > 0 && this.#last - this.#first + 1 >= this.#most;
  }

  /** Moves everything to its rooms. In a write transaction, after `sync`. */
  settle(): void {
    if (this.#first === 0) return;
    this.#statements.settle.run();
    this.#statements.removeAll.run();
    this.#keys.clear();
    this.#first = 0;
  }
}

function nameOf(room: number, sender: number, clientId: string): string {
  return `${room} ${sender} ${clientId}`;
}

function prepare(db: DatabaseSync) {
  return {
    version: db.prepare("PRAGMA data_version"),
    // Each of the two alone is found by one step down the table; together they would be looked for in all of it.
    bounds: db.prepare("SELECT (SELECT min(key) FROM arrivals) AS first, (SELECT max(key) FROM arrivals) AS last"),
    since: arrayRows(
      db,
      "SELECT key, room, sender, client_id FROM arrivals WHERE key > ? AND client_id IS NOT NULL ORDER BY key",
    ),
    byKey: arrayRows(
      db,
      `SELECT seq, a.id, type, u.id, client_id, text, effect
       FROM arrivals a CROSS JOIN users u ON u.key = a.sender WHERE a.key = ?`,
    ),
    insert: db.prepare(
      "INSERT INTO arrivals (room, seq, sender, type, id, client_id, text, effect) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    ),
    settle: db.prepare(
      `INSERT INTO events (key, room, sender, type, id, client_id, text, effect)
       SELECT room << 32 | seq, room, sender, type, id, client_id, text, effect FROM arrivals ORDER BY room, seq`,
    ),
    removeAll: db.prepare("DELETE FROM arrivals"),
  };
}
