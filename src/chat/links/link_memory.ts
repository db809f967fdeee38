import { linkBytesKeptMax, linkFailedKeptMs, linkKeptMs, linksKeptMax } from "../../limits.ts";
import type { Clock } from "../../ports/clock.ts";
import type { LookedAt } from "./looked_at.ts";

/** What is known of a link. */
export interface Known {
  /** `undefined`: there is nothing to be shown. */
  readonly found: LookedAt | undefined;
  /** When it was looked at, milliseconds since 1970. */
  readonly at: number;
}

export interface LinkMemoryBounds {
  readonly linksMax?: number;
  readonly bytesMax?: number;
}

/** What this node found behind links, for a time, within bounds; the one not asked for longest is forgotten first. */
export class LinkMemory {
  readonly #clock: Pick<Clock, "now">;
  readonly #linksMax: number;
  readonly #bytesMax: number;
  readonly #known = new Map<string, Known>();
  #bytes = 0;

  constructor(
    clock: Pick<Clock, "now">,
    { linksMax = linksKeptMax, bytesMax = linkBytesKeptMax }: LinkMemoryBounds = {},
  ) {
    this.#clock = clock;
    this.#linksMax = linksMax;
    this.#bytesMax = bytesMax;
  }

  /** Bytes of the pictures in it. */
  get bytes(): number {
    return this.#bytes;
  }

  get(url: string): Known | undefined {
    const known = this.#known.get(url);
    if (known === undefined) return undefined;
    this.#forget(url, known);
    const kept = known.found === undefined ? linkFailedKeptMs : linkKeptMs;
    if (this.#clock.now() - known.at >= kept) return undefined;
    this.#keep(url, known);
    return known;
  }

  set(url: string, found: LookedAt | undefined): Known {
    const before = this.#known.get(url);
    if (before !== undefined) this.#forget(url, before);
    const known = { found, at: this.#clock.now() };
    this.#keep(url, known);
    for (const [oldest, entry] of this.#known) {
      if (this.#known.size <= this.#linksMax && this.#bytes <= this.#bytesMax) break;
      this.#forget(oldest, entry);
    }
    return known;
  }

  #keep(url: string, known: Known): void {
    this.#known.set(url, known);
    this.#bytes += known.found?.picture?.bytes.length ?? 0;
  }

  #forget(url: string, known: Known): void {
    this.#known.delete(url);
    this.#bytes -= known.found?.picture?.bytes.length ?? 0;
  }
}
