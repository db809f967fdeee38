import { gatherMsMax } from "../limits.ts";
import type { Cancel, Clock } from "../ports/clock.ts";

/**
 * Decides when what is waiting goes out. It clocks itself: on an idle loop at once, under load after as long as the last
 * flush took, at most `gatherMsMax`. So writing takes at most about half of the time, and batches grow with the load.
 */
export class Coalescer {
  readonly #clock: Clock;
  readonly #flush: () => boolean;
  /** Monotonic milliseconds until which it gathers. A flush of little does not cut short the rest after one of much. */
  #restUntil = -Infinity;
  /** A flush is planned or under way. */
  #busy = false;
  #cancel: Cancel | undefined;

  /** `flush` sends everything that is waiting; it answers whether it left something. */
  constructor(clock: Clock, flush: () => boolean) {
    this.#clock = clock;
    this.#flush = flush;
  }

  /** Something is waiting. What a flush itself brings about belongs to that flush. */
  request(): void {
    if (this.#busy) return;
    this.#busy = true;
    const rest = this.#restUntil - this.#clock.monotonic();
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
    let left = false;
    try {
      left = this.#flush();
    } finally {
      this.#busy = false;
      const end = this.#clock.monotonic();
      this.#restUntil = Math.max(this.#restUntil, end + Math.min(end - start, gatherMsMax));
    }
    if (left) this.request();
  }
}
