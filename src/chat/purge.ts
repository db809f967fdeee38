import { purgeEntries, purgePauseMs } from "../limits.ts";
import type { Cancel, Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Rooms } from "../ports/rooms.ts";

/** Removes what deleted rooms left behind, a slice at a time, so that nobody waits for it. */
export class Purge {
  readonly #rooms: Pick<Rooms, "purge">;
  readonly #clock: Clock;
  readonly #log: Log;
  #cancel: Cancel | undefined;
  #running = false;
  #again = false;
  #stopped = false;

  constructor(rooms: Pick<Rooms, "purge">, clock: Clock, log: Log) {
    this.#rooms = rooms;
    this.#clock = clock;
    this.#log = log;
  }

  /** There may be something to remove. */
  kick(): void {
    this.#again = true;
    if (this.#running || this.#stopped) return;
    this.#running = true;
    void this.#slice();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  async #slice(): Promise<void> {
    this.#again = false;
    let left = 0;
    try {
      left = await this.#rooms.purge(purgeEntries);
    } catch (error) {
      // What is left stays invisible; the next start or deletion tries again.
      this.#log.warn("Cannot purge deleted rooms", { error });
    }
    if (this.#stopped || (left === 0 && !this.#again)) {
      this.#running = false;
      return;
    }
    this.#cancel = this.#clock.after(purgePauseMs, () => void this.#slice());
  }
}
