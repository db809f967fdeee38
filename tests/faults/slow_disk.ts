import { boundLog } from "../support/bound_log.ts";
import type { EventLog } from "../../src/ports/event_log.ts";
import type { Store } from "../../src/ports/store.ts";

/** What a disk takes besides its own time, milliseconds. */
export interface Slowness {
  /** Each write, as a synchronisation of the disk does. */
  readonly write: number;
  /** Each event of it. */
  readonly event: number;
}

/**
 * A store whose writes to the log take their time, one after the other, as those of a slow disk do. A decorator over the
 * port, not a slow device: what is tried is what the server makes of the time, not what SQLite does in it.
 */
export function withSlowDisk(store: Store, slowness: () => Slowness): Store {
  const { log } = store;
  let disk: Promise<void> = Promise.resolve();
  const append: EventLog["append"] = async (room, head, entries) => {
    const { write, event } = slowness();
    const before = disk;
    const { promise, resolve } = Promise.withResolvers<void>();
    disk = promise;
    await before;
    await new Promise((done) => setTimeout(done, write + event * entries.length));
    resolve();
    return await log.append(room, head, entries);
  };
  return { ...store, log: { ...boundLog(log), append }, check: () => store.check(), close: () => store.close() };
}
