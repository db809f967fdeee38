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
  readonly type: number | null;
}

/** Searching the part of a room's log that has been settled. */
export interface SettledEvents {
  /** Newest first. */
  find(span: Span, chosen: Chosen, limit: number, offset: number): Cell[][];
  count(span: Span, chosen: Chosen): number;
}

const system = typeNumber("system");

export function createSettledEvents(statements: EventsStatements): SettledEvents {
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

  return {
    find(span, { sender, type }, limit, offset) {
      const { room, low, high } = span;
      if (high < low) return [];
      if (type === system) return statements.findSystem(room, low, high, limit, offset, sender);
      if (sender !== null) return statements.findOfSender(room, low, high, limit, offset, sender, type);
      if (type !== null) return statements.findTexts(room, low, skipTexts(span, offset), limit, 0);
      // Without gaps, skipping is subtraction.
      const top = high - offset;
      return statements.read(room, Math.max(low, top - limit + 1), top, limit).reverse();
    },

    count({ room, low, high }, { sender, type }) {
      if (high < low) return 0;
      const all = sender === null ? high - low + 1 : Number(statements.countOfSender.get(room, low, high, sender)?.n);
      if (type === null) return all;
      const ofSystem = Number(statements.countSystem.get(room, low, high, sender)?.n);
      return type === system ? ofSystem : all - ofSystem;
    },
  };
}
