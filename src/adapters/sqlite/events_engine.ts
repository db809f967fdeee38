import type { DatabaseSync } from "node:sqlite";
import type { Id } from "../../protocol/id.ts";
import type { EventFilter, SeqRange } from "../../ports/event_log.ts";
import { arrayRows } from "./array_rows.ts";
import { type Cell, typeNumber } from "./entry_cells.ts";
import type { InternedKeys } from "./interned_keys.ts";
import type { Transactions } from "./transaction.ts";

/** A head as [room, epoch, seq]. */
export type HeadRow = readonly [Id, string, number];

/** The reading half of the log. Entries are answered as cells, ascending. */
export interface EventsEngine {
  heads(rooms: readonly Id[]): readonly HeadRow[];
  read(room: Id, range: SeqRange, limit: number): readonly Cell[];
  find(room: Id, range: SeqRange, filter: EventFilter, limit: number, offset: number): readonly Cell[];
  count(room: Id, range: SeqRange, filter: EventFilter): number;
}

/** What a call is about, once the room is known to exist: seqs low <= seq <= high, none beyond the head. */
interface Span {
  readonly room: number;
  readonly low: number;
  readonly high: number;
}

const system = typeNumber("system");
const span = "key BETWEEN (?1 << 32 | ?2) AND (?1 << 32 | ?3)";
const columns = `e.key & 0xffffffff, e.id, e.type, u.id, e.client_id, e.text, e.effect
  FROM events e JOIN users u ON u.key = e.sender`;
const newest = "ORDER BY e.key DESC LIMIT ?4 OFFSET ?5";

export function createEventsEngine(db: DatabaseSync, keys: InternedKeys, transactions: Transactions): EventsEngine {
  const findRoom = db.prepare("SELECT key, head FROM rooms WHERE id = ? AND deleted = 0");
  const findHeads = arrayRows(
    db,
    "SELECT id, epoch, head FROM rooms WHERE id IN (SELECT value FROM json_each(?)) AND deleted = 0",
  );
  const readSpan = arrayRows(db, `SELECT ${columns} WHERE e.${span} ORDER BY e.key LIMIT ?4`);
  // Each names the index it needs: a plan must not change with what the optimizer guesses of a room.
  const findTexts = arrayRows(db, `SELECT ${columns} WHERE e.${span} AND e.type = 0 ${newest}`);
  const findSystem = arrayRows(
    db,
    `SELECT ${columns.replace("events e", "events e INDEXED BY events_system")}
     WHERE e.room = ?1 AND e.${span} AND e.type = 1 AND (?6 IS NULL OR e.sender = ?6) ${newest}`,
  );
  const findOfSender = arrayRows(
    db,
    `SELECT ${columns.replace("events e", "events e INDEXED BY events_sender")}
     WHERE e.room = ?1 AND e.sender = ?6 AND e.${span} AND (?7 IS NULL OR e.type = ?7) ${newest}`,
  );
  const countSystem = db.prepare(
    `SELECT count(*) AS n FROM events INDEXED BY events_system
     WHERE room = ?1 AND ${span} AND type = 1 AND (?4 IS NULL OR sender = ?4)`,
  );
  const countOfSender = db.prepare(
    `SELECT count(*) AS n FROM events INDEXED BY events_sender WHERE room = ?1 AND sender = ?4 AND ${span}`,
  );
  const systemSeqs = db.prepare(
    `SELECT key & 0xffffffff AS seq FROM events INDEXED BY events_system
     WHERE room = ?1 AND ${span} AND type = 1 ORDER BY key DESC`,
  );

  function spanOf(room: Id, { after, upTo }: SeqRange): Span | undefined {
    const row = findRoom.get(room);
    if (row === undefined) return undefined;
    const low = Math.max(0, after) + 1;
    const high = Math.min(upTo, Number(row.head));
    return low > high ? undefined : { room: Number(row.key), low, high };
  }

  /** The seq below which the texts begin that are left after skipping `offset` of the newest. */
  function skipTexts({ room, low, high }: Span, offset: number): number {
    let top = high;
    let left = offset;
    for (const { seq } of systemSeqs.iterate(room, low, high)) {
      const texts = top - Number(seq);
      if (texts > left) break;
      left -= texts;
      top = Number(seq) - 1;
    }
    return top - left;
  }

  function newestOf(range: Span, filter: EventFilter, limit: number, offset: number): Cell[][] {
    const { room, low, high } = range;
    if (filter.sender !== undefined) {
      const sender = keys.user(filter.sender);
      if (sender === undefined) return [];
      if (filter.type === "system") return findSystem(room, low, high, limit, offset, sender);
      return findOfSender(room, low, high, limit, offset, sender, filter.type === undefined ? null : 0);
    }
    if (filter.type === "system") return findSystem(room, low, high, limit, offset, null);
    if (filter.type === "text") return findTexts(room, low, skipTexts(range, offset), limit, 0);
    // Without gaps, skipping is subtraction.
    const top = high - offset;
    return readSpan(room, Math.max(low, top - limit + 1), top, limit).reverse();
  }

  function countOf({ room, low, high }: Span, filter: EventFilter): number {
    const sender = filter.sender === undefined ? null : keys.user(filter.sender);
    if (sender === undefined) return 0;
    const all = sender === null ? high - low + 1 : Number(countOfSender.get(room, low, high, sender)?.n);
    if (filter.type === undefined) return all;
    const ofSystem = Number(countSystem.get(room, low, high, sender)?.n);
    return typeNumber(filter.type) === system ? ofSystem : all - ofSystem;
  }

  /** Runs over one snapshot; where the room or the range is empty answers `none`. */
  function within<T>(room: Id, range: SeqRange, none: T, work: (range: Span) => T): T {
    return transactions.read(() => {
      const known = spanOf(room, range);
      return known === undefined ? none : work(known);
    });
  }

  return {
    heads: (rooms) => findHeads(JSON.stringify(rooms)) as unknown as HeadRow[],
    read: (room, range, limit) =>
      within(room, range, [], (known) => readSpan(known.room, known.low, known.high, Math.max(0, limit)).flat()),
    find: (room, range, filter, limit, offset) =>
      within(room, range, [], (known) => {
        return newestOf(known, filter, Math.max(0, limit), Math.max(0, offset)).reverse().flat();
      }),
    count: (room, range, filter) => within(room, range, 0, (known) => countOf(known, filter)),
  };
}
