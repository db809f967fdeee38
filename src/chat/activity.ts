import { activityUsersMax, pushActiveMs } from "../limits.ts";
import type { Clock } from "../ports/clock.ts";
import type { Id } from "../protocol/id.ts";

/** Who has read or written something lately, on whatever node: as far as this one has heard. */
export class Activity {
  readonly #clock: Pick<Clock, "monotonic">;
  /** In the order of the last time, so that the one who was quiet for longest comes first. */
  readonly #last = new Map<Id, number>();

  constructor(clock: Pick<Clock, "monotonic">) {
    this.#clock = clock;
  }

  note(user: Id): void {
    this.#last.delete(user);
    this.#last.set(user, this.#clock.monotonic());
    if (this.#last.size <= activityUsersMax) return;
    for (const quietest of this.#last.keys()) return void this.#last.delete(quietest);
  }

  isActive(user: Id): boolean {
    const at = this.#last.get(user);
    return at !== undefined && this.#clock.monotonic() - at < pushActiveMs;
  }
}
