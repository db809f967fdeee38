import type { Clock } from "../../ports/clock.ts";
import type { Meter } from "../../ports/meter.ts";
import type { Random } from "../../ports/random.ts";
import { ParleyError } from "../../protocol/parley_error.ts";
import { unavailable } from "./failure.ts";

/** One call of the store, as its steps see it. */
export interface Call {
  /** Its caller has been answered: nothing more is to be begun for it. */
  over: boolean;
  /** A commit is on its way: from here on the outcome may be unknown. */
  committing: boolean;
}

export interface CallsOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly meter: Meter;
  /** Longest a caller waits, milliseconds. */
  readonly callMsMax: number;
}

/** Pauses between attempts that met another writer, milliseconds: jittered, doubling. */
const pauseMsMin = 2;
const pauseMsMax = 64;

/** Every call of the store: its time limit, its figures, its errors, and whether the store still takes any. */
export class Calls {
  readonly #options: CallsOptions;
  readonly #running = new Set<Promise<unknown>>();
  #closed = false;

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  /**
   * Answers what `work` does, in time. Later: what `late` says, which by default is that the store is unavailable.
   * @throws ParleyError `unavailable`, and nothing else.
   */
  async run<T>(work: (call: Call) => Promise<T>, late: (call: Call) => T = tooLate): Promise<T> {
    if (this.#closed) throw unavailable(new Error("The store is closed"));
    const { meter } = this.#options;
    const answer = this.#inTime(work, late);
    this.#running.add(answer);
    try {
      return await answer;
    } catch (error) {
      meter.count("store_errors");
      throw error instanceof ParleyError ? error : unavailable(error);
    } finally {
      this.#running.delete(answer);
    }
  }

  /**
   * Repeats `attempt` until it answers something, with pauses, while its caller waits.
   * @throws What the last attempt said went wrong, or that it took too long.
   */
  async repeat<T>(call: Call, attempt: () => Promise<T | undefined>): Promise<T> {
    for (let pause = pauseMsMin;; pause = Math.min(pause * 2, pauseMsMax)) {
      const answer = await attempt();
      if (answer !== undefined) return answer;
      if (call.over) throw lateError();
      await this.#pause(pause);
    }
  }

  /** Takes no more calls; resolves when those taken are answered. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled([...this.#running]);
  }

  async #inTime<T>(work: (call: Call) => Promise<T>, late: (call: Call) => T): Promise<T> {
    const call: Call = { over: false, committing: false };
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const cancel = this.#options.clock.after(this.#options.callMsMax, () => {
      call.over = true;
      try {
        resolve(late(call));
      } catch (error) {
        reject(error);
      }
    });
    // What comes after the answer is heard by nobody: the laws of the store allow a write to land late.
    work(call).then(resolve, reject);
    try {
      return await promise;
    } finally {
      cancel();
    }
  }

  #pause(ms: number): Promise<void> {
    const { clock, random } = this.#options;
    return new Promise((resolve) => void clock.after(ms * (0.5 + random.fraction()), resolve));
  }
}

function lateError(): Error {
  return new Error("The database did not answer in time");
}

function tooLate(): never {
  throw lateError();
}
