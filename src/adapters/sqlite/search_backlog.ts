import type { DatabaseSync } from "node:sqlite";
import type { Id } from "../../protocol/id.ts";
import type { IndexedRoom, SearchIndex } from "./search_index.ts";

/** A room whose log goes on after its cursor. */
export interface LateRoom extends IndexedRoom {
  readonly after: number;
  readonly head: number;
  /** The index is of another log: it is to be dropped first. */
  readonly replaced: boolean;
}

export function isLate({ after, head, replaced }: LateRoom): boolean {
  return after !== head || replaced;
}

/**
 * Which rooms the index may be behind in. Found by what has arrived since the last look, and by comparing all rooms where
 * that cannot tell: at first, and when arrivals were settled in between.
 */
export class SearchBacklog {
  readonly #index: Pick<SearchIndex, "cursorOf" | "cursors">;
  readonly #statements;
  /** By room: how many entries there were when it was looked at. */
  readonly #rooms = new Map<number, number>();
  readonly #gone = new Map<number, IndexedRoom>();
  /** The last arrival that was looked at; `undefined`: all rooms are to be compared. */
  #seen: number | undefined;

  /** @param db The data. */
  constructor(db: DatabaseSync, index: Pick<SearchIndex, "cursorOf" | "cursors">) {
    this.#index = index;
    this.#statements = {
      bounds: db.prepare(
        `SELECT (SELECT min(key) FROM arrivals) AS first,
           coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'arrivals'), 0) AS last`,
      ),
      arrived: db.prepare("SELECT DISTINCT room FROM arrivals WHERE key > ?"),
      rooms: db.prepare("SELECT key, epoch, head FROM rooms WHERE deleted = 0"),
      those: db.prepare(
        "SELECT key, id, epoch, head FROM rooms WHERE id IN (SELECT value FROM json_each(?)) AND deleted = 0",
      ),
      room: db.prepare("SELECT id, epoch, head, deleted FROM rooms WHERE key = ?"),
    };
  }

  look(): void {
    const { bounds, arrived } = this.#statements;
    const { first, last } = bounds.get() ?? {};
    const newest = Number(last);
    if (newest === this.#seen) return;
    if (this.#seen === undefined || first === null || Number(first) > this.#seen + 1) this.#compare();
    else for (const { room } of arrived.iterate(this.#seen)) this.of(Number(room));
    this.#seen = newest;
  }

  /** Rooms whose logs go on, as they stand now. */
  *late(): Iterable<LateRoom> {
    for (const key of this.#rooms.keys()) {
      const room = this.of(key);
      if (room !== undefined && isLate(room)) yield room;
    }
  }

  /** How a room stands now; `undefined`: it is gone. */
  of(key: number): LateRoom | undefined {
    const row = this.#statements.room.get(key);
    const cursor = this.#index.cursorOf(key);
    if (row === undefined || row["deleted"] !== 0) {
      this.#rooms.delete(key);
      if (cursor !== undefined) this.#gone.set(key, { key, id: String(row?.["id"] ?? ""), epoch: cursor.epoch });
      return undefined;
    }
    const epoch = String(row["epoch"]);
    const replaced = cursor !== undefined && cursor.epoch !== epoch;
    const after = cursor === undefined || replaced ? 0 : cursor.seq;
    const room = { key, id: String(row["id"]), epoch, after, head: Number(row["head"]), replaced };
    if (isLate(room)) this.#rooms.set(key, Math.max(0, room.head - after));
    else this.#rooms.delete(key);
    return room;
  }

  /** Those of the rooms that are late; they stand in memory from here on. */
  among(ids: readonly Id[]): LateRoom[] {
    const rows = this.#statements.those.all(JSON.stringify(ids));
    const cursors = this.#index.cursors(rows.map(({ key }) => Number(key)));
    return rows.flatMap(({ key, epoch, head }) => {
      const cursor = cursors.get(Number(key));
      if (cursor?.seq === head && cursor?.epoch === epoch) return [];
      const room = this.of(Number(key));
      return room !== undefined && isLate(room) ? [room] : [];
    });
  }

  /** Entries that are not in the index, as far as is known. */
  get size(): number {
    let size = this.#gone.size;
    for (const behind of this.#rooms.values()) size += behind;
    return size;
  }

  /** Rooms that were deleted and are still in the index. */
  get gone(): ReadonlyMap<number, IndexedRoom> {
    return this.#gone;
  }

  dropped(key: number): void {
    this.#gone.delete(key);
  }

  #compare(): void {
    const cursors = new Map(this.#index.cursors());
    for (const { key, epoch, head } of this.#statements.rooms.iterate()) {
      const cursor = cursors.get(Number(key));
      cursors.delete(Number(key));
      const behind = cursor?.epoch === epoch ? Number(head) - cursor!.seq : Number(head);
      if (behind !== 0 || (cursor !== undefined && cursor.epoch !== epoch)) this.#rooms.set(Number(key), behind);
    }
    for (const key of cursors.keys()) this.of(key);
  }
}
