import { DatabaseSync } from "node:sqlite";
import { OpenFault } from "./data_file.ts";

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
  // What is let go is overwritten, so that nothing of a deleted message is left in some corner of the file.
  "secure_delete = ON",
  "temp_store = MEMORY",
  `cache_size = -${cacheKib}`,
  `wal_autocheckpoint = ${checkpointPages}`,
  `journal_size_limit = ${journalBytesMax}`,
  // An I/O error of a mapped file would be a signal that ends the process, not an error of one call.
  "mmap_size = 0",
];

/** A connection whose commits are durable when they return. Throws errors of node:sqlite, and {@link OpenFault}. */
export function openConnection(path: string): DatabaseSync {
  const db = new DatabaseSync(path);
  try {
    for (const pragma of pragmas) db.prepare(`PRAGMA ${pragma}`).all();
    const mode = db.prepare("PRAGMA journal_mode").get()?.journal_mode;
    if (mode === "wal" || path === ":memory:") return db;
    throw new OpenFault(`The data file ${JSON.stringify(path)} cannot have a write-ahead log: put it on a local disk`);
  } catch (error) {
    db.close();
    throw error;
  }
}
