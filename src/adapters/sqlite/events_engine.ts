import type { DatabaseSync } from "node:sqlite";
import type { Id } from "../../protocol/id.ts";
import type { EventFilter, SeqRange } from "../../ports/event_log.ts";
import { prepareEventsStatements } from "./events_statements.ts";
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

/** What a filter leaves, as numbers of the tables; null: any. */
interface Chosen {
  readonly sender: number | null;
  readonly type: number | null;
}

const everything: Chosen = { sender: null, type: null };

export function createEventsEngine(db: DatabaseSync, keys: InternedKeys, transactions: Transactions): EventsEngine {
  const statements = prepareEventsStatements(db);

  function spanOf(room: Id, { after, upTo }: SeqRange): Span | undefined {
    const row = statements.room.get(room);
    if (row === undefined) return undefined;
    const low = Math.max(0, after) + 1;
    const high = Math.min(upTo, Number(row.head));
    return low > high ? undefined : { room: Number(row.key), low, high };
  }

  /** The part of a span that is settled; the rest of it is among the arrivals. */
  function settledPart(span: Span): Span {
    return { ...span, high: Math.min(span.high, Number(statements.settled.get(span.room)?.seq ?? 0)) };
  }

  function arrived({ room, low, high }: Span, settled: Span, chosen: Chosen, limit: number): Cell[][] {
    if (settled.high >= high) return [];
    return statements.arrived(room, Math.max(low, settled.high + 1), high, chosen.sender, chosen.type, limit);
  }

  /** A filter in the numbers of the tables; `undefined`: nobody of that id ever sent anything. */
  function chosenBy(filter: EventFilter): Chosen | undefined {
    const sender = filter.sender === undefined ? null : keys.user(filter.sender);
    const type = filter.type === undefined ? null : typeNumber(filter.type);
    return sender === undefined ? undefined : { sender, type };
  }

  function readFrom(span: Span, limit: number): Cell[][] {
    const settled = settledPart(span);
    const rows = statements.read(span.room, span.low, settled.high, limit);
    const left = limit - rows.length;
    return left > 0 ? [...rows, ...arrived(span, settled, everything, left)] : rows;
  }

  /** Newest first: the arrivals are newer than all that is settled. */
  function findIn(span: Span, filter: EventFilter, limit: number, offset: number): Cell[][] {
    const chosen = chosenBy(filter);
    if (chosen === undefined) return [];
    const settled = settledPart(span);
    const late = arrived(span, settled, chosen, -1).reverse();
    const page = late.slice(offset, offset + limit);
    const skipped = Math.max(0, offset - late.length);
    return page.length === limit ? page : [...page, ...newestOf(settled, filter, limit - page.length, skipped)];
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

  /** Of what is settled. */
  function newestOf(range: Span, filter: EventFilter, limit: number, offset: number): Cell[][] {
    const { room, low, high } = range;
    if (high < low) return [];
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

  function countOf(span: Span, filter: EventFilter): number {
    const chosen = chosenBy(filter);
    if (chosen === undefined) return 0;
    const { room, low, high } = span;
    if (chosen.sender === null && chosen.type === null) return high - low + 1;
    const settled = settledPart(span);
    const from = Math.max(low, settled.high + 1);
    const late = settled.high >= high
      ? 0
      : Number(statements.countArrived.get(room, from, high, chosen.sender, chosen.type)?.n);
    return late + countSettled(settled, chosen);
  }

  function countSettled({ room, low, high }: Span, { sender, type }: Chosen): number {
    if (high < low) return 0;
    const all = sender === null ? high - low + 1 : Number(statements.countOfSender.get(room, low, high, sender)?.n);
    if (type === null) return all;
    const ofSystem = Number(statements.countSystem.get(room, low, high, sender)?.n);
    return type === typeNumber("system") ? ofSystem : all - ofSystem;
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
    read: (room, range, limit) => within(room, range, [], (known) => readFrom(known, Math.max(0, limit)).flat()),
    find: (room, range, filter, limit, offset) =>
      within(room, range, [], (known) => {
        return findIn(known, filter, Math.max(0, limit), Math.max(0, offset)).reverse().flat();
      }),
    count: (room, range, filter) => within(room, range, 0, (known) => countOf(known, filter)),
  };
}
