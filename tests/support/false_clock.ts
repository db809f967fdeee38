import type { Cancel, Clock } from "../../src/ports/clock.ts";

interface Timer {
  readonly due: number;
  readonly order: number;
  readonly task: () => void;
}

/**
 * A clock that moves only when a test says so. Timers run in the order of their due times, those of one moment in the
 * order they were set; between two of them everything that was waiting (promises, `soon`) has had its turn.
 */
export class FalseClock implements Clock {
  #elapsed = 0;
  #wallStart: number;
  #order = 0;
  #ticking = false;
  readonly #timers = new Set<Timer>();
  #soon: (() => void)[] = [];

  /** @param wallStart What `now()` says at first, milliseconds since 1970. */
  constructor(wallStart: number = Date.UTC(2026, 0, 1)) {
    this.#wallStart = wallStart;
  }

  now(): number {
    return this.#wallStart + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  after(ms: number, task: () => void): Cancel {
    const timer: Timer = { due: this.#elapsed + Math.max(0, ms), order: this.#order++, task };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  soon(task: () => void): void {
    this.#soon.push(task);
  }

  /** Timers set and neither run nor cancelled: what a closed part must not leave behind. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves the wall clock alone, either way, as an operator or NTP does. No timer becomes due by it. */
  jump(ms: number): void {
    this.#wallStart += ms;
  }

  /** Time passes while a task hogs the event loop: what becomes due is late, and runs with the next `tick`. */
  block(ms: number): void {
    this.#elapsed += ms;
  }

  /** Lets promises and `soon` tasks run until none is waiting; time stands still. */
  async settle(): Promise<void> {
    await turn();
    while (this.#soon.length > 0) {
      const tasks = this.#soon;
      this.#soon = [];
      for (const task of tasks) task();
      await turn();
    }
  }

  /** Moves time on by `ms`, running what becomes due on the way. What a task throws, this throws. */
  async tick(ms: number): Promise<void> {
    if (this.#ticking) throw new Error("FalseClock.tick() is running already: await it first");
    this.#ticking = true;
    try {
      const end = this.#elapsed + ms;
      await this.settle();
      for (let timer = this.#next(end); timer !== undefined; timer = this.#next(end)) {
        this.#timers.delete(timer);
        this.#elapsed = Math.max(this.#elapsed, timer.due);
        timer.task();
        await this.settle();
      }
      this.#elapsed = Math.max(this.#elapsed, end);
    } finally {
      this.#ticking = false;
    }
  }

  #next(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.due > end) continue;
      if (first === undefined || timer.due < first.due || (timer.due === first.due && timer.order < first.order)) {
        first = timer;
      }
    }
    return first;
  }
}

/** A turn of the real event loop: every microtask, however long their chain, has run when it resolves. */
function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
