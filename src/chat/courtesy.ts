import type { Clock } from "../ports/clock.ts";

/** Lets another node go first in a room, once for each time that it asks: whoever wins again and again would keep it out. */
export class Courtesy {
  readonly #clock: Clock;
  #letIn: (() => void) | undefined;
  /** Somebody has asked and has not been let in. */
  asked = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Another node has written. */
  rang(): void {
    this.#letIn?.();
  }

  /** Resolves when another node has written, or after so many milliseconds. */
  async wait(ms: number): Promise<void> {
    this.asked = false;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#clock.after(ms, resolve);
    this.#letIn = resolve;
    await promise;
    this.#letIn = undefined;
    cancel();
  }
}
