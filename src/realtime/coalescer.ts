import { gatherMsMax, gatherShareMax } from "../limits.ts";
import type { Cancel, Clock } from "../ports/clock.ts";

/** What a flush did. */
export interface Flushed {
  /** Something waits still. */
  readonly left: boolean;
  /** Events that one write carried, on the average. */
  readonly gathered: number;
}

/**
 * Decides when what is waiting goes out. It clocks itself: on an idle loop at once, and after a flush it rests for as long
 * as that took, times the events that a write of it carried, up to `gatherShareMax` times and `gatherMsMax`. The price of a
 * delivery is the number of writes: where events are few, to wait for more saves nothing and delays everybody; where they
 * are many, batches grow with the load.
 */
export class Coalescer {
  readonly #clock: Clock;
  readonly #flush: () => Flushed;
  /** Monotonic milliseconds until which it gathers. A flush of little does not cut short the rest after one of much. */
  #restUntil = -Infinity;
  /** A flush is planned or under way. */
  #busy = false;
  #cancel: Cancel | undefined;

  /** `flush` sends everything that is waiting. */
  constructor(clock: Clock, flush: () => Flushed) {
    this.#clock = clock;
    this.#flush = flush;
  }

  /** How long what is handed over now waits until it goes out, milliseconds. */
  get restMs(): number {
    return Math.max(0, this.#restUntil - this.#clock.monotonic());
  }

  /** Something is waiting. What a flush itself brings about belongs to that flush. */
  request(): void {
    if (this.#busy) return;
    this.#busy = true;
    const rest = this.restMs;
    // Timers have a resolution of a millisecond: a shorter rest is none.
    if (rest < 1) this.#clock.soon(() => this.flush());
    else this.#cancel = this.#clock.after(rest, () => this.flush());
  }

  /** Sends what is waiting now. Also safe when nothing is. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#busy = true;
    const start = this.#clock.monotonic();
    let flushed: Flushed = { left: false, gathered: 1 };
    try {
      flushed = this.#flush();
    } finally {
      this.#busy = false;
      const end = this.#clock.monotonic();
      const share = Math.min(Math.max(1, flushed.gathered), gatherShareMax);
      this.#restUntil = Math.max(this.#restUntil, end + Math.min(share * (end - start), gatherMsMax));
    }
    if (flushed.left) this.request();
  }
}
