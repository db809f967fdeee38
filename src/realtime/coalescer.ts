import { gatherMsMax } from "../limits.ts";
import type { Cancel, Clock } from "../ports/clock.ts";

/**
 * Decides when what is waiting goes out. It clocks itself: on an idle loop at once, under load after as long as the last
 * flush took, at most `gatherMsMax`. So writing takes at most about half of the time, and batches grow with the load.
 */
export class Coalescer {
  readonly #clock: Clock;
  readonly #flush: () => void;
  #lastEnd = -Infinity;
  #lastTook = 0;
  #scheduled = false;
  #cancel: Cancel | undefined;

  constructor(clock: Clock, flush: () => void) {
    this.#clock = clock;
    this.#flush = flush;
  }

  /** Something is waiting. */
  request(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const rest = Math.min(this.#lastTook, gatherMsMax) - (this.#clock.monotonic() - this.#lastEnd);
    // Timers have a resolution of a millisecond: a shorter rest is none.
    if (rest < 1) this.#clock.soon(() => this.flush());
    else this.#cancel = this.#clock.after(rest, () => this.flush());
  }

  /** Sends what is waiting now. Also safe when nothing is. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#scheduled = false;
    const start = this.#clock.monotonic();
    this.#flush();
    this.#lastEnd = this.#clock.monotonic();
    this.#lastTook = this.#lastEnd - start;
  }
}
