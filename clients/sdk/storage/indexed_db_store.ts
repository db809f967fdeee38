import type { ClientStore } from "./client_store.ts";

/** The part of IndexedDB that is used, so that it can be named where no browser's types are. */
export interface IndexedDb {
  open(name: string, version: number): DbRequest<Db> & { onupgradeneeded: (() => void) | null };
}
interface DbRequest<Result> {
  readonly result: Result;
  readonly error: unknown;
  onsuccess: (() => void) | null;
  onerror: (() => void) | null;
}
interface Db {
  createObjectStore(name: string): unknown;
  transaction(store: string, mode: "readonly" | "readwrite", options?: object): DbTransaction;
  close(): void;
  onversionchange: (() => void) | null;
  onclose: (() => void) | null;
}
interface DbTransaction {
  readonly error: unknown;
  objectStore(name: string): DbTable;
  commit?(): void;
  oncomplete: (() => void) | null;
  onabort: (() => void) | null;
}
interface DbTable {
  get(key: string): DbRequest<unknown>;
  getAll(range: unknown): DbRequest<unknown[]>;
  getAllKeys(range: unknown): DbRequest<string[]>;
  put(value: unknown, key: string): DbRequest<unknown>;
  delete(key: unknown): DbRequest<unknown>;
}
type Scope = {
  readonly indexedDB?: IndexedDb;
  readonly IDBKeyRange?: { bound(lower: string, upper: string): unknown };
};

const table = "entries";

/**
 * A store in the browser's IndexedDB, shared by all tabs of an origin. Every call rejects where the browser refuses it
 * (private windows, a full disk); the caller goes on without.
 */
export function createIndexedDbStore(name: string, scope: Scope = globalThis as Scope): ClientStore {
  const { indexedDB, IDBKeyRange } = scope;
  if (indexedDB === undefined || IDBKeyRange === undefined) throw new TypeError("This runtime has no IndexedDB");
  const under = (prefix: string) => IDBKeyRange.bound(prefix, `${prefix}\uffff`);
  let opening: Promise<Db> | undefined;
  const open = (): Promise<Db> => {
    opening ??= opened(indexedDB, name, () => opening = undefined).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  const run = async <Result>(
    mode: "readonly" | "readwrite",
    work: (table: DbTable) => () => Result,
  ): Promise<Result> => {
    const db = await open();
    return await new Promise<Result>((resolve, reject) => {
      const transaction = db.transaction(table, mode, { durability: "strict" });
      const result = work(transaction.objectStore(table));
      // Without waiting for an answer: the page may be gone before that comes.
      if (mode === "readwrite") transaction.commit?.();
      transaction.oncomplete = () => resolve(result());
      transaction.onabort = () => reject(transaction.error);
    });
  };
  const nothing = () => undefined;
  return {
    get: (key) =>
      run("readonly", (entries) => {
        const request = entries.get(key);
        return () => request.result;
      }),
    list: (prefix) =>
      run("readonly", (entries) => {
        const keys = entries.getAllKeys(under(prefix));
        const values = entries.getAll(under(prefix));
        return () => keys.result.map((key, at) => [key, values.result[at]] as const);
      }),
    put: (key, value) => run("readwrite", (entries) => (entries.put(value, key), nothing)),
    delete: (key) => run("readwrite", (entries) => (entries.delete(key), nothing)),
    deleteAll: (prefix) => run("readwrite", (entries) => (entries.delete(under(prefix)), nothing)),
    close() {
      opening?.then((db) => db.close(), nothing);
      opening = undefined;
    },
  };
}

function opened(indexedDB: IndexedDb, name: string, lost: () => void): Promise<Db> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => void request.result.createObjectStore(table);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const db = request.result;
      // A later version of the application wants to change it, or the browser took it away.
      db.onversionchange = () => {
        db.close();
        lost();
      };
      db.onclose = lost;
      resolve(db);
    };
  });
}
