import { lastSeenBatchMax, lastSeenMs, lastSeenRefreshMs, lastSeenWaitingMax } from "../limits.ts";
import type { Cancel, Clock } from "../ports/clock.ts";
import type { LastSeen, Sighting } from "../ports/last_seen.ts";
import type { Log } from "../ports/log.ts";
import type { Id } from "../protocol/id.ts";

export interface SightingsPorts {
  readonly lastSeen: Pick<LastSeen, "note">;
  /** Accounts that have a session with this node. */
  readonly present: () => Iterable<Id>;
  readonly clock: Clock;
  readonly log: Log;
}

/** When accounts were here last, on its way to the store: now and then, many at once, since nobody waits for it. */
export class Sightings {
  readonly #ports: SightingsPorts;
  readonly #waiting = new Map<Id, number>();
  #refreshedAt: number;
  #writing: Promise<void> | undefined;
  #cancel: Cancel | undefined;

  constructor(ports: SightingsPorts) {
    this.#ports = ports;
    this.#refreshedAt = ports.clock.monotonic();
  }

  note({ user, at }: Sighting): void {
    const before = this.#waiting.get(user);
    // The one that waits for longest stands first.
    this.#waiting.delete(user);
    this.#waiting.set(user, before === undefined ? at : Math.max(before, at));
    if (this.#waiting.size <= lastSeenWaitingMax) return;
    for (const oldest of this.#waiting.keys()) {
      this.#waiting.delete(oldest);
      return;
    }
  }

  start(): void {
    this.#cancel = this.#ports.clock.after(lastSeenMs, () => {
      this.start();
      this.#refresh();
      this.#writing ??= this.#write().finally(() => this.#writing = undefined);
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Writes what waits, at the end. */
  async settle(): Promise<void> {
    await this.#writing;
    await this.#write();
  }

  /** So that of those who were with a node that died alone it is known to some minutes. */
  #refresh(): void {
    const { clock, present } = this.#ports;
    if (clock.monotonic() - this.#refreshedAt < lastSeenRefreshMs) return;
    this.#refreshedAt = clock.monotonic();
    const at = clock.now();
    for (const user of present()) this.note({ user, at });
  }

  /** What cannot be written waits for the next time. Never rejects. */
  async #write(): Promise<void> {
    while (this.#waiting.size > 0) {
      const batch: Sighting[] = [];
      for (const [user, at] of this.#waiting) {
        if (batch.length === lastSeenBatchMax) break;
        batch.push({ user, at });
        this.#waiting.delete(user);
      }
      try {
        await this.#ports.lastSeen.note(batch);
      } catch (error) {
        for (const sighting of batch) this.note(sighting);
        this.#ports.log.debug("Cannot write when accounts were seen last", { error });
        return;
      }
    }
  }
}
