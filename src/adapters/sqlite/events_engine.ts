import type { DatabaseSync } from "node:sqlite";
import type { Id } from "../../protocol/id.ts";
import type { EventFilter, SeqRange } from "../../ports/event_log.ts";
import { type Cell, typeNumber } from "./entry_cells.ts";
import { prepareEventsStatements } from "./events_statements.ts";
import type { InternedKeys } from "./interned_keys.ts";
import { type Chosen, createSettledEvents, type Span } from "./settled_events.ts";
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

const everything: Chosen = { sender: null, type: null };

/** Answers from what is settled and from the arrivals, which are newer, in one snapshot. */
export function createEventsEngine(db: DatabaseSync, keys: InternedKeys, transactions: Transactions): EventsEngine {
  const statements = prepareEventsStatements(db);
  const settledEvents = createSettledEvents(statements);

  function spanOf(room: Id, { after, upTo }: SeqRange): Span | undefined {
    const row = statements.room.get(room);
    if (row === undefined) return undefined;
    const low = Math.max(0, after) + 1;
    const high = Math.min(upTo, Number(row.head));
    return low > high ? undefined : { room: Number(row.key), low, high };
  }

  /** The two parts of a span; either may be empty (high < low). */
  function partsOf(span: Span): { readonly settled: Span; readonly arrived: Span } {
    const border = Number(statements.settled.get(span.room)?.seq ?? 0);
    return {
      settled: { ...span, high: Math.min(span.high, border) },
      arrived: { ...span, low: Math.max(span.low, border + 1) },
    };
  }

  function arrivals({ room, low, high }: Span, { sender, type }: Chosen, limit: number): Cell[][] {
    return high < low ? [] : statements.arrived(room, low, high, sender, type, limit);
  }

  function read(span: Span, limit: number): Cell[][] {
    const { settled, arrived } = partsOf(span);
    const rows = statements.read(settled.room, settled.low, settled.high, limit);
    return rows.length < limit ? [...rows, ...arrivals(arrived, everything, limit - rows.length)] : rows;
  }

  function find(span: Span, chosen: Chosen, limit: number, offset: number): Cell[][] {
    const { settled, arrived } = partsOf(span);
    const late = arrivals(arrived, chosen, -1).reverse();
    const page = late.slice(offset, offset + limit);
    if (page.length === limit) return page;
    return [...page, ...settledEvents.find(settled, chosen, limit - page.length, Math.max(0, offset - late.length))];
  }

  function count(span: Span, chosen: Chosen): number {
    const { settled, arrived: { room, low, high } } = partsOf(span);
    const late = high < low ? 0 : Number(statements.countArrived.get(room, low, high, chosen.sender, chosen.type)?.n);
    return late + settledEvents.count(settled, chosen);
  }

  /** Runs over one snapshot; where the room, the range or what the filter leaves is empty answers `none`. */
  function within<T>(room: Id, range: SeqRange, filter: EventFilter, none: T, work: (span: Span, by: Chosen) => T): T {
    return transactions.read(() => {
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
  const type = filter.type === undefined ? null : typeNumber(filter.type);
  return sender === undefined ? undefined : { sender, type };
}
