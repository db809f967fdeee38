import { type Meter, silentMeter } from "../../ports/meter.ts";
import type { Store } from "../../ports/store.ts";
import { ParleyError } from "../../protocol/parley_error.ts";
import { createInlineLane } from "./inline_lane.ts";
import { openEngine } from "./open_engine.ts";
import { SqliteStore } from "./sqlite_store.ts";
import { openStoreThreads, type StoreThreadsOptions, tellMigrations } from "./store_threads.ts";

export interface SqliteStoreOptions extends StoreThreadsOptions {
  /** `worker`: in threads of its own. `inline`: in the caller's, in microtasks only; for tests and simulation. */
  readonly thread: "worker" | "inline";
  readonly meter?: Meter;
}

/**
 * Opens the embedded store: a file in write-ahead mode with a writing and a reading thread, so that long reads do not
 * stall appends. Several processes may open one file.
 *
 * @throws ParleyError `unavailable` with one sentence that names the file and says what to do.
 */
export async function createSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { clock, meter = silentMeter } = options;
  if (options.thread === "inline") return openInline(options, meter);
  const { lanes } = await openStoreThreads(options);
  return new SqliteStore(lanes, clock, meter, options.log);
}

function openInline(options: SqliteStoreOptions, meter: Meter): Store {
  const { path, clock, log, settleAt } = options;
  try {
    const { engine, notices } = openEngine({
      path,
      role: "writer",
      now: clock.now(),
      ...(settleAt === undefined ? {} : { settleAt }),
    });
    tellMigrations(log, path, notices);
    const lane = createInlineLane(engine);
    return new SqliteStore({ writer: lane, reader: lane, searcher: lane }, clock, meter);
  } catch (cause) {
    throw new ParleyError("unavailable", cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
