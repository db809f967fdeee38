import assert from "node:assert/strict";
import type { Store } from "../../../src/ports/store.ts";
import { append, batch, everything, idOf, makeRoom, newRoom, seqsOf } from "../../contract/store/store_cases.ts";
import { tempFolder } from "../../support/temp.ts";
import { openStore, storeInFile } from "./open_test_store.ts";

/** Two stores on one file, as two processes would have it. */
async function twoStores(): Promise<{ one: Store; two: Store } & AsyncDisposable> {
  const folder = await tempFolder();
  const path = folder.file("parley.db");
  // Both find no file: one makes it, the other waits.
  const [one, two] = await Promise.all([openStore(path), openStore(path)]);
  return {
    one,
    two,
    async [Symbol.asyncDispose]() {
      await Promise.all([one.close(), two.close()]);
      await folder[Symbol.asyncDispose]();
    },
  };
}

Deno.test("two connections that append to one room make one log without a hole or a repeat", async () => {
  await using stores = await twoStores();
  const room = await makeRoom(stores.one, 1);
  let conflicts = 0;

  async function write(store: Store, name: string): Promise<void> {
    let head = 1;
    for (let i = 0; i < 100;) {
      const result = await store.log.append(room, head, batch(head, { text: `${name}${i}`, clientId: `${name}${i}` }));
      if (result.kind === "conflict") {
        conflicts++;
        assert.ok(result.head > head);
        head = result.head;
      } else {
        assert.equal(result.kind, "ok");
        head++;
        i++;
      }
    }
  }

  await Promise.all([write(stores.one, "a"), write(stores.two, "b")]);
  assert.ok(conflicts > 0, "the two never met");
  const entries = await stores.two.log.read(room, everything, 1_000);
  assert.deepEqual(entries.map(({ seq }) => seq), Array.from({ length: 201 }, (_, i) => i + 1));
  for (const name of ["a", "b"]) {
    const own = entries.map(({ text }) => text).filter((text) => text.startsWith(name));
    assert.deepEqual(own, Array.from({ length: 100 }, (_, i) => `${name}${i}`));
  }
});

Deno.test("what one connection has acknowledged, the other reads", async () => {
  await using stores = await twoStores();
  const room = await makeRoom(stores.one, 1);
  let head = 1;
  for (let i = 0; i < 20; i++) {
    head = await append(stores.one, room, head, {});
    assert.equal((await stores.two.log.heads([room])).get(room)?.seq, head);
  }
});

Deno.test("names, tickets and revocations hold over connections", async () => {
  await using stores = await twoStores();
  const both = [stores.one, stores.two];
  const made = await Promise.all(both.map((store, i) => store.rooms.create(newRoom(i, { name: "tea" }), batch(0, {}))));
  assert.deepEqual(made.sort(), ["name_taken", "ok"]);
  const spent = await Promise.all(both.flatMap((store) => [1, 2, 3].map(() => store.tokens.spend("t", 4e12))));
  assert.equal(spent.filter((own) => own).length, 1);
  await stores.one.tokens.revoke("k", 4e12);
  assert.deepEqual((await stores.two.tokens.revokedSince(0, 1)).keys, ["k"]);
});

Deno.test("a room purged and made again by one connection is not mixed up by the other", async () => {
  await using stores = await twoStores();
  const room = await makeRoom(stores.one, 1);
  await append(stores.two, room, 1, {});
  await append(stores.one, room, 2, { type: "system", effect: { kind: "room_deleted" } });
  assert.equal(await stores.one.rooms.purge(100), 0);
  await makeRoom(stores.one, 2);
  assert.deepEqual(await stores.two.log.append(room, 1, batch(1, {})), { kind: "gone" });
  assert.deepEqual(await seqsOf(stores.two.log.read(idOf(2), everything, 10)), [1]);
});

Deno.test("a long read does not hold up an append", async () => {
  await using opened = await storeInFile();
  const { store } = opened;
  const room = await makeRoom(store, 1);
  let head = 1;
  while (head < 20_000) head = await append(store, room, head, ...Array.from({ length: 1_000 }, () => ({})));
  const order: string[] = [];
  const reads = Promise.all(Array.from({ length: 10 }, () => store.log.read(room, everything, 100_000)));
  await Promise.all([
    reads.then(() => order.push("reads")),
    append(store, room, head, {}).then(() => order.push("append")),
  ]);
  assert.deepEqual(order, ["append", "reads"]);
});
