import { brokerBatchMax, brokerWaitingMax } from "../../limits.ts";
import type { Signal } from "../../ports/broker.ts";
import type { Cancel, Clock } from "../../ports/clock.ts";
import type { Meter } from "../../ports/meter.ts";
import type { Random } from "../../ports/random.ts";
import type { Link, WireText } from "../../ports/wire.ts";
import { backoffMs } from "./backoff.ts";
import { WaitingSignals, withCarried } from "./waiting_signals.ts";

export interface SenderOptions {
  /** A signal as it travels; `undefined`: it cannot. */
  readonly encode: (signal: Signal) => WireText | undefined;
  /** Calls of `send` that may be on their way at once. */
  readonly sendsMax: number;
  /** How long signals are gathered, milliseconds; 0: until what waits on the event loop has had its turn. */
  readonly gatherMs: number;
  /** Text of entries that one signal may carry, UTF-16 units. */
  readonly carriedCharsMax: number;
  /** The first of several failures in a row. */
  readonly refused: (reason: unknown) => void;
  readonly clock: Clock;
  readonly random: Pick<Random, "fraction">;
  readonly meter: Meter;
}

/**
 * Hands signals to whatever link there is, in batches, a few at once, without anybody waiting for it. What a link did not
 * take is sent again if it still means something: the heads of rooms do, typing of a second ago does not.
 */
export class Sender {
  readonly #options: SenderOptions;
  readonly #waiting: WaitingSignals;
  #link: Link | undefined;
  #sending = 0;
  #asked: Cancel | undefined;
  #failures = 0;
  #failedAt = -Infinity;
  #pausedUntil = -Infinity;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#waiting = new WaitingSignals(brokerWaitingMax, options.carriedCharsMax);
  }

  /** When a send failed last, milliseconds of the monotonic clock. */
  get failedAt(): number {
    return this.#failedAt;
  }

  put(signal: Signal): void {
    if (this.#link === undefined) return this.#keep(signal);
    this.#drop(this.#waiting.put(signal));
    this.#ask();
  }

  /** Sends from now on over this link. */
  up(link: Link): void {
    this.#link = link;
    this.#sending = 0;
    this.#failures = 0;
    this.#failedAt = -Infinity;
    this.#pausedUntil = -Infinity;
    this.#ask();
  }

  down(): void {
    this.#link = undefined;
    this.#asked?.();
    this.#asked = undefined;
  }

  close(): void {
    this.down();
    this.#waiting.clear();
  }

  /** Sends texts beside what waits. A failure counts as one of signals. */
  async now(texts: readonly WireText[]): Promise<void> {
    const link = this.#link;
    if (link === undefined) return;
    try {
      await link.send(texts);
      this.#failures = 0;
    } catch (error) {
      this.#failed(link, error);
    }
  }

  #ask(): void {
    if (this.#link === undefined || this.#asked !== undefined || this.#waiting.size === 0) return;
    const { clock, sendsMax, gatherMs } = this.#options;
    if (this.#sending >= sendsMax) return;
    const ms = Math.max(gatherMs, this.#pausedUntil - clock.monotonic());
    let asked = true;
    const flush = (): void => {
      if (!asked) return;
      this.#asked = undefined;
      this.#flush();
    };
    const cancel = ms > 0 ? clock.after(ms, flush) : clock.soon(flush);
    this.#asked = () => {
      asked = false;
      cancel?.();
    };
  }

  #flush(): void {
    const { sendsMax, encode } = this.#options;
    while (this.#link !== undefined && this.#waiting.size > 0 && this.#sending < sendsMax) {
      const batch = this.#waiting.take(brokerBatchMax);
      const texts = batch.map(encode).filter((text) => text !== undefined);
      this.#drop(batch.length - texts.length);
      if (texts.length > 0) void this.#send(this.#link, batch, texts);
    }
  }

  async #send(link: Link, batch: readonly Signal[], texts: readonly WireText[]): Promise<void> {
    this.#sending++;
    try {
      await link.send(texts);
      this.#failures = 0;
      this.#options.meter.count("broker_sent", texts.length);
    } catch (error) {
      this.#failed(link, error);
      for (const signal of batch) this.#keep(signal);
    }
    // A link that is gone was let go of with all that was on its way over it.
    if (link !== this.#link) return;
    this.#sending--;
    this.#ask();
  }

  #failed(link: Link, reason: unknown): void {
    // What was on its way over a link that has ended tells nothing about the next.
    if (link !== this.#link) return;
    const { clock, random, refused } = this.#options;
    if (this.#failures === 0) refused(reason);
    this.#failedAt = clock.monotonic();
    this.#pausedUntil = this.#failedAt + backoffMs(this.#failures++, random);
  }

  /** For when it can be sent: only what is still true later, and only what takes little. */
  #keep(signal: Signal): void {
    if (signal.kind === "revoked") this.#drop(this.#waiting.put(signal));
    else if (signal.kind === "head") this.#drop(this.#waiting.put(withCarried(signal, undefined)));
    else this.#drop(1);
  }

  #drop(count: number): void {
    if (count > 0) this.#options.meter.count("broker_dropped", count);
  }
}
