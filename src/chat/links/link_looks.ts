import { linksAtOnce, linksWaitingMax } from "../../limits.ts";
import type { Clock } from "../../ports/clock.ts";
import type { LinkReader } from "../../ports/link_reader.ts";
import type { Log } from "../../ports/log.ts";
import type { Meter } from "../../ports/meter.ts";
import type { Pictures } from "../../ports/pictures.ts";
import type { Id } from "../../protocol/id.ts";
import { ParleyError } from "../../protocol/parley_error.ts";
import { type Limiter, requireRate } from "../rooms.ts";
import { type Known, LinkMemory } from "./link_memory.ts";
import { lookedAt } from "./looked_at.ts";

export interface LinkLooksPorts {
  readonly reader: LinkReader;
  readonly pictures: Pictures;
  /** Of links that one user has looked at anew, and of those of one host. */
  readonly userLimiter: Limiter;
  readonly hostLimiter: Limiter;
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
  readonly meter: Meter;
}

/** Looks at links: at each once, however many ask, at a few at a time, and remembers what it found. */
export class LinkLooks {
  readonly #ports: LinkLooksPorts;
  readonly #memory: LinkMemory;
  readonly #running = new Map<string, Promise<Known>>();
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(ports: LinkLooksPorts) {
    this.#ports = ports;
    this.#memory = new LinkMemory(ports.clock);
  }

  /** What stands behind a link. Throws `rate_limited`, and `overloaded` where too many wait; never for what the link does. */
  async look(user: Id, url: string): Promise<Known> {
    const known = this.#memory.get(url) ?? this.#running.get(url);
    if (known !== undefined) return await known;
    if (this.#waiting.length >= linksWaitingMax) throw new ParleyError("overloaded");
    const { userLimiter, hostLimiter } = this.#ports;
    requireRate(userLimiter, user);
    requireRate(hostLimiter, new URL(url).hostname);
    const running = this.#inTurn(url).finally(() => this.#running.delete(url));
    this.#running.set(url, running);
    return await running;
  }

  async #inTurn(url: string): Promise<Known> {
    if (this.#busy >= linksAtOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#busy++;
    try {
      return this.#memory.set(url, await this.#read(url));
    } finally {
      // Whoever comes next takes the place.
      const next = this.#waiting.shift();
      if (next === undefined) this.#busy--;
      else next();
    }
  }

  async #read(url: string): ReturnType<typeof lookedAt> {
    const { reader, pictures, log, meter } = this.#ports;
    try {
      const facts = await reader.read(url);
      const found = facts === undefined ? undefined : await lookedAt(facts, pictures);
      meter.count(found === undefined ? "links_without" : "links_found");
      return found;
    } catch (error) {
      log.warn("A link could not be looked at", { error });
      return undefined;
    }
  }
}
