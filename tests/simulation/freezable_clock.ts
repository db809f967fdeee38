import type { Cancel, Clock } from "../../src/ports/clock.ts";

/** A node's view of the shared clock. While it is frozen nothing of the node happens; then all that was due happens at once. */
export class FreezableClock implements Clock {
  readonly #clock: Clock;
  #frozen = false;
  #due: { run: () => void; cancelled: boolean }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  monotonic(): number {
    return this.#clock.monotonic();
  }

  after(ms: number, task: () => void): Cancel {
    const late = { run: task, cancelled: false };
    const cancel = this.#clock.after(ms, () => {
      if (this.#frozen) this.#due.push(late);
      else task();
    });
    return () => {
      late.cancelled = true;
      cancel();
    };
  }

  soon(task: () => void): void {
    this.#clock.soon(() => {
      if (this.#frozen) this.#due.push({ run: task, cancelled: false });
      else task();
    });
  }

  freeze(): void {
    this.#frozen = true;
  }

  thaw(): void {
    this.#frozen = false;
    const due = this.#due;
    this.#due = [];
    // Each as an event of its own: what one of them leads to may come before the next.
    for (const late of due) this.#clock.after(0, () => late.cancelled || late.run());
  }
}
