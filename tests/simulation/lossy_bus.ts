import { createSeal, sealChars } from "../../src/adapters/doorbell/seal.ts";
import { readText, signalText } from "../../src/adapters/doorbell/signal_text.ts";
import type { Broker, NodeName, SignalReceiver } from "../../src/ports/broker.ts";
import type { Signal } from "../../src/ports/broker.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { SeededRandom } from "../support/seeded_random.ts";

export interface BusFaults {
  /** Probabilities, 0 to 1. */
  drop: number;
  double: number;
  /** That a signal is changed on its way. */
  corrupt: number;
  /** That beside a signal somebody without the key says something that looks like it, and is a lie. */
  forge: number;
  /** Longest delay of a signal, milliseconds: enough of it reorders. */
  delayMs: number;
}

/** What happened on it, so that a simulation can tell whether it tried anything. */
export interface BusCounts {
  carried: number;
  forwards: number;
  declined: number;
  corrupted: number;
  forged: number;
  refused: number;
}

const seal = createSeal(new TextEncoder().encode("the key of the simulated cluster"));
const othersSeal = createSeal(new TextEncoder().encode("another key"));

/** A broker between simulated nodes that may lose, repeat, delay, reorder, change and forge, over the real texts. */
export class LossyBus {
  readonly faults: BusFaults;
  readonly counts: BusCounts = { carried: 0, forwards: 0, declined: 0, corrupted: 0, forged: 0, refused: 0 };
  /** A deliberate fault: what is not signed is believed. */
  readonly #gullible: boolean;
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  readonly #ends = new Map<Broker, { readonly receiver: SignalReceiver; readonly clock: Clock }>();
  #made = 0;

  constructor(clock: Clock, random: SeededRandom, faults: BusFaults, gullible = false) {
    this.#clock = clock;
    this.#random = random;
    this.faults = faults;
    this.#gullible = gullible;
  }

  /** @param clock The node's own, which may stand still. */
  broker(clock: Clock): Broker {
    let closed = false;
    const end: Broker = {
      node: (++this.#made).toString(16).padStart(16, "0"),
      publish: (signal) => void (closed || this.#spread(end, signal)),
      subscribe: (receiver) => {
        this.#ends.set(end, { receiver, clock });
        return Promise.resolve();
      },
      healthy: () => true,
      close: () => {
        closed = true;
        this.#ends.delete(end);
        return Promise.resolve();
      },
    };
    return end;
  }

  #spread(from: Broker, signal: Signal): void {
    this.#count(signal);
    const text = signalText(from.node, signal);
    if (text === undefined) return;
    for (const end of this.#ends.keys()) {
      if (end === from || this.#random.chance(this.faults.drop)) continue;
      const copies = this.#random.chance(this.faults.double) ? 2 : 1;
      for (let copy = 0; copy < copies; copy++) this.#deliver(end, this.#onTheWay(seal.close(text)));
      if (this.#random.chance(this.faults.forge)) this.#deliver(end, this.#lie(from.node, signal));
    }
  }

  #deliver(end: Broker, sealed: string): void {
    this.#clock.after(this.#random.fraction() * this.faults.delayMs, () => {
      const node = this.#ends.get(end);
      // A node that stands still hears it when it goes on.
      node?.clock.after(0, () => this.#hear(node.receiver, sealed));
    });
  }

  #hear(receiver: SignalReceiver, sealed: string): void {
    const text = this.#gullible ? sealed.slice(sealChars) : seal.open(sealed);
    const said = text === undefined ? undefined : readText(text);
    if (said?.kind === "signal") receiver.receive(said.signal, said.node);
    else this.counts.refused++;
  }

  #onTheWay(sealed: string): string {
    if (!this.#random.chance(this.faults.corrupt)) return sealed;
    this.counts.corrupted++;
    const at = this.#random.int(sealed.length);
    return `${sealed.slice(0, at)}${this.#random.int(10)}${sealed.slice(at + 1)}`;
  }

  /** Entries that nobody wrote, or one seq later than they were; heads out of reach. */
  #lie(node: NodeName, signal: Signal): string {
    this.counts.forged++;
    if (signal.kind !== "head" || signal.carried === undefined) {
      return othersSeal.close(signalText(node, { ...signal, ...("head" in signal && { head: 1_000_000 }) }) ?? "");
    }
    const shift = this.#random.int(2);
    const entries = signal.carried.entries.map((entry) => {
      const event = { ...JSON.parse(entry.text), seq: entry.seq + shift };
      if (event.type === "text") event.content = "nobody said this";
      return { ...entry, seq: entry.seq + shift, text: JSON.stringify(event) };
    });
    const carried = { epoch: signal.carried.epoch, entries };
    return othersSeal.close(signalText(node, { ...signal, head: signal.head + shift, carried }) ?? "");
  }

  #count(signal: Signal): void {
    if (signal.kind === "forward") this.counts.forwards++;
    if (signal.kind === "declined") this.counts.declined++;
    if (signal.kind === "head" && signal.carried !== undefined) this.counts.carried++;
  }
}
