import {
  searchBatchEntries,
  searchBusyEntries,
  searchIdleMs,
  searchRestTimes,
  searchRestTimesBusy,
} from "../limits.ts";
import type { Cancel, Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Meter } from "../ports/meter.ts";
import type { Search } from "../ports/search.ts";

export interface SearchIndexingPorts {
  readonly search: Pick<Search, "advance">;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: Pick<Meter, "gauge" | "count">;
  /** Nodes that share the machine and the index, this one included: each rests so many times as long. */
  readonly nodes?: number;
}

/**
 * Takes the logs into the index, a batch at a time, and rests in between so many times as long as that took: longer while
 * much is written, so that messages have the machine to themselves and the index follows when there is time.
 */
export class SearchIndexing {
  readonly #ports: SearchIndexingPorts;
  #cancel: Cancel | undefined;
  #stopped = false;
  /** What was left, and when, at the last look. */
  #left = 0;
  #lookedAt = 0;
  #failing = false;

  constructor(ports: SearchIndexingPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#lookedAt = this.#ports.clock.monotonic();
    this.#rest(searchIdleMs);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  #rest(ms: number): void {
    if (!this.#stopped) this.#cancel = this.#ports.clock.after(ms, () => void this.#round());
  }

  async #round(): Promise<void> {
    const { search, clock, log, meter, nodes = 1 } = this.#ports;
    const began = clock.monotonic();
    try {
      const { indexed, behind } = await search.advance(searchBatchEntries);
      this.#failing = false;
      meter.count("search_indexed", indexed);
      meter.gauge("search_behind", behind);
      const took = clock.monotonic() - began;
      const busy = this.#arrivals(indexed, behind, began) >= searchBusyEntries;
      this.#rest(behind === 0 ? searchIdleMs : took * nodes * (busy ? searchRestTimesBusy : searchRestTimes));
    } catch (error) {
      // Searching goes on with what is there and what stands in the logs.
      if (!this.#failing) log.warn("The index of messages cannot be brought up to date", { error });
      this.#failing = true;
      this.#rest(searchIdleMs);
    }
  }

  /** Entries that came in a second since the last look. */
  #arrivals(indexed: number, behind: number, now: number): number {
    const came = behind + indexed - this.#left;
    const seconds = (now - this.#lookedAt) / 1_000;
    this.#left = behind;
    this.#lookedAt = now;
    return seconds <= 0 ? 0 : came / seconds;
  }
}
