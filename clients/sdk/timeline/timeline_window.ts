import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import { itemOfEvent, type TimelineItem } from "./timeline_item.ts";

/** What of a room's log is in memory: all events from one seq to another, as items. No input or output. */
export class TimelineWindow {
  readonly #me: Id;
  #items: TimelineItem[] = [];
  #from: number;
  #to: number;

  /** Empty, after this seq. */
  constructor(me: Id, after: number) {
    this.#me = me;
    this.#from = after + 1;
    this.#to = after;
  }

  /** Seq of the first event in it; one above `to` when it is empty. */
  get from(): number {
    return this.#from;
  }

  get to(): number {
    return this.#to;
  }

  /** Events, shown or not. */
  get size(): number {
    return this.#to - this.#from + 1;
  }

  get hasOlder(): boolean {
    return this.#from > 1;
  }

  /** Ascending. The caller must not keep it: it changes with the next event. */
  get items(): readonly TimelineItem[] {
    return this.#items;
  }

  /** Takes the next event; `false`: it is not the next one. */
  append(event: RoomEvent): boolean {
    if (event.seq !== this.#to + 1) return false;
    this.#to = event.seq;
    const item = itemOfEvent(event, this.#me);
    if (item !== undefined) this.#items.push(item);
    return true;
  }

  /** Takes events right before the first, ascending and without gaps up to it. `false`: they are not. */
  prepend(events: readonly RoomEvent[]): boolean {
    if (!isRun(events) || events.length > 0 && events.at(-1)!.seq !== this.#from - 1) return false;
    const items = events.flatMap((event) => itemOfEvent(event, this.#me) ?? []);
    this.#items = [...items, ...this.#items];
    this.#from = events[0]?.seq ?? this.#from;
    return true;
  }

  /** Forgets the oldest until this many are left. */
  trimOldest(count: number): void {
    this.#from = Math.max(this.#from, this.#to - count + 1);
    this.#items.splice(0, this.#indexOf(this.#from));
  }

  /** Forgets the newest until this many are left. */
  trimNewest(count: number): void {
    this.#to = Math.min(this.#to, this.#from + count - 1);
    this.#items.length = this.#indexOf(this.#to + 1);
  }

  /** Where the first item with at least this seq stands; binary. */
  #indexOf(seq: number): number {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#items[middle]?.seq ?? 0) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Messages of others after this seq; `undefined`: the window does not reach back so far. */
  countAfter(seq: number): number | undefined {
    if (seq + 1 < this.#from) return undefined;
    let count = 0;
    for (let at = this.#indexOf(seq + 1); at < this.#items.length; at++) {
      const item = this.#items[at]!;
      if (item.kind === "message" && item.user.id !== this.#me) count++;
    }
    return count;
  }

  /** Seq of the first message of somebody else after this seq, as far as the window goes. */
  firstAfter(seq: number): number | undefined {
    for (let at = this.#indexOf(seq + 1); at < this.#items.length; at++) {
      const item = this.#items[at]!;
      if (item.kind === "message" && item.user.id !== this.#me) return item.seq;
    }
    return undefined;
  }
}

function isRun(events: readonly RoomEvent[]): boolean {
  return events.every(({ seq }, at) => at === 0 || seq === events[at - 1]!.seq + 1);
}
