import type { Signal } from "../../ports/broker.ts";

/**
 * Signals that wait to be sent, oldest first: of each room the latest head alone, since it says all that those before it
 * said. So a broker that is slow or away is rung once a room, however much was written meanwhile.
 */
export class WaitingSignals {
  readonly #max: number;
  readonly #signals = new Map<string, Signal>();
  #number = 0;

  /** @param max Signals; past it the oldest gives way. */
  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#signals.size;
  }

  /** @returns How many signals were given up for it. */
  put(signal: Signal): number {
    const key = signal.kind === "head" ? signal.room : signal.kind === "revoked" ? "revoked" : `#${this.#number++}`;
    const before = this.#signals.get(key);
    if (before?.kind === "head" && signal.kind === "head" && before.head >= signal.head) return 0;
    this.#signals.set(key, signal);
    if (this.#signals.size <= this.#max) return 0;
    const [oldest] = this.#signals.keys();
    this.#signals.delete(oldest!);
    return 1;
  }

  /** Takes up to `count` of the oldest. */
  take(count: number): Signal[] {
    const taken: Signal[] = [];
    for (const [key, signal] of this.#signals) {
      if (taken.length >= count) break;
      taken.push(signal);
      this.#signals.delete(key);
    }
    return taken;
  }

  clear(): void {
    this.#signals.clear();
  }
}
