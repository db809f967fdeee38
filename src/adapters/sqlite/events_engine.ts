import type { DatabaseSync } from "node:sqlite";
import type { Id } from "../../protocol/id.ts";
import type { EventFilter, SeqRange } from "../../ports/event_log.ts";
import { type Cell, typeNumber } from "./entry_cells.ts";
import { prepareEventsStatements } from "./events_statements.ts";
import type { InternedKeys } from "./interned_keys.ts";
import { type Chosen, createSettledEvents, type Span } from "./settled_events.ts";
import type { Transactions } from "./transaction.ts";
import type { Unsettled } from "./unsettled.ts";

/** A head as [room, epoch, seq, floor]. */
export type HeadRow = readonly [Id, string, number, number];

/** The reading half of the log. Entries are answered as cells, ascending. */
export interface EventsEngine {
  heads(rooms: readonly Id[]): readonly HeadRow[];
  read(room: Id, range: SeqRange, limit: number): readonly Cell[];
  find(room: Id, range: SeqRange, filter: EventFilter, limit: number, offset: number): readonly Cell[];
  count(room: Id, range: SeqRange, filter: EventFilter): number;
}

const everything: Chosen = { sender: null, types: null };

/** Answers from what is settled and from the arrivals, which are newer, in one snapshot. */
export function createEventsEngine(
  db: DatabaseSync,
  keys: InternedKeys,
  transactions: Transactions,
  unsettled: Unsettled,
): EventsEngine {
  const statements = prepareEventsStatements(db);
  const settledEvents = createSettledEvents(statements);

  function spanOf(room: Id, { after, upTo }: SeqRange): Span | undefined {
    const row = statements.room.get(room);
    if (row === undefined) return undefined;
    const low = Math.max(0, after, Number(row.floor)) + 1;
    const high = Math.min(upTo, Number(row.head));
    return low > high ? undefined : { room: Number(row.key), low, high };
  }

  /** The two parts of a span: what is settled, which may be empty (high < low), and the keys of the arrivals after it. */
  function partsOf(span: Span): { readonly settled: Span; readonly late: readonly number[] } {
    const border = (unsettled.firstSeq(span.room) ?? Infinity) - 1;
    const settled = { ...span, high: Math.min(span.high, border) };
    return { settled, late: unsettled.keys(span.room, Math.max(span.low, border + 1), span.high) };
  }

  function arrivals(keys: readonly number[], { sender, types }: Chosen): Cell[][] {
    return keys.length === 0 ? [] : statements.arrived(JSON.stringify(keys), sender, listOf(types));
  }

  function read(span: Span, limit: number): Cell[][] {
    const { settled, late } = partsOf(span);
    const rows = statements.read(settled.room, settled.low, settled.high, limit);
    return rows.length < limit ? [...rows, ...arrivals(late.slice(0, limit - rows.length), everything)] : rows;
  }

  function find(span: Span, chosen: Chosen, limit: number, offset: number): Cell[][] {
    const { settled, late } = partsOf(span);
    const newest = arrivals(late, chosen).reverse();
    const page = newest.slice(offset, offset + limit);
    if (page.length === limit) return page;
    return [...page, ...settledEvents.find(settled, chosen, limit - page.length, Math.max(0, offset - newest.length))];
  }

  function count(span: Span, chosen: Chosen): number {
    const { settled, late } = partsOf(span);
    const { sender, types } = chosen;
    const keys = JSON.stringify(late);
    const arrived = late.length === 0 ? 0 : Number(statements.countArrived.get(keys, sender, listOf(types))?.n);
    return arrived + settledEvents.count(settled, chosen);
  }

  /** Runs over one snapshot; where the room, the range or what the filter leaves is empty answers `none`. */
  function within<T>(room: Id, range: SeqRange, filter: EventFilter, none: T, work: (span: Span, by: Chosen) => T): T {
    return transactions.read(() => {
      unsettled.sync();
      const span = spanOf(room, range);
      const chosen = span && chosenBy(filter, keys);
      return span === undefined || chosen === undefined ? none : work(span, chosen);
    });
  }

  return {
    heads: (rooms) => statements.heads(JSON.stringify(rooms)) as unknown as HeadRow[],
    read: (room, range, limit) => within(room, range, {}, [], (span) => read(span, Math.max(0, limit)).flat()),
    find: (room, range, filter, limit, offset) =>
      within(room, range, filter, [], (span, chosen) => {
        return find(span, chosen, Math.max(0, limit), Math.max(0, offset)).reverse().flat();
      }),
    count: (room, range, filter) => within(room, range, filter, 0, count),
  };
}

/** A filter in the numbers of the tables; `undefined`: nobody of that id ever sent anything. */
function chosenBy(filter: EventFilter, keys: InternedKeys): Chosen | undefined {
  const sender = filter.sender === undefined ? null : keys.user(filter.sender);
  const types = filter.types === undefined ? null : filter.types.map(typeNumber);
  return sender === undefined ? undefined : { sender, types };
}

function listOf(types: readonly number[] | null): string | null {
  return types === null ? null : JSON.stringify(types);
}
