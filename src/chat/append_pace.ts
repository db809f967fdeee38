import type { Clock } from "../ports/clock.ts";

/** What an append is expected to take, as a multiple of what the last one took, and on top of it, milliseconds. */
const margin = 2;
const marginMs = 1;
/** Timers have a resolution of a millisecond: a shorter wait is none. */
const waitMsMin = 1;

/**
 * Lets an append wait for more events while nobody would hear of them sooner anyway: what is durable now leaves for its
 * readers only when the rest of whoever sends it is over. So under load a room is written once for each time it is sent,
 * and on an idle node at once.
 */
export class AppendPace {
  readonly #clock: Clock;
  readonly #restMs: () => number;
  #tookMs = 0;

  /** @param restMs How long what is delivered now waits until it leaves, milliseconds. */
  constructor(clock: Clock, restMs: () => number) {
    this.#clock = clock;
    this.#restMs = restMs;
  }

  /** An append took so many milliseconds. */
  took(ms: number): void {
    this.#tookMs = ms;
  }

  /** Resolves when it is time to append, so that it is done when the rest is over. */
  async gather(): Promise<void> {
    const ms = this.#restMs() - margin * this.#tookMs - marginMs;
    if (ms >= waitMsMin) await new Promise<void>((resolve) => void this.#clock.after(ms, resolve));
  }
}
