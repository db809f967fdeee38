import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { ApiError } from "../api_error.ts";
import type { Observable } from "../observable.ts";
import type { AccountContext } from "./account_context.ts";
import { WatchedList } from "./watched_list.ts";

/** What every list over all of one's rooms says beside its entries. */
export interface LongListSnapshot {
  /** How many there are, shown or not. */
  readonly total: number;
  readonly status: "loading" | "ready";
  readonly error?: ApiError;
}

export interface LongListOptions<Snapshot extends LongListSnapshot> {
  readonly context: AccountContext;
  /** What is shown before anything was read. */
  readonly empty: Snapshot;
  /** Reads the first entries, so many at most. */
  read(limit: number): Promise<Snapshot>;
  /** How many entries there are in it. */
  length(snapshot: Snapshot): number;
  /** Whether an event of one's rooms may change the list. */
  concerns(event: RoomEvent): boolean;
}

/** Entries of one page, the most that are shown, and how long changes of them are gathered, milliseconds. */
const [pageEntries, shownMax, gatherMs] = [50, 200, 500];

/** What concerns one over all rooms, shown a page more at a time, kept current while somebody looks. */
export class LongList<Snapshot extends LongListSnapshot> {
  readonly #options: LongListOptions<Snapshot>;
  readonly #list: WatchedList<Snapshot>;
  #snapshot: Snapshot;
  #wanted = pageEntries;

  constructor(options: LongListOptions<Snapshot>) {
    this.#options = options;
    this.#snapshot = options.empty;
    this.#list = new WatchedList({
      environment: options.context.environment,
      gatherMs,
      read: async () => {
        this.#snapshot = await options.read(this.#wanted);
      },
      build: (error) => error === undefined ? this.#snapshot : { ...this.#snapshot, error },
    });
  }

  get snapshot(): Observable<Snapshot> {
    return this.#list.snapshot;
  }

  /** Reads the list anew. Never rejects: the snapshot has the error. */
  refresh(): Promise<void> {
    return this.#list.refresh();
  }

  /** Shows more of a long list. */
  async loadMore(): Promise<void> {
    if (this.#options.length(this.#snapshot) >= this.#snapshot.total) return;
    this.#wanted = Math.min(shownMax, this.#wanted + pageEntries);
    await this.refresh();
  }

  /** One of one's rooms has a new event. */
  arrived(event: RoomEvent): void {
    if (this.#options.concerns(event)) this.#list.refreshLater();
  }

  close(): void {
    this.#list.close();
  }
}
