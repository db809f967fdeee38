import { DatabaseSync } from "node:sqlite";
import { createFile } from "./data_file.ts";
import { codeOf, sqliteCode } from "./failure.ts";

/** Of what is in the file and of the rules by which texts become terms. Another one: the index is made anew. */
export const searchVersion = 1;

/**
 * - `cursors`: how far the log of a room was taken in, and the epoch of that log: one that was restored has another.
 * - `docs`: messages as they are found, by their place in time; JSON as in `search_row.ts`.
 * - `terms`: the words of `docs`, its rows by the same places. It keeps no copy of them (`content=''`); what is removed from
 *   it is removed from its pages (`secure-delete`), and overwritten (`secure_delete`).
 */
const schema = `
CREATE TABLE cursors (room INTEGER PRIMARY KEY, seq INTEGER NOT NULL, epoch TEXT NOT NULL) STRICT;
CREATE TABLE docs (
  place INTEGER PRIMARY KEY,
  room INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX docs_room ON docs (room, seq);
CREATE VIRTUAL TABLE terms USING fts5(
  words, chars, tags, content='', columnsize=0, detail=full, prefix='2', tokenize='ascii'
);
INSERT INTO terms (terms, rank) VALUES ('secure-delete', 1);
PRAGMA user_version = ${searchVersion};
`;

/** Pages in the write-ahead log before it is folded into the file: 32 MiB, since searches wait for that. */
const checkpointPages = 8_000;
const cacheKib = 32_768;
/** Longest wait for another process that writes into the index, milliseconds. */
const busyMs = 5_000;

/** The index lies beside the data, in a file that may be lost: a backup without it is whole. */
export function searchPath(dataPath: string): string {
  return dataPath === ":memory:" ? dataPath : `${dataPath}.search`;
}

/**
 * Opens the index, beside the data; one that is of another version or damaged is made anew. A file of its own and not a
 * schema of the data: it is not made durable at each commit, and no writer of messages waits for it.
 */
export function openSearch(dataPath: string): DatabaseSync {
  const path = searchPath(dataPath);
  const opened = open(path);
  if (opened !== undefined) return opened;
  removeSearch(path);
  const made = open(path);
  if (made === undefined) throw new Error("The search index cannot be made");
  return made;
}

/** Whether an error says that the index is damaged: then it is thrown away and made anew. */
export function isDamaged(error: unknown): boolean {
  const code = codeOf(error);
  return code === sqliteCode.corrupt || code === sqliteCode.notADatabase;
}

export function removeSearch(path: string): void {
  if (path === ":memory:") return;
  for (const suffix of ["", "-wal", "-shm"]) {
    try {
      Deno.removeSync(path + suffix);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

const pragmas = [
  `busy_timeout = ${busyMs}`,
  "journal_mode = WAL",
  // What a loss of power takes away is taken in again.
  "synchronous = NORMAL",
  "secure_delete = ON",
  "temp_store = MEMORY",
  `cache_size = -${cacheKib}`,
  `wal_autocheckpoint = ${checkpointPages}`,
  `journal_size_limit = ${checkpointPages * 4_096}`,
];

/** `undefined`: it is not the index this program needs. */
function open(path: string): DatabaseSync | undefined {
  if (path !== ":memory:") createFile(path);
  const db = new DatabaseSync(path);
  try {
    for (const pragma of pragmas) db.prepare(`PRAGMA ${pragma}`).all();
    if (isReady(db)) return db;
  } catch (error) {
    db.close();
    if (isDamaged(error)) return undefined;
    throw error;
  }
  db.close();
  return undefined;
}

/** Makes what a new file needs, whole or not at all; of several processes that try, one does. */
function isReady(db: DatabaseSync): boolean {
  db.exec("BEGIN IMMEDIATE");
  try {
    const { user_version: version } = db.prepare("PRAGMA user_version").get() ?? {};
    const { n: tables } = db.prepare("SELECT count(*) AS n FROM sqlite_schema").get() ?? {};
    if (version === 0 && tables === 0) db.exec(schema);
    db.exec("COMMIT");
    return version === searchVersion || (version === 0 && tables === 0);
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
