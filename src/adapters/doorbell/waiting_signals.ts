import { brokerWaitingCharsMax } from "../../limits.ts";
import type { Carried, Signal } from "../../ports/broker.ts";

type HeadSignal = Signal & { readonly kind: "head" };

/**
 * Signals that wait to be sent, oldest first: of each room the latest head alone, since it says all that those before it
 * said. So a broker that is slow or away is rung once a room, however much was written meanwhile. What heads carry is put
 * together where it fits into one signal, and goes along as long as there is room for it.
 */
export class WaitingSignals {
  readonly #max: number;
  readonly #carriedCharsMax: number;
  readonly #signals = new Map<string, Signal>();
  #number = 0;
  /** Of all that is carried. */
  #chars = 0;

  /**
   * @param max Signals; past it the oldest gives way.
   * @param carriedCharsMax Text that one of them may carry, UTF-16 units.
   */
  constructor(max: number, carriedCharsMax: number) {
    this.#max = max;
    this.#carriedCharsMax = carriedCharsMax;
  }

  get size(): number {
    return this.#signals.size;
  }

  /** @returns How many signals were given up for it. */
  put(signal: Signal): number {
    if (signal.kind === "head") this.#putHead(this.#bounded(signal));
    else this.#set(signal.kind === "revoked" ? "revoked" : `#${this.#number++}`, signal);
    if (this.#signals.size <= this.#max) return 0;
    const [oldest] = this.#signals.keys();
    this.#delete(oldest!);
    return 1;
  }

  /** Takes up to `count` of the oldest. */
  take(count: number): Signal[] {
    const taken: Signal[] = [];
    for (const [key, signal] of this.#signals) {
      if (taken.length >= count) break;
      taken.push(signal);
      this.#delete(key);
    }
    return taken;
  }

  clear(): void {
    this.#signals.clear();
    this.#chars = 0;
  }

  #putHead(signal: HeadSignal): void {
    const before = this.#signals.get(signal.room);
    if (before?.kind !== "head") return this.#set(signal.room, signal);
    if (before.head >= signal.head) return;
    const carried = joined(before, signal);
    if (carried === undefined || charsOf(carried) <= this.#carriedCharsMax) {
      return this.#set(signal.room, withCarried(signal, carried));
    }
    // Too much for one: the earlier goes as it is, before the later.
    this.#delete(signal.room);
    this.#set(`#${this.#number++}`, before);
    this.#set(signal.room, signal);
  }

  /** Without what it carries, where that is too much for it or for what waits already. */
  #bounded(signal: HeadSignal): HeadSignal {
    const chars = charsOf(signal.carried);
    const fits = chars <= this.#carriedCharsMax && this.#chars + chars <= brokerWaitingCharsMax;
    return fits ? signal : withCarried(signal, undefined);
  }

  #set(key: string, signal: Signal): void {
    const before = this.#signals.get(key);
    this.#signals.set(key, signal);
    this.#chars += signalChars(signal) - (before === undefined ? 0 : signalChars(before));
  }

  #delete(key: string): void {
    const signal = this.#signals.get(key);
    if (signal === undefined) return;
    this.#signals.delete(key);
    this.#chars -= signalChars(signal);
  }
}

/** What both carry, if the later begins where the earlier ends; else what the later carries. */
function joined(earlier: HeadSignal, later: HeadSignal): Carried | undefined {
  if (earlier.carried === undefined || later.carried === undefined) return later.carried;
  if (earlier.carried.epoch !== later.carried.epoch) return later.carried;
  if (later.carried.entries[0]?.seq !== earlier.head + 1) return later.carried;
  return { epoch: later.carried.epoch, entries: [...earlier.carried.entries, ...later.carried.entries] };
}

export function withCarried({ kind, room, head }: HeadSignal, carried: Carried | undefined): HeadSignal {
  return carried === undefined ? { kind, room, head } : { kind, room, head, carried };
}

function signalChars(signal: Signal): number {
  return signal.kind === "head" ? charsOf(signal.carried) : 0;
}

function charsOf(carried: Carried | undefined): number {
  return carried?.entries.reduce((sum, { text }) => sum + text.length, 0) ?? 0;
}
