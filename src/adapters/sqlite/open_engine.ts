import { DatabaseSync } from "node:sqlite";
import { createEngine, type Engine } from "./engine.ts";
import { createFile, OpenFault, openFault } from "./data_file.ts";
import { migrate, type MigrationNotice } from "./migrate.ts";
import { migrations } from "./migrations/migrations.ts";

export interface OpenOptions {
  /** A file, or ":memory:". */
  readonly path: string;
  /** A reader neither creates the file nor migrates it, and cannot write. */
  readonly role: "writer" | "reader";
  /** Milliseconds since 1970: names a backup. */
  readonly now: number;
}

export interface Opened {
  readonly engine: Engine;
  readonly notices: readonly MigrationNotice[];
}

/** Longest wait for the lock of another process, below `storeCallMsMax`: a definite failure is better than silence. */
const busyTimeoutMs = 5_000;
/** Pages in the write-ahead log that start a checkpoint: 16 MiB, in which the hot pages of all rooms are overwritten
 * many times; 4 MiB cost a quarter of the throughput, 32 MiB longer stalls. */
const checkpointPages = 4_000;
/** What is left of the write-ahead log on disk after a burst, bytes. */
const journalBytesMax = 67_108_864;
/** Page cache, KiB. */
const cacheKib = 65_536;

const pragmas = [
  // First: even the next ones may meet the lock of another process.
  `busy_timeout = ${busyTimeoutMs}`,
  "journal_mode = WAL",
  "synchronous = FULL",
  "foreign_keys = ON",
  "temp_store = MEMORY",
  `cache_size = -${cacheKib}`,
  `wal_autocheckpoint = ${checkpointPages}`,
  `journal_size_limit = ${journalBytesMax}`,
  // An I/O error of a mapped file would be a signal that ends the process, not an error of one call.
  "mmap_size = 0",
];

/**
 * Opens a connection and brings the file to the schema of this program.
 * @throws Error with a sentence that names the file and says what to do.
 */
export function openEngine(options: OpenOptions): Opened {
  try {
    return open(options);
  } catch (error) {
    throw openFault(options.path, error);
  }
}

function open({ path, role, now }: OpenOptions): Opened {
  if (role === "writer" && path !== ":memory:") createFile(path);
  const db = new DatabaseSync(path);
  try {
    for (const pragma of pragmas) db.prepare(`PRAGMA ${pragma}`).all();
    const mode = db.prepare("PRAGMA journal_mode").get()?.journal_mode;
    if (mode !== "wal" && path !== ":memory:") {
      throw new OpenFault(
        `The data file ${JSON.stringify(path)} cannot have a write-ahead log: put it on a local disk`,
      );
    }
    const notices = role === "writer" ? migrate(db, { path, migrations, now }) : [];
    const engine = createEngine(db);
    if (role === "writer") engine.check();
    else db.exec("PRAGMA query_only = ON");
    return { engine, notices };
  } catch (error) {
    db.close();
    throw error;
  }
}
