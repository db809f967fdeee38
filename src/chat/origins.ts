import { channelPollMs } from "../limits.ts";
import type { Channels } from "../ports/channels.ts";
import type { Cancel, Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";

export interface OriginsDeps {
  /** Those that a setting names. */
  readonly fixed: readonly string[];
  readonly channels: Pick<Channels, "list">;
  readonly clock: Clock;
  readonly log: Log;
}

/** The origins whose pages may call and connect: those of the settings, and those of the channels as they come and go. */
export class Origins {
  /** Always the same list, with what holds now: who has it needs not be told of changes. */
  readonly list: readonly string[];
  readonly #list: string[];
  readonly #deps: OriginsDeps;
  #timer: Cancel | undefined;
  #failing = false;
  #running = false;

  constructor(deps: OriginsDeps) {
    this.#deps = deps;
    this.#list = [...deps.fixed];
    this.list = this.#list;
  }

  /** Reads the channels now, and again every `channelPollMs`: others are made on other nodes. */
  async start(): Promise<void> {
    this.#running = true;
    await this.sync();
    this.#later();
  }

  stop(): void {
    this.#running = false;
    this.#timer?.();
  }

  async sync(): Promise<void> {
    const channels = await this.#deps.channels.list();
    const all = new Set([...this.#deps.fixed, ...channels.flatMap(({ origins }) => origins)]);
    this.#list.splice(0, this.#list.length, ...all);
  }

  #later(): void {
    if (this.#running) this.#timer = this.#deps.clock.after(channelPollMs, () => void this.#poll());
  }

  async #poll(): Promise<void> {
    try {
      await this.sync();
      this.#failing = false;
    } catch (error) {
      // Once an outage: what was known holds on.
      if (!this.#failing) this.#deps.log.warn("Cannot read the origins of the channels", { error });
      this.#failing = true;
    }
    this.#later();
  }
}
