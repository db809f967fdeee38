import { storeCallMsMax } from "../../limits.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { type Meter, silentMeter } from "../../ports/meter.ts";
import type { Store } from "../../ports/store.ts";
import { ParleyError } from "../../protocol/parley_error.ts";
import { createInlineLane } from "./inline_lane.ts";
import type { Lane } from "./lane.ts";
import type { MigrationNotice } from "./migrate.ts";
import { openEngine, type OpenOptions } from "./open_engine.ts";
import { SqliteStore } from "./sqlite_store.ts";
import { WorkerLane } from "./worker_lane.ts";

export interface SqliteStoreOptions {
  /** A file, made where there is none (not its folder), or ":memory:". */
  readonly path: string;
  /** `worker`: in threads of its own. `inline`: in the caller's, in microtasks only; for tests and simulation. */
  readonly thread: "worker" | "inline";
  readonly clock: Clock;
  readonly log: Log;
  readonly meter?: Meter;
  /** Longest a call of a thread may take before its outcome counts as unknown, milliseconds. */
  readonly callMsMax?: number;
  /** Entries that are moved to their rooms at once, for tests of that; `arrivalsMax` by default. */
  readonly settleAt?: number;
}

/**
 * Opens the embedded store: a file in write-ahead mode with a writing and a reading thread, so that long reads do not
 * stall appends. Several processes may open one file.
 *
 * @throws ParleyError `unavailable` with one sentence that names the file and says what to do.
 */
export async function createSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const lanes: Lane[] = [];
  try {
    const writer = await openLane(options, "writer", lanes);
    // A reader sees what was committed before its call: each of its calls is a new snapshot of the same file.
    const separate = options.thread === "worker" && options.path !== ":memory:";
    const reader = separate ? await openLane(options, "reader", lanes) : writer;
    return new SqliteStore(writer, reader, options.clock, options.meter ?? silentMeter);
  } catch (cause) {
    await Promise.all(lanes.map((lane) => lane.close()));
    throw new ParleyError("unavailable", cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

async function openLane(options: SqliteStoreOptions, role: OpenOptions["role"], lanes: Lane[]): Promise<Lane> {
  const { path, clock, log, callMsMax = storeCallMsMax, settleAt } = options;
  const open: OpenOptions = { path, role, now: clock.now(), ...(settleAt === undefined ? {} : { settleAt }) };
  if (options.thread === "inline") {
    const { engine, notices } = openEngine(open);
    const lane = createInlineLane(engine);
    lanes.push(lane);
    tell(log, path, notices);
    return lane;
  }
  const lane = new WorkerLane({ open, clock, log, callMsMax, restart: path !== ":memory:" });
  lanes.push(lane);
  tell(log, path, await lane.open());
  return lane;
}

function tell(log: Log, path: string, notices: readonly MigrationNotice[]): void {
  for (const { from, to, backup } of notices) {
    if (from === 0) log.info("The data file was made", { path, version: to });
    else log.warn("The data file was brought to a newer version of its schema", { path, from, to, backup });
  }
}
