import { type ApiError, asApiError } from "../api_error.ts";
import type { Cancel, Environment } from "../environment.ts";
import { type Observable, View } from "../observable.ts";

export interface WatchedListOptions<Snapshot> {
  readonly environment: Environment;
  /** How long changes are gathered before the list is read anew, milliseconds. */
  readonly gatherMs: number;
  /** Reads the list from the server and keeps it. */
  read(): Promise<void>;
  /** Makes the snapshot from what was kept; the error of the last reading, if it failed. */
  build(error: ApiError | undefined): Snapshot;
}

/** A list of the server that is kept current while somebody looks. */
export class WatchedList<Snapshot> {
  readonly #options: WatchedListOptions<Snapshot>;
  readonly #view: View<Snapshot>;
  #error: ApiError | undefined;
  #cancel: Cancel | undefined;

  constructor(options: WatchedListOptions<Snapshot>) {
    this.#options = options;
    this.#view = new View({
      build: () => options.build(this.#error),
      frame: options.environment.frame,
      watched: () => void this.refresh(),
    });
  }

  get snapshot(): Observable<Snapshot> {
    return this.#view;
  }

  /** Reads the list anew. Never rejects: the snapshot has the error. */
  async refresh(): Promise<void> {
    if (!this.#view.isWatched) return;
    try {
      await this.#options.read();
      this.#error = undefined;
    } catch (thrown) {
      this.#error = asApiError(thrown);
    }
    this.#view.touch();
  }

  /** The same in a while, once for all that changes until then. */
  refreshLater(): void {
    if (!this.#view.isWatched) return;
    this.#cancel ??= this.#options.environment.after(this.#options.gatherMs, () => {
      this.#cancel = undefined;
      void this.refresh();
    });
  }

  /** What was kept has changed without being read. */
  touch(): void {
    this.#view.touch();
  }

  close(): void {
    this.#cancel?.();
    this.#view.close();
  }
}
