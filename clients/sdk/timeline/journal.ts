import type { RoomEvent } from "../../../src/protocol/event.ts";

/** Events that are kept: as many as can arrive while a page is on its way. */
const eventsMax = 1_000;

/**
 * The newest events of a room as they arrived, without a gap. A page of history says as of which seq it is exact; what has
 * arrived after that is applied to it from here.
 */
export class Journal {
  #events: RoomEvent[] = [];
  #after = 0;
  #isBegun = false;

  /** Delivery goes on after this seq; where that is not after the newest event, what was before is void. */
  begin(after: number): void {
    if (after !== this.to) this.reset(after);
  }

  /** Delivery begins after this seq, of another log perhaps. */
  reset(after: number): void {
    this.#events = [];
    this.#after = after;
    this.#isBegun = true;
  }

  /** Takes the next event. */
  add(event: RoomEvent): void {
    this.begin(event.seq - 1);
    this.#events.push(event);
    if (this.#events.length < 2 * eventsMax) return;
    this.#events.splice(0, eventsMax);
    this.#after += eventsMax;
  }

  /** Seq of the newest event that has arrived; `undefined`: delivery has not begun. */
  get to(): number | undefined {
    return this.#isBegun ? this.#after + this.#events.length : undefined;
  }

  /** Everything that came after this seq; `undefined`: not all of it is here. */
  after(seq: number): readonly RoomEvent[] | undefined {
    if (!this.#isBegun || seq < this.#after) return undefined;
    return this.#events.slice(seq - this.#after);
  }
}
