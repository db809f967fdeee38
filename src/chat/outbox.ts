import { appendDeadlineMs, appendEventsMax, forwardedItemsMax, handedMsMax } from "../limits.ts";
import type { NodeName } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import { type Pending, takeBatch } from "./append_batch.ts";

/** Lanes of nodes that are remembered though nothing waits in them. */
const emptyLanesMax = 64;

/**
 * What waits to be written into one room: what came in here, and what other nodes handed over, in a lane for each of them.
 * Batches are filled from all lanes in turn, so that whoever hands over gets the same share as whoever writes.
 */
export class Outbox {
  readonly #clock: Clock;
  readonly #overdue: (item: Pending) => void;
  readonly #own: Pending[] = [];
  readonly #lanes = new Map<NodeName, Pending[]>();
  /** Nothing of what came in here is taken meanwhile: what came before it is with another node. */
  held = false;

  /** @param overdue Told of who has waited for too long, in the queue of a store that answers nobody. */
  constructor(clock: Clock, overdue: (item: Pending) => void) {
    this.#clock = clock;
    this.#overdue = overdue;
  }

  /** What came in here and waits. */
  get ownSize(): number {
    return this.#own.length;
  }

  get empty(): boolean {
    return this.#own.length === 0 && !this.#handedWaits;
  }

  /** Whether `take` would find something. */
  get ready(): boolean {
    return (this.#own.length > 0 && !this.held) || this.#handedWaits;
  }

  add(item: Pending): void {
    this.#own.push(item);
  }

  /** Puts back what was taken before everything that waits. */
  putBack(items: readonly Pending[]): void {
    this.#own.unshift(...items);
  }

  /** Takes in what another node hands over: all of it or, where that is too much, nothing. */
  addHanded(from: NodeName, items: readonly Pending[]): boolean {
    const lane = this.#lanes.get(from) ?? [];
    if (lane.length + items.length > forwardedItemsMax) return false;
    lane.push(...items);
    this.#lanes.set(from, lane);
    return true;
  }

  /** The next batch. What has its outcome already, or is overdue, is not in it. */
  take(): Pending[] {
    const items = this.#handedWaits ? this.#takeFromAll() : takeBatch(this.#own);
    const now = this.#clock.monotonic();
    return items.filter((item) => {
      const late = now - item.since > (item.lane === undefined ? appendDeadlineMs : handedMsMax);
      if (late && !item.settled) this.#overdue(item);
      return !item.settled;
    });
  }

  /** Everything that waits. */
  takeAll(): Pending[] {
    return [...this.#own.splice(0), ...[...this.#lanes.values()].flatMap((lane) => lane.splice(0))];
  }

  get #handedWaits(): boolean {
    for (const lane of this.#lanes.values()) if (lane.length > 0) return true;
    return false;
  }

  #takeFromAll(): Pending[] {
    const lanes = [...(this.held ? [] : [this.#own]), ...this.#lanes.values()];
    const heads = lanes.map((lane) => lane.splice(0, appendEventsMax));
    const candidates: Pending[] = [];
    for (let i = 0; heads.some((head) => i < head.length); i++) {
      for (const head of heads) if (i < head.length) candidates.push(head[i]!);
    }
    const batch = takeBatch(candidates);
    // What was not taken goes back to where it came from, in its order.
    const left = new Map<NodeName | undefined, Pending[]>();
    for (const item of candidates) left.set(item.lane, [...left.get(item.lane) ?? [], item]);
    this.#own.unshift(...left.get(undefined) ?? []);
    for (const [node, lane] of this.#lanes) lane.unshift(...left.get(node) ?? []);
    this.#forgetEmpty();
    return batch;
  }

  #forgetEmpty(): void {
    if (this.#lanes.size <= emptyLanesMax) return;
    for (const [node, lane] of this.#lanes) if (lane.length === 0) this.#lanes.delete(node);
  }
}

export function notInTime(): ParleyError {
  return new ParleyError("unavailable", "The message could not be stored in time", { retryAfterMs: 1_000 });
}
