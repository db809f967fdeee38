import { brokerConnectMsMax } from "../../limits.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Random } from "../../ports/random.ts";
import type { Link, Wire, WireListener } from "../../ports/wire.ts";
import { backoffMs } from "./backoff.ts";
import { reasonText } from "./reason.ts";

export interface LinkLoopOptions {
  readonly wire: Wire;
  /** What the log calls it. */
  readonly name: string;
  /** Texts that must not stand in a log. */
  readonly secrets: readonly string[];
  readonly clock: Clock;
  readonly random: Pick<Random, "fraction">;
  readonly log: Log;
  readonly up: (link: Link) => void;
  readonly down: () => void;
  readonly heard: (text: string) => void;
}

/** Links that live for less than this count as failures: who is thrown out at once must not knock without a pause. */
const steadyMs = 5_000;

/** Keeps one link of a wire alive: connects, and when it ends connects again after a pause, until it is closed. */
export class LinkLoop {
  readonly #options: LinkLoopOptions;
  readonly #closing = new AbortController();
  #running: Promise<void> | undefined;
  #end: ((reason: unknown) => void) | undefined;
  #failures = 0;

  constructor(options: LinkLoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Gives the link up that is there, for another. */
  cut(reason: string): void {
    this.#end?.(reason);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#end?.("closing");
    await this.#running;
  }

  async #run(): Promise<void> {
    const { random, clock } = this.#options;
    while (!this.#closing.signal.aborted) {
      const start = clock.monotonic();
      await this.#live();
      if (clock.monotonic() - start >= steadyMs) this.#failures = 0;
      await this.#pause(backoffMs(this.#failures++, random));
    }
  }

  /** One link, from the attempt to its end. */
  async #live(): Promise<void> {
    const { up, down, heard, log, name: broker } = this.#options;
    const { promise: ended, resolve: end } = Promise.withResolvers<unknown>();
    this.#end = end;
    let alive = true;
    const listener: WireListener = { heard: (text) => void (alive && heard(text)), ended: end };
    let link: Link;
    try {
      link = await this.#connect(listener);
    } catch (error) {
      alive = false;
      // Once in the log is enough for an operator; the rest is for whoever looks closer.
      if (this.#failures === 0) log.warn("Cannot reach the broker", { broker, reason: this.#reason(error) });
      else log.debug("Still cannot reach the broker", { broker, reason: this.#reason(error) });
      return;
    }
    if (!this.#closing.signal.aborted) {
      log.info("Reached the broker", { broker });
      up(link);
      const reason = await ended;
      alive = false;
      down();
      if (!this.#closing.signal.aborted) log.warn("Lost the broker", { broker, reason: this.#reason(reason) });
    }
    alive = false;
    await link.close();
  }

  async #connect(listener: WireListener): Promise<Link> {
    const attempt = new AbortController();
    const stop = (): void => attempt.abort();
    const cancel = this.#options.clock.after(brokerConnectMsMax, () => {
      attempt.abort(new Error(`No connection within ${brokerConnectMsMax} ms`));
    });
    this.#closing.signal.addEventListener("abort", stop, { once: true });
    if (this.#closing.signal.aborted) stop();
    try {
      return await this.#options.wire.connect(listener, attempt.signal);
    } finally {
      cancel();
      this.#closing.signal.removeEventListener("abort", stop);
    }
  }

  async #pause(ms: number): Promise<void> {
    const { signal } = this.#closing;
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#options.clock.after(ms, resolve);
    const stop = (): void => resolve();
    signal.addEventListener("abort", stop, { once: true });
    await promise;
    signal.removeEventListener("abort", stop);
    cancel();
  }

  #reason(reason: unknown): string {
    return reasonText(reason, this.#options.secrets);
  }
}
