import type { Id } from "../../../src/protocol/id.ts";
import type { ParleyClient } from "../client.ts";
import type { Cancel, Environment } from "../environment.ts";
import type { Posts } from "../posts.ts";
import type { ClientStore } from "../storage/client_store.ts";
import type { Person } from "../timeline/timeline_item.ts";

/** What the parts of an account share. */
export interface AccountContext {
  readonly me: Person;
  readonly client: ParleyClient;
  readonly posts: Posts;
  readonly environment: Environment;
  readonly cache: Cache;
}

/** How long a change waits to be written, so that many become one write, milliseconds. */
const saveMs = 1_000;

/** What is kept for reading offline: lost without harm, so nobody waits for it and its faults cost nothing. */
export class Cache {
  readonly #store: ClientStore;
  readonly #prefix: string;
  readonly #after: Environment["after"];
  readonly #waiting = new Map<string, () => unknown>();
  #cancel: Cancel | undefined;
  #isClosed = false;

  constructor(store: ClientStore, prefix: string, after: Environment["after"]) {
    this.#store = store;
    this.#prefix = prefix;
    this.#after = after;
  }

  /** The value as it was saved last; `undefined`: none, or it cannot be read. */
  async load(key: string): Promise<unknown> {
    return await this.#store.get(this.#prefix + key).catch(() => undefined);
  }

  /** Saves what `build` gives, soon; of several calls for one key the last counts. */
  save(key: string, build: () => unknown): void {
    if (this.#isClosed) return;
    this.#waiting.set(key, build);
    this.#cancel ??= this.#after(saveMs, () => void this.flush());
  }

  /** Changes what is kept, if there is any; `change` answers the very same value for no change. */
  async amend(key: string, change: (value: unknown) => unknown): Promise<void> {
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) return void this.#waiting.set(key, () => change(waiting()));
    const value = await this.load(key);
    if (value === undefined || this.#isClosed) return;
    if (this.#waiting.has(key)) return await this.amend(key, change);
    const changed = change(value);
    if (changed !== value) this.save(key, () => changed);
  }

  /** Writes what waits now. */
  async flush(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    const writes = [...this.#waiting].map(([key, build]) => this.#store.put(this.#prefix + key, build()));
    this.#waiting.clear();
    await Promise.allSettled(writes);
  }

  /** Takes nothing more. `saves`: writes what waits; else forgets it. */
  async close(saves: boolean): Promise<void> {
    this.#isClosed = true;
    if (!saves) this.#waiting.clear();
    await this.flush();
  }

  /** Forgets a value. */
  drop(key: string): void {
    this.#waiting.delete(key);
    this.#store.delete(this.#prefix + key).catch(() => undefined);
  }
}

/** Where a room's newest part is kept. */
export function timelineKey(room: Id): string {
  return `room/${room}`;
}
