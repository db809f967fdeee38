import { createEngine, type Engine } from "./engine.ts";
import { createFile, createPresenceCheck, openFault } from "./data_file.ts";
import { migrate, type MigrationNotice } from "./migrate.ts";
import { openConnection } from "./open_connection.ts";
import { migrations } from "./migrations/migrations.ts";

/** Of a searcher, which reads what has just been written. */
const searcherCacheKib = 8_192;

export interface OpenOptions {
  /** A file, or ":memory:". */
  readonly path: string;
  /** A reader neither creates the file nor migrates it, and cannot write; a searcher writes its index alone. */
  readonly role: "writer" | "reader" | "searcher";
  /** Milliseconds since 1970: names a backup. */
  readonly now: number;
  /** Arrivals that are settled at once; absent: `arrivalsMax`. */
  readonly settleAt?: number;
}

export interface Opened {
  readonly engine: Engine;
  readonly notices: readonly MigrationNotice[];
}

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

function open({ path, role, now, settleAt }: OpenOptions): Opened {
  if (role === "writer" && path !== ":memory:") createFile(path);
  const db = openConnection(path);
  try {
    const notices = role === "writer" ? migrate(db, { path, migrations, now }) : [];
    const mayWrite = path === ":memory:" ? {} : { mayWrite: createPresenceCheck(path) };
    const engine = createEngine(db, { settleAt, path, ...mayWrite });
    if (role === "writer") engine.check();
    else if (role === "reader") db.exec("PRAGMA query_only = ON");
    else {
      db.exec(`PRAGMA main.cache_size = -${searcherCacheKib}`);
      openIndex(engine);
    }
    return { engine, notices };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Takes its descriptors now, while there are some. A fault is met again, and told, by who searches first. */
function openIndex(engine: Engine): void {
  try {
    engine.catchUpSearch([], 0);
  } catch {
    return;
  }
}
