import assert from "node:assert/strict";
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { type ClientStore, createIndexedDbStore, createMemoryStore } from "../../../clients/sdk/mod.ts";
import type { IndexedDb } from "../../../clients/sdk/storage/indexed_db_store.ts";

function indexedDb(factory = new IDBFactory()): ClientStore {
  return createIndexedDbStore("parley", { indexedDB: factory as unknown as IndexedDb, IDBKeyRange });
}

const stores: readonly (readonly [string, () => ClientStore])[] = [
  ["The memory store", createMemoryStore],
  ["The IndexedDB store", () => indexedDb()],
];

for (const [name, create] of stores) {
  Deno.test(`${name} keeps, lists by prefix in the order of keys, and deletes`, async () => {
    const store = create();
    await store.put("u1/outbox/0002", { text: "two" });
    await store.put("u1/outbox/0001", { text: "one" });
    await store.put("u1/rooms", [1]);
    await store.put("u2/outbox/0001", "another's");
    assert.deepEqual(await store.list("u1/outbox/"), [
      ["u1/outbox/0001", { text: "one" }],
      ["u1/outbox/0002", { text: "two" }],
    ]);
    assert.deepEqual(await store.get("u1/rooms"), [1]);
    assert.equal(await store.get("u1/none"), undefined);
    await store.delete("u1/rooms");
    assert.equal(await store.get("u1/rooms"), undefined);
    await store.deleteAll("u1/");
    assert.deepEqual(await store.list("u"), [["u2/outbox/0001", "another's"]]);
    store.close();
  });

  Deno.test(`${name} keeps a copy: what is changed later does not change what was put`, async () => {
    const store = create();
    const value = { text: "as it was" };
    await store.put("a", value);
    value.text = "changed";
    assert.deepEqual(await store.get("a"), { text: "as it was" });
    store.close();
  });

  Deno.test(`${name} writes in the order of the calls`, async () => {
    const store = create();
    await Promise.all([store.put("a", 1), store.put("a", 2), store.delete("a"), store.put("a", 3)]);
    assert.equal(await store.get("a"), 3);
    store.close();
  });
}

Deno.test("The IndexedDB store is there after it was closed and opened again, as after a reload", async () => {
  const factory = new IDBFactory();
  const first = indexedDb(factory);
  await first.put("a", "kept");
  first.close();
  const second = indexedDb(factory);
  assert.equal(await second.get("a"), "kept");
  second.close();
});

Deno.test("The IndexedDB store rejects where the browser refuses it, and tries again at the next call", async () => {
  const factory = new IDBFactory() as unknown as IndexedDb;
  let isRefused = true;
  const sometimes: IndexedDb = {
    open(name, version) {
      if (!isRefused) return factory.open(name, version);
      const request = { result: undefined, error: new Error("no space"), onsuccess: null, onerror: null };
      queueMicrotask(() => (request.onerror as (() => void) | null)?.());
      return {
        ...request,
        onupgradeneeded: null,
        get onerror() {
          return request.onerror;
        },
        set onerror(value) {
          request.onerror = value as null;
        },
      } as unknown as ReturnType<IndexedDb["open"]>;
    },
  };
  const store = createIndexedDbStore("parley", { indexedDB: sometimes, IDBKeyRange });
  await assert.rejects(store.put("a", 1), /no space/);
  isRefused = false;
  await store.put("a", 1);
  assert.equal(await store.get("a"), 1);
  store.close();
});
