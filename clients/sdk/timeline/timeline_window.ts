import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { Journal } from "./journal.ts";
import { applyEvent, type MessageState, targetsOf } from "./message_fold.ts";
import { itemOfState, type TimelineItem } from "./timeline_item.ts";

/** A page of history: all that is shown of the events after one seq up to another, as it stands at `asOf`. */
export interface Span {
  readonly after: number;
  readonly upTo: number;
  readonly asOf: number;
  readonly states: readonly MessageState[];
}

export interface WindowOptions {
  readonly me: Id;
  /** What has arrived of the room. */
  readonly journal: Journal;
  /** Whether an event is a line of its own here. */
  shows(event: RoomEvent): boolean;
  /** Seq of the first event that there can be. */
  readonly first: number;
}

/**
 * What of a room's log is in memory: all that is shown between one seq and another. Each message is exact as of the newest
 * event of the journal. No input or output.
 */
export class TimelineWindow {
  readonly #options: WindowOptions;
  #first: number;
  #states: MessageState[] = [];
  #items: TimelineItem[] = [];
  #from: number;
  #to: number;
  #foldedTo: number;

  /** Empty, after this seq. */
  constructor(options: WindowOptions, after: number) {
    this.#options = options;
    this.#first = options.first;
    this.#from = after + 1;
    this.#to = after;
    this.#foldedTo = options.journal.to ?? after;
  }

  /** Of one page. */
  static of(options: WindowOptions, { after, upTo, asOf, states }: Span): TimelineWindow {
    const window = new TimelineWindow(options, after);
    window.#states = [...states];
    window.#items = states.map((state) => itemOfState(state, options.me));
    window.#to = upTo;
    // What has not arrived yet is still to be applied to what will arrive before it.
    window.#foldedTo = Math.min(asOf, options.journal.to ?? asOf);
    return window;
  }

  /** The first seq that it covers; one above `to` when it is empty. */
  get from(): number {
    return this.#from;
  }

  get to(): number {
    return this.#to;
  }

  /** The messages are exact as of this seq. */
  get foldedTo(): number {
    return this.#foldedTo;
  }

  /** Lines. */
  get size(): number {
    return this.#items.length;
  }

  get hasOlder(): boolean {
    return this.#from > this.#first;
  }

  /** Ascending. The caller must not keep it: it changes with the next event. */
  get items(): readonly TimelineItem[] {
    return this.#items;
  }

  /** The newest messages as they stand: for the cache. */
  newest(count: number): readonly MessageState[] {
    return this.#states.slice(-count);
  }

  /** Takes an event that arrived; one that does not come next changes nothing. */
  take(event: RoomEvent): void {
    if (event.seq !== this.#foldedTo + 1) return;
    this.#foldedTo = event.seq;
    for (const target of targetsOf(event)) this.#change(target, event);
    if (event.erased === true) this.#states.forEach((_, at) => this.#changeAt(at, event));
    if (event.seq === this.#to + 1) this.#push(event);
  }

  /** Takes what has arrived while it was behind. `false`: its messages are older than all that is remembered. */
  drain(): boolean {
    const { journal } = this.#options;
    const missed = journal.after(this.#foldedTo);
    if (missed === undefined) return false;
    for (const event of missed) this.take(event);
    for (const event of journal.after(this.#to) ?? []) this.#push(event);
    return true;
  }

  /** Takes the page right before its first seq. `false`: it is not, or the journal has not all that came since. */
  prepend(span: Span): boolean {
    if (span.upTo !== this.#from - 1) return false;
    const states = this.#brought(span);
    if (states === undefined) return false;
    this.#states = [...states, ...this.#states];
    this.#items = [...states.map((state) => itemOfState(state, this.#options.me)), ...this.#items];
    this.#from = span.after + 1;
    return true;
  }

  /** The same right after its last. */
  append(span: Span): boolean {
    if (span.after !== this.#to) return false;
    const states = this.#brought(span);
    if (states === undefined) return false;
    this.#states.push(...states);
    this.#items.push(...states.map((state) => itemOfState(state, this.#options.me)));
    this.#to = span.upTo;
    return true;
  }

  /** Forgets the oldest until this many are left. */
  trimOldest(count: number): void {
    if (this.size <= count) return;
    this.#from = this.#items[this.size - count]!.seq!;
    this.#states.splice(0, this.size - count);
    this.#items.splice(0, this.size - count);
  }

  /** Forgets the newest until this many are left. */
  trimNewest(count: number): void {
    if (this.size <= count) return;
    this.#to = this.#items[count]!.seq! - 1;
    this.#states.length = this.#items.length = count;
  }

  /** Nothing before this seq is there any more. */
  cut(first: number): void {
    const gone = this.#indexOf(first);
    this.#states.splice(0, gone);
    this.#items.splice(0, gone);
    this.#first = Math.max(this.#first, first);
    this.#from = Math.max(this.#from, first);
    this.#to = Math.max(this.#to, first - 1);
  }

  /** Messages of others after this seq; `undefined`: the window does not reach back so far. */
  countAfter(seq: number): number | undefined {
    if (seq + 1 < this.#from) return undefined;
    return this.#items.slice(this.#indexOf(seq + 1)).filter((item) => this.#isNews(item)).length;
  }

  /** Seq of the first message of somebody else after this seq, as far as the window goes. */
  firstAfter(seq: number): number | undefined {
    for (let at = this.#indexOf(seq + 1); at < this.#items.length; at++) {
      if (this.#isNews(this.#items[at]!)) return this.#items[at]!.seq;
    }
    return undefined;
  }

  /** The message at a seq, if it is loaded. */
  at(seq: number): MessageState | undefined {
    const at = this.#find(seq);
    return at === undefined ? undefined : this.#states[at];
  }

  #isNews({ kind, user, isDeleted }: TimelineItem): boolean {
    return kind === "message" && user.id !== this.#options.me && isDeleted === undefined;
  }

  /** The messages of a page as of what has arrived. Of an empty window, the page decides what it is exact as of. */
  #brought({ states, asOf }: Span): readonly MessageState[] | undefined {
    const { journal, me } = this.#options;
    if (asOf >= this.#foldedTo) return states;
    const events = journal.after(asOf);
    return events && states.map((state) => events.reduce((at, event) => applyEvent(at, event, me), state));
  }

  /** The event after the last one, as it stands by what has arrived after it. */
  #push(event: RoomEvent): void {
    this.#to = event.seq;
    if (!this.#options.shows(event)) return;
    const { me, journal } = this.#options;
    let state: MessageState = { view: event, asOf: event.seq };
    if (this.#foldedTo > event.seq) {
      for (const later of journal.after(event.seq) ?? []) state = applyEvent(state, later, me);
    }
    this.#states.push(state);
    this.#items.push(itemOfState(state, me));
  }

  #change(seq: number, event: RoomEvent): void {
    const at = this.#find(seq);
    if (at !== undefined) this.#changeAt(at, event);
  }

  #changeAt(at: number, event: RoomEvent): void {
    const former = this.#states[at]!;
    const state = applyEvent(former, event, this.#options.me);
    this.#states[at] = state;
    if (former.view !== state.view) this.#items[at] = itemOfState(state, this.#options.me);
  }

  #find(seq: number): number | undefined {
    if (seq < this.#from || seq > this.#to) return undefined;
    const at = this.#indexOf(seq);
    return this.#items[at]?.seq === seq ? at : undefined;
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
}
