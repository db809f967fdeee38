import type { DatabaseSync } from "node:sqlite";
import type { Id } from "../../protocol/id.ts";
import type { EventFilter, SeqRange } from "../../ports/event_log.ts";
import { prepareEventsStatements } from "./events_statements.ts";
import type { Cell } from "./entry_cells.ts";
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

export function createEventsEngine(db: DatabaseSync, keys: InternedKeys, transactions: Transactions): EventsEngine {
  const statements = prepareEventsStatements(db);

  function spanOf(room: Id, { after, upTo }: SeqRange): Span | undefined {
    const row = statements.room.get(room);
    if (row === undefined) return undefined;
    const low = Math.max(0, after) + 1;
    const high = Math.min(upTo, Number(row.head));
    return low > high ? undefined : { room: Number(row.key), low, high };
  }

  /** The seq below which the texts begin that are left after skipping `offset` of the newest. */
  function skipTexts({ room, low, high }: Span, offset: number): number {
    let top = high;
    let left = offset;
    for (const { seq } of statements.systemSeqs.iterate(room, low, high)) {
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
      if (filter.type === "system") return statements.findSystem(room, low, high, limit, offset, sender);
      return statements.findOfSender(room, low, high, limit, offset, sender, filter.type === undefined ? null : 0);
    }
    if (filter.type === "system") return statements.findSystem(room, low, high, limit, offset, null);
    if (filter.type === "text") return statements.findTexts(room, low, skipTexts(range, offset), limit, 0);
    // Without gaps, skipping is subtraction.
    const top = high - offset;
    return statements.read(room, Math.max(low, top - limit + 1), top, limit).reverse();
  }

  function countOf({ room, low, high }: Span, filter: EventFilter): number {
    const sender = filter.sender === undefined ? null : keys.user(filter.sender);
    if (sender === undefined) return 0;
    const all = sender === null ? high - low + 1 : Number(statements.countOfSender.get(room, low, high, sender)?.n);
    if (filter.type === undefined) return all;
    const ofSystem = Number(statements.countSystem.get(room, low, high, sender)?.n);
    return filter.type === "system" ? ofSystem : all - ofSystem;
  }

  /** Runs over one snapshot; where the room or the range is empty answers `none`. */
  function within<T>(room: Id, range: SeqRange, none: T, work: (range: Span) => T): T {
    return transactions.read(() => {
      const known = spanOf(room, range);
      return known === undefined ? none : work(known);
    });
  }

  return {
    heads: (rooms) => statements.heads(JSON.stringify(rooms)) as unknown as HeadRow[],
    read: (room, range, limit) =>
      within(room, range, [], (known) => statements.read(known.room, known.low, known.high, Math.max(0, limit)).flat()),
    find: (room, range, filter, limit, offset) =>
      within(room, range, [], (known) => {
        return newestOf(known, filter, Math.max(0, limit), Math.max(0, offset)).reverse().flat();
      }),
    count: (room, range, filter) => within(room, range, 0, (known) => countOf(known, filter)),
  };
}
