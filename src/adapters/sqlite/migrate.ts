import type { DatabaseSync } from "node:sqlite";
import { OpenFault } from "./data_file.ts";

/** What was done to a file, for the log. */
export interface MigrationNotice {
  readonly from: number;
  readonly to: number;
  /** Where the file was saved before; absent: there was nothing to save. */
  readonly backup?: string;
}

export interface MigrateOptions {
  /** A file, or ":memory:". */
  readonly path: string;
  readonly migrations: readonly string[];
  /** Milliseconds since 1970: names the backup. */
  readonly now: number;
}

/** "Parl": says whose file it is. */
const applicationId = 0x5061_726c;

/**
 * Brings the database to the newest version, each step in a transaction of its own; `PRAGMA user_version` is how far it
 * has come. Several processes may try at once: one does each step.
 */
export function migrate(db: DatabaseSync, { path, migrations, now }: MigrateOptions): readonly MigrationNotice[] {
  const from = pragma(db, "user_version");
  const to = migrations.length;
  refuseForeign(db, path, from);
  if (from > to) {
    throw new OpenFault(
      `The data file ${
        JSON.stringify(path)
      } has version ${from} of the schema and this program knows only versions up to ${to}: ` +
        "start the newer program that wrote it, or restore the backup it made before the upgrade",
    );
  }
  if (from === to) return [];
  const backup = from > 0 && path !== ":memory:" ? backUp(db, path, from, now) : undefined;
  migrations.forEach((sql, index) => step(db, index + 1, sql));
  return [{ from, to, ...(backup === undefined ? {} : { backup }) }];
}

/** Never writes into a database that another program made. */
function refuseForeign(db: DatabaseSync, path: string, version: number): void {
  const id = pragma(db, "application_id");
  const tables = db.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.n;
  if (id === applicationId || (id === 0 && version === 0 && tables === 0)) return;
  throw new OpenFault(
    `The data file ${JSON.stringify(path)} belongs to another program: choose another file, or move it away`,
  );
}

function step(db: DatabaseSync, version: number, sql: string): void {
  // Prepared: an error of `exec` does not carry its code.
  db.prepare("BEGIN IMMEDIATE").run();
  try {
    if (pragma(db, "user_version") < version) {
      db.exec(sql);
      db.exec(`PRAGMA user_version = ${version}; PRAGMA application_id = ${applicationId}`);
    }
    db.prepare("COMMIT").run();
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

/** A consistent copy beside the file, with the same narrow mode. */
function backUp(db: DatabaseSync, path: string, version: number, now: number): string {
  const stamp = new Date(now).toISOString().replaceAll(/[-:.]/g, "");
  const backup = `${path}.v${version}-${stamp}.bak`;
  Deno.openSync(backup, { write: true, createNew: true, mode: 0o600 }).close();
  db.prepare("VACUUM INTO ?").run(backup);
  return backup;
}

function pragma(db: DatabaseSync, name: string): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}
