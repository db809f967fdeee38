import { DatabaseSync } from "node:sqlite";
import { codeOf, sqliteCode } from "../src/adapters/sqlite/failure.ts";
import { complain } from "../src/complain.ts";
import { exitCodeOf, readConfig } from "../src/config.ts";
import { systemSources } from "../src/config/system_sources.ts";

/**
 * Whether another process has the file open. In write-ahead mode each connection keeps a lock on the file for as long as it lives,
 * so that nobody gets it for himself.
 */
function isOpenElsewhere(path: string): boolean {
  const db = new DatabaseSync(path);
  try {
    // Not by `exec`, whose errors do not say their codes.
    for (const statement of ["PRAGMA locking_mode = EXCLUSIVE", "BEGIN IMMEDIATE", "ROLLBACK"]) {
      db.prepare(statement).all();
    }
    return false;
  } catch (error) {
    if (codeOf(error) !== sqliteCode.busy) throw error;
    return true;
  } finally {
    db.close();
  }
}

function refuse(sentence: string): never {
  complain([sentence]);
  Deno.exit(1);
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * The data file that the settings name, which no server has open. Ends the program with a sentence where there is none, and
 * with `otherwise` where the data are not in a file.
 */
export function stoppedDataFile(otherwise: string): string {
  const result = readConfig(systemSources(Deno.args));
  if (result.kind === "faults") {
    complain(result.faults.map(({ sentence }) => sentence));
    Deno.exit(exitCodeOf(result.faults));
  }
  const { storeUrl } = result.config;
  if (!storeUrl.startsWith("sqlite:")) refuse(otherwise);
  const path = storeUrl.slice("sqlite:".length);
  if (!isFile(path)) refuse(`There is no data file "${path}"`);
  if (isOpenElsewhere(path)) refuse(`The data file "${path}" is open: stop the server first`);
  return path;
}
