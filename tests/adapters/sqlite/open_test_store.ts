import { createSqliteStore, type SqliteStoreOptions } from "../../../src/adapters/sqlite/create_sqlite_store.ts";
import { createSystemClock } from "../../../src/adapters/system/clock.ts";
import { silentLog } from "../../../src/ports/log.ts";
import type { Store } from "../../../src/ports/store.ts";
import { tempFolder } from "../../support/temp.ts";

/** A store on the real clock, with nothing said. */
export function openStore(path: string, parts: Partial<SqliteStoreOptions> = {}): Promise<Store> {
  return createSqliteStore({ path, thread: "worker", clock: createSystemClock(), log: silentLog, ...parts });
}

export async function storeInFile(
  parts: Partial<SqliteStoreOptions> = {},
): Promise<{ store: Store; path: string } & AsyncDisposable> {
  const folder = await tempFolder();
  const path = folder.file("parley.db");
  const store = await openStore(path, parts);
  return {
    store,
    path,
    async [Symbol.asyncDispose]() {
      await store.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

export async function storeInMemory(
  thread: "worker" | "inline",
  parts: Partial<SqliteStoreOptions> = {},
): Promise<{ store: Store } & AsyncDisposable> {
  const store = await openStore(":memory:", { ...parts, thread });
  return { store, [Symbol.asyncDispose]: () => store.close() };
}
