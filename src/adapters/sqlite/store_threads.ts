import { storeCallMsMax } from "../../limits.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import { type Meter, silentMeter } from "../../ports/meter.ts";
import type { Store } from "../../ports/store.ts";
import { ParleyError } from "../../protocol/parley_error.ts";
import type { MigrationNotice } from "./migrate.ts";
import type { OpenOptions } from "./open_engine.ts";
import { SqliteStore } from "./sqlite_store.ts";
import { LentThread, type StoreLine, type StoreRole } from "./store_line.ts";
import { WorkerLane, type WorkerPort } from "./worker_lane.ts";

export interface StoreThreadsOptions {
  /** A file, made where there is none (not its folder), or ":memory:". */
  readonly path: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Longest a call of a thread may take before its outcome counts as unknown, milliseconds. */
  readonly callMsMax?: number;
  /** Entries that are moved to their rooms at once, for tests of that. */
  readonly settleAt?: number;
}

/** The threads of a store, lent to others: however many threads use the file, one writes to it. */
export interface StoreThreads {
  readonly lanes: { readonly writer: WorkerLane; readonly reader: WorkerLane; readonly searcher: WorkerLane };
  /** Serves a port that another thread dialled. */
  lend(role: StoreRole, port: MessagePort): void;
  /** After everything that was called before. */
  close(): Promise<void>;
}

/**
 * Opens the file with a writing and a reading thread, so that long reads do not stall appends.
 *
 * @param ended Told when a thread has died. It is replaced as soon as somebody needs it; where its data was in memory, not.
 * @throws ParleyError `unavailable` with one sentence that names the file and says what to do.
 */
export async function openStoreThreads(
  options: StoreThreadsOptions,
  ended: (role: StoreRole, message: string) => void = () => {},
): Promise<StoreThreads> {
  const lanes: WorkerLane[] = [];
  const close = async (): Promise<void> => {
    // The writer last: who closes last folds the write-ahead log into the file.
    for (const lane of lanes.toReversed()) await lane.close();
  };
  const open = async (role: StoreRole): Promise<WorkerLane> => {
    const lane = laneOf(options, role, { ended: (message) => ended(role, message) });
    lanes.push(lane);
    tellMigrations(options.log, options.path, await lane.open());
    return lane;
  };
  try {
    const writer = await open("writer");
    // A reader sees what was committed before its call: each of its calls is a new snapshot of the same file.
    const reader = inMemory(options) ? writer : await open("reader");
    // At once, though it is needed a little later: a thread that begins under siege may find no descriptor for itself.
    const opened = { writer, reader, searcher: inMemory(options) ? writer : await open("searcher") };
    return { lanes: opened, lend: (role, port) => opened[role].lend(port), close };
  } catch (cause) {
    await close();
    throw new ParleyError("unavailable", cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/**
 * A store over threads that another thread keeps open: closing it leaves them to the others.
 *
 * @throws ParleyError `unavailable` where they do not answer.
 */
export async function createLentStore(
  options: StoreThreadsOptions & { readonly line: StoreLine; readonly meter?: Meter },
): Promise<Store> {
  const { line, clock, meter = silentMeter } = options;
  const threads: Partial<Record<StoreRole, LentThread>> = {};
  line.onEnded((role, message) => threads[role]?.ended(message));
  const open = async (role: StoreRole): Promise<WorkerLane> => {
    const lane = laneOf(options, role, { spawn: () => threads[role] = new LentThread(role, line) });
    await lane.open();
    return lane;
  };
  try {
    const writer = await open("writer");
    const reader = inMemory(options) ? writer : await open("reader");
    const searcher = inMemory(options) ? writer : await open("searcher");
    return new SqliteStore({ writer, reader, searcher }, clock, meter);
  } catch (cause) {
    threads.writer?.terminate();
    threads.reader?.terminate();
    threads.searcher?.terminate();
    throw new ParleyError("unavailable", cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function laneOf(
  { path, clock, log, callMsMax = storeCallMsMax, settleAt }: StoreThreadsOptions,
  role: StoreRole,
  how: { readonly ended?: (message: string) => void; readonly spawn?: () => WorkerPort },
): WorkerLane {
  const open: OpenOptions = { path, role, now: clock.now(), ...(settleAt === undefined ? {} : { settleAt }) };
  return new WorkerLane({ open, clock, log, callMsMax, restart: path !== ":memory:", ...how });
}

function inMemory({ path }: StoreThreadsOptions): boolean {
  return path === ":memory:";
}

/** Says in the log what opening did to the file. */
export function tellMigrations(log: Log, path: string, notices: readonly MigrationNotice[]): void {
  for (const { from, to, backup } of notices) {
    if (from === 0) log.info("The data file was made", { path, version: to });
    else log.warn("The data file was brought to a newer version of its schema", { path, from, to, backup });
  }
}
