import type { Broker, Signal, SignalReceiver } from "../../src/ports/broker.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { SeededRandom } from "../support/seeded_random.ts";

export interface BusFaults {
  /** Probabilities, 0 to 1. */
  drop: number;
  double: number;
  /** Longest delay of a signal, milliseconds: enough of it reorders. */
  delayMs: number;
}

/** A broker between simulated nodes that may lose, repeat, delay and reorder, as the port allows. */
export class LossyBus {
  readonly faults: BusFaults;
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  readonly #ends = new Map<Broker, SignalReceiver>();

  constructor(clock: Clock, random: SeededRandom, faults: BusFaults) {
    this.#clock = clock;
    this.#random = random;
    this.faults = faults;
  }

  broker(): Broker {
    const end: Broker = {
      publish: (signal) => this.#spread(end, signal),
      subscribe: (receiver) => {
        this.#ends.set(end, receiver);
        return Promise.resolve();
      },
      healthy: () => true,
      close: () => {
        this.#ends.delete(end);
        return Promise.resolve();
      },
    };
    return end;
  }

  #spread(from: Broker, signal: Signal): void {
    for (const end of this.#ends.keys()) {
      if (end === from || this.#random.chance(this.faults.drop)) continue;
      const copies = this.#random.chance(this.faults.double) ? 2 : 1;
      for (let copy = 0; copy < copies; copy++) {
        this.#clock.after(this.#random.fraction() * this.faults.delayMs, () => this.#ends.get(end)?.receive(signal));
      }
    }
  }
}
