import type { ClientStore } from "./client_store.ts";

/** A store that ends with the program: for robots, and where a browser has no other. */
export function createMemoryStore(): ClientStore {
  const entries = new Map<string, unknown>();
  const keysUnder = (prefix: string) => [...entries.keys()].filter((key) => key.startsWith(prefix)).sort();
  return {
    get: (key) => Promise.resolve(entries.get(key)),
    list: (prefix) => Promise.resolve(keysUnder(prefix).map((key) => [key, entries.get(key)] as const)),
    put(key, value) {
      entries.set(key, structuredClone(value));
      return Promise.resolve();
    },
    delete(key) {
      entries.delete(key);
      return Promise.resolve();
    },
    deleteAll(prefix) {
      for (const key of keysUnder(prefix)) entries.delete(key);
      return Promise.resolve();
    },
    // Nothing is held that would have to be released: a later client may be given the same store.
    close() {},
  };
}
