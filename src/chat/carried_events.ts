import { carriedWaitingCharsMax } from "../limits.ts";
import type { Carried } from "../ports/broker.ts";
import type { LogEntry } from "../ports/event_log.ts";

/** What doorbells have brought of a room, until its turn comes. Whatever does not fit is dropped: the store has it. */
export class CarriedEvents {
  #batches: Carried[] = [];
  #chars = 0;

  put(carried: Carried): void {
    const chars = charsOf(carried);
    if (this.#chars + chars > carriedWaitingCharsMax) return;
    this.#chars += chars;
    this.#batches.push(carried);
  }

  /**
   * The entries that extend exactly this head of this log, if they were brought. What lies behind it, or is of another log,
   * is forgotten.
   */
  take(epoch: string, head: number): readonly LogEntry[] | undefined {
    if (this.#batches.length === 0) return undefined;
    const ahead = this.#batches.filter((batch) => batch.epoch === epoch && batch.entries[0]!.seq > head);
    const found = ahead.find(({ entries }) => entries.every(({ seq }, i) => seq === head + 1 + i));
    this.#batches = ahead.filter((batch) => batch !== found);
    this.#chars = this.#batches.reduce((sum, batch) => sum + charsOf(batch), 0);
    return found?.entries;
  }
}

function charsOf({ entries }: Carried): number {
  return entries.reduce((sum, { text }) => sum + text.length, 0);
}
