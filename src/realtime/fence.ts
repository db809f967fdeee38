import { degradedCloseMs, fenceLookMs, fenceMs, fenceProbeMs } from "../limits.ts";
import type { Cancel, Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Meter } from "../ports/meter.ts";

export interface FenceDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: Pick<Meter, "gauge">;
  /** Asks the store something small; an answer is told by `answered`, too. */
  readonly probe: () => Promise<unknown>;
  /** Reads what may have changed while nothing could be read; the fence stays closed until that has worked. */
  readonly catchUp: () => Promise<unknown>;
  /** The fence has closed, or opened. */
  readonly changed: (closed: boolean) => void;
  /** It has been closed for so long that clients are better off elsewhere. */
  readonly givesUp: () => void;
}

/**
 * Says whether this node may still speak for the store. Who was revoked, removed or banned elsewhere is known by reading the
 * store alone, so a node that has not heard of it for `fenceMs` stops delivering and says so, until it has read again what it
 * may have missed.
 */
export class Fence {
  readonly #deps: FenceDeps;
  /** When the latest call began that the store has answered, monotonic milliseconds. */
  #answeredAt: number;
  #lookedAt: number;
  #closedAt: number | undefined;
  #gaveUp = false;
  #opening = false;
  #cancel: Cancel | undefined;

  constructor(deps: FenceDeps) {
    this.#deps = deps;
    this.#answeredAt = this.#lookedAt = deps.clock.monotonic();
  }

  /** Nothing is to be delivered, and nobody to be let in. */
  get closed(): boolean {
    return this.#closedAt !== undefined;
  }

  /** The store has answered a call that began then. */
  answered(since: number): void {
    if (since > this.#answeredAt) this.#answeredAt = since;
  }

  start(): void {
    this.#answeredAt = this.#lookedAt = this.#deps.clock.monotonic();
    this.#lookLater();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #lookLater(): void {
    this.#cancel = this.#deps.clock.after(fenceLookMs, () => {
      this.#lookLater();
      this.#look();
    });
  }

  #look(): void {
    const now = this.#deps.clock.monotonic();
    // A process that did not run, or was busy for long, could not hear: it gets a moment to, before it judges.
    if (now - this.#lookedAt > 2 * fenceLookMs) this.answered(now - fenceMs + 2 * fenceLookMs);
    this.#lookedAt = now;
    const silence = now - this.#answeredAt;
    if (this.closed || silence >= fenceProbeMs) this.#probe();
    if (this.#closedAt === undefined) {
      if (silence >= fenceMs) this.#close(now);
    } else if (silence < fenceProbeMs) this.#open();
    else if (!this.#gaveUp && now - this.#closedAt >= degradedCloseMs) {
      this.#gaveUp = true;
      this.#deps.givesUp();
    }
  }

  #probe(): void {
    this.#deps.probe().catch((error: unknown) => this.#deps.log.debug("The store does not answer", { error }));
  }

  #close(now: number): void {
    this.#closedAt = now;
    this.#gaveUp = false;
    this.#deps.meter.gauge("degraded", 1);
    this.#deps.log.error("The store does not answer: nothing is delivered until it does", { silence_ms: fenceMs });
    this.#deps.changed(true);
  }

  #open(): void {
    if (this.#opening) return;
    this.#opening = true;
    this.#deps.catchUp().then(
      () => {
        this.#closedAt = undefined;
        this.#deps.meter.gauge("degraded", 0);
        this.#deps.log.info("The store answers again");
        this.#deps.changed(false);
      },
      (error: unknown) => this.#deps.log.warn("What was missed cannot be read yet", { error }),
    ).finally(() => this.#opening = false);
  }
}
