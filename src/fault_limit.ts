import { faultsMax, faultsMs } from "./limits.ts";
import type { Clock } from "./ports/clock.ts";

/**
 * Decides when faults that nothing caught are too many. One concerns one task, and whoever can bring it about must not be
 * able to end everybody's connections by it; what the log holds never rests on what a process remembers. Many in a short
 * time are a process that is no good any more.
 */
export class FaultLimit {
  readonly #clock: Pick<Clock, "monotonic">;
  #times: number[] = [];

  constructor(clock: Pick<Clock, "monotonic">) {
    this.#clock = clock;
  }

  /** Counts one; whether they are too many now. */
  exceeded(): boolean {
    const now = this.#clock.monotonic();
    this.#times = this.#times.filter((at) => now - at < faultsMs).slice(-faultsMax);
    this.#times.push(now);
    return this.#times.length > faultsMax;
  }
}
