import type { EventType } from "../../protocol/event.ts";
import { type Cell, typeNumber } from "./entry_cells.ts";
import type { EventsStatements } from "./events_statements.ts";

/** What a call is about, once the room is known to exist: seqs low <= seq <= high, none beyond the head. */
export interface Span {
  readonly room: number;
  readonly low: number;
  readonly high: number;
}

/** What a filter leaves, as numbers of the tables; null: any. */
export interface Chosen {
  readonly sender: number | null;
  readonly types: readonly number[] | null;
}

/** Searching the part of a room's log that has been settled. */
export interface SettledEvents {
  /** Newest first. */
  find(span: Span, chosen: Chosen, limit: number, offset: number): Cell[][];
  count(span: Span, chosen: Chosen): number;
}

const text = typeNumber("text");
const system = typeNumber("system");
const hidden = ["reply", "edited", "deleted", "reaction"].map((type) => typeNumber(type as EventType));

/**
 * Texts are most of a log, and stand in no index by type: where they are among what is looked for, the others are skipped, which
 * are in one.
 */
export function createSettledEvents(statements: EventsStatements): SettledEvents {
  function countSystem({ room, low, high }: Span, sender: number | null): number {
    return Number(statements.countSystem.get(room, low, high, sender)?.n);
  }

  function countHidden({ room, low, high }: Span, sender: number | null, types: readonly number[]): number {
    return types.length === 0 ? 0 : Number(statements.countHidden.get(room, low, high, sender, listOfHidden(types))?.n);
  }

  function findBetween(span: Span, types: readonly number[], limit: number, offset: number): Cell[][] {
    const wanted: (readonly [number, number])[] = [];
    let [skip, left] = [offset, limit];
    for (const [low, high] of runs(statements, span, types)) {
      const top = high - skip;
      skip = Math.max(0, skip - (high - low + 1));
      if (top < low) continue;
      const bottom = Math.max(low, top - left + 1);
      wanted.push([bottom, top]);
      left -= top - bottom + 1;
      if (left === 0) break;
    }
    return wanted.flatMap(([low, high]) => statements.read(span.room, low, high, high - low + 1).reverse());
  }

  /** How to look for what is no text. */
  function withoutTexts(types: readonly number[]) {
    if (!types.includes(system)) return statements.findHidden;
    return types.length === 1 ? statements.findSystem : statements.findAny;
  }

  return {
    find(span, { sender, types }, limit, offset) {
      const { room, low, high } = span;
      if (high < low || limit === 0) return [];
      const list = types === null ? null : JSON.stringify(types);
      if (types !== null && !types.includes(text)) {
        const values = [room, low, high, limit, offset, sender, list];
        const look = withoutTexts(types);
        return look === statements.findSystem ? look(...values.slice(0, 6)) : look(...values);
      }
      if (sender !== null) return statements.findOfSender(room, low, high, limit, offset, sender, list);
      // Nothing to skip: stepping over what is not wanted costs less than looking up where it is.
      if (types !== null && offset === 0) return statements.findAny(room, low, high, limit, 0, null, list);
      if (types !== null) return findBetween(span, types, limit, offset);
      // Without gaps, skipping is subtraction.
      const top = high - offset;
      return statements.read(room, Math.max(low, top - limit + 1), top, limit).reverse();
    },

    count(span, { sender, types }) {
      const { room, low, high } = span;
      if (high < low) return 0;
      if (types !== null && !types.includes(text)) {
        const ofSystem = types.includes(system) ? countSystem(span, sender) : 0;
        return ofSystem + countHidden(span, sender, types.filter((type) => type > system));
      }
      const all = sender === null ? high - low + 1 : Number(statements.countOfSender.get(room, low, high, sender)?.n);
      if (types === null) return all;
      const ofSystem = types.includes(system) ? 0 : countSystem(span, sender);
      return all - ofSystem - countHidden(span, sender, hidden.filter((type) => !types.includes(type)));
    },
  };
}

/** The list for a query; null where all are wanted, which spares a look at each. */
function listOfHidden(types: readonly number[]): string | null {
  return types.length === hidden.length ? null : JSON.stringify(types);
}

/** The seqs of everything but these types, newest first. */
function skipped(statements: EventsStatements, { room, low, high }: Span, types: readonly number[]): Iterator<number> {
  const others = hidden.filter((type) => !types.includes(type));
  const rest = statements.hiddenSeqs.iterate(room, low, high, null, listOfHidden(others));
  if (types.includes(system)) return seqsOf(rest);
  return merged(seqsOf(statements.systemSeqs.iterate(room, low, high, null)), seqsOf(rest));
}

/** The runs of entries of these types, newest first, as [lowest, highest] seq. */
function* runs(
  statements: EventsStatements,
  span: Span,
  types: readonly number[],
): Generator<readonly [number, number]> {
  let top = span.high;
  const seqs = skipped(statements, span, types);
  try {
    for (let { value, done } = seqs.next(); done !== true; { value, done } = seqs.next()) {
      if (value < top) yield [value + 1, top];
      top = value - 1;
    }
  } finally {
    seqs.return?.();
  }
  if (top >= span.low) yield [span.low, top];
}

function* seqsOf(rows: Iterable<Record<string, unknown>>): Generator<number> {
  for (const { seq } of rows) yield Number(seq);
}

/** Two descending rows of numbers as one. */
function* merged(one: Generator<number>, other: Generator<number>): Generator<number> {
  try {
    let [a, b] = [one.next(), other.next()];
    while (a.done !== true || b.done !== true) {
      if (b.done === true || (a.done !== true && a.value > b.value)) {
        yield Number(a.value);
        a = one.next();
      } else {
        yield b.value;
        b = other.next();
      }
    }
  } finally {
    one.return(undefined);
    other.return(undefined);
  }
}
