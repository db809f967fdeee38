import type { Load } from "../chat/load.ts";
import {
  loopLagMs,
  loopSampleMs,
  overloadRetryMs,
  unansweredMax,
  unansweredMin,
  unansweredUnitsMax,
  unansweredWaitMs,
} from "../limits.ts";
import type { Cancel, Clock } from "../ports/clock.ts";
import type { Meter } from "../ports/meter.ts";
import type { Random } from "../ports/random.ts";

export interface AdmissionPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly meter: Meter;
}

/** What is left of a measurement of the rate at the next sample: two seconds count, so that a hiccup of the disk does not. */
const rateMemory = 1 - loopSampleMs / 2_000;
/** From so many milliseconds of waiting on, the rate is known well enough. */
const rateKnownMs = 200;
/** By how much the limit grows with each sample that found nobody waiting. */
const limitGrowth = 1.1;

/**
 * Says no before anybody has to wait for long. Two things can be short, and each tells of itself:
 *
 * - The store: as many messages may wait for their answers as it has lately answered in `unansweredWaitMs`, which is
 *   therefore about how long the last of them waits, however fast or slow the disk is (Little's law). The rate is
 *   measured only while messages wait: the rate of an idle store is that of its callers.
 * - The event loop: when its timers run late twice in a row, everything that comes is refused until one is in time, since
 *   refusing costs a fraction of what accepting does.
 */
export class Admission implements Load {
  readonly #ports: AdmissionPorts;
  #waiting = 0;
  #units = 0;
  #answered = 0;
  /** The fewest that waited at any moment since the last sample. */
  #fewest = 0;
  /** Answers while messages waited, and the milliseconds of that, the more recent the more they count. */
  #busyAnswers = 0;
  #busyMs = 0;
  #limit = unansweredMax;
  #sampledAt: number;
  #late = 0;
  #cancel: Cancel | undefined;

  constructor(ports: AdmissionPorts) {
    this.#ports = ports;
    this.#sampledAt = ports.clock.monotonic();
  }

  /** Messages taken in and not answered. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Messages that may wait at the moment. */
  get limit(): number {
    return this.#limit;
  }

  accepts(): number {
    if (this.#waiting < this.#limit && this.#units < unansweredUnitsMax && this.#late < 2) return 0;
    // Spread, so that those who were refused together do not come back together.
    return Math.ceil(overloadRetryMs * (0.5 + this.#ports.random.fraction()));
  }

  began(units: number): void {
    this.#waiting++;
    this.#units += units;
  }

  ended(units: number): void {
    this.#waiting--;
    this.#units -= units;
    this.#answered++;
    if (this.#waiting < this.#fewest) this.#fewest = this.#waiting;
  }

  start(): void {
    const { clock } = this.#ports;
    const due = clock.monotonic() + loopSampleMs;
    this.#cancel = clock.after(loopSampleMs, () => {
      this.#sample(clock.monotonic() - due);
      this.start();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #sample(lateMs: number): void {
    const { clock, meter } = this.#ports;
    meter.observe("loop_lag_seconds", Math.max(0, lateMs) / 1_000);
    this.#late = lateMs > loopLagMs ? this.#late + 1 : 0;
    const at = clock.monotonic();
    if (this.#fewest > 0) this.#learn(at - this.#sampledAt);
    else this.#rest();
    this.#sampledAt = at;
    this.#answered = 0;
    this.#fewest = this.#waiting;
  }

  #learn(ms: number): void {
    this.#busyAnswers = this.#busyAnswers * rateMemory + this.#answered;
    this.#busyMs = this.#busyMs * rateMemory + ms;
    if (this.#busyMs < rateKnownMs) return;
    const wanted = this.#busyAnswers / this.#busyMs * unansweredWaitMs;
    this.#limit = Math.round(Math.min(unansweredMax, Math.max(unansweredMin, wanted)));
  }

  /** The store keeps up: what was learnt of it is old by the next time it does not. */
  #rest(): void {
    this.#busyAnswers = this.#busyMs = 0;
    this.#limit = Math.min(unansweredMax, Math.ceil(this.#limit * limitGrowth));
  }
}
