import type { DatabaseSync } from "node:sqlite";
import { arrayRows } from "./array_rows.ts";

/** A room's arrivals: their seqs are without a gap, so the first is enough to find any. */
interface Late {
  readonly firstSeq: number;
  /** In the order of seqs. */
  readonly keys: number[];
}

/**
 * Where the entries of each room are that have not been settled, as one connection sees them: kept in memory, because an
 * index would cost every append some pages, and looking through all arrivals costs every read of a busy store a millisecond.
 */
export class Unsettled {
  readonly #rooms = new Map<number, Late>();
  readonly #bounds;
  readonly #since;
  #first = 0;
  #last = 0;

  constructor(db: DatabaseSync) {
    // Each of the two alone is found by one step down the table.
    this.#bounds = db.prepare(
      "SELECT (SELECT min(key) FROM arrivals) AS first, (SELECT max(key) FROM arrivals) AS last",
    );
    this.#since = arrayRows(db, "SELECT key, room, seq FROM arrivals WHERE key > ? ORDER BY key");
  }

  /** First thing in a snapshot: takes in what has arrived and what was settled since. Keys are never used twice. */
  sync(): void {
    const { first, last } = this.#bounds.get() ?? {};
    if (first === null || Number(first) !== this.#first) {
      // What was known has been settled; what is there arrived since.
      this.#rooms.clear();
      this.#first = Number(first ?? 0);
      this.#last = this.#first - 1;
    }
    if (last === null || Number(last) === this.#last) return;
    for (const [key, room, seq] of this.#since(this.#last)) this.#add(Number(room), Number(seq), Number(key));
    this.#last = Number(last);
  }

  /** The lowest seq of the room that has not been settled. */
  firstSeq(room: number): number | undefined {
    return this.#rooms.get(room)?.firstSeq;
  }

  /** The keys of the room's arrivals with low <= seq <= high. */
  keys(room: number, low: number, high: number): readonly number[] {
    const late = this.#rooms.get(room);
    if (late === undefined || high < low) return [];
    return late.keys.slice(Math.max(0, low - late.firstSeq), Math.max(0, high - late.firstSeq + 1));
  }

  #add(room: number, seq: number, key: number): void {
    const late = this.#rooms.get(room);
    if (late === undefined) this.#rooms.set(room, { firstSeq: seq, keys: [key] });
    else late.keys.push(key);
  }
}
