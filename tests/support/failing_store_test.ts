import assert from "node:assert/strict";
import {
  append,
  assertUnavailable,
  batch,
  everything,
  idOf,
  makeRoom,
  newRoom,
  seqsOf,
} from "../contract/store/store_cases.ts";
import { storeInMemory } from "../adapters/sqlite/open_test_store.ts";
import { failingStore, failNth } from "./failing_store.ts";

const room = idOf(1);

Deno.test("failingStore() without a plan for a call is the store itself", async () => {
  await using opened = await storeInMemory("inline");
  const store = failingStore(opened.store, () => undefined);
  await makeRoom(store, 1);
  assert.equal(await append(store, room, 1, {}), 2);
  assert.deepEqual(await seqsOf(store.log.read(room, everything, 10)), [1, 2]);
  assert.equal(store.calls, 3);
});

Deno.test("failingStore() fails the n-th call before it does anything", async () => {
  await using opened = await storeInMemory("inline");
  const store = failingStore(opened.store, failNth(2, "before"));
  await makeRoom(store, 1);
  await assertUnavailable(store.log.append(room, 1, batch(1, {})));
  assert.deepEqual(await store.log.append(room, 1, batch(1, {})), { kind: "ok" });
});

Deno.test("failingStore() counts the calls of a name apart", async () => {
  await using opened = await storeInMemory("inline");
  const store = failingStore(opened.store, failNth(2, "before", "log.append"));
  await makeRoom(store, 1);
  await append(store, room, 1, {});
  await store.rooms.byId(room);
  await assertUnavailable(store.log.append(room, 2, batch(2, {})));
});

Deno.test("failingStore() that loses an answer has written: append is unknown, another call unavailable", async () => {
  await using opened = await storeInMemory("inline");
  const store = failingStore(opened.store, () => "lost");
  await assertUnavailable(store.rooms.create(newRoom(1), batch(0, {})));
  assert.deepEqual(await store.log.append(room, 1, batch(1, { clientId: "c" })), { kind: "unknown" });
  assert.deepEqual(await seqsOf(opened.store.log.read(room, everything, 10)), [1, 2]);
});

Deno.test("failingStore() lets a late write land when told, where it meets what was written since", async () => {
  await using opened = await storeInMemory("inline");
  const store = failingStore(
    opened.store,
    (call) => call.ofName <= 2 && call.name === "log.append" ? "late" : undefined,
  );
  await makeRoom(store, 1);
  assert.deepEqual(await store.log.append(room, 1, batch(1, { text: "zombie" })), { kind: "unknown" });
  assert.deepEqual(await store.log.append(room, 2, batch(2, { text: "in time" })), { kind: "unknown" });
  assert.equal(store.late, 2);
  assert.deepEqual(await seqsOf(store.log.read(room, everything, 10)), [1]);
  await append(store, room, 1, { text: "meanwhile" });
  assert.deepEqual(await store.land(), [{ kind: "conflict", head: 2 }, { kind: "ok" }]);
  assert.equal(store.late, 0);
  const texts = (await store.log.read(room, { after: 1, upTo: 9 }, 10)).map(({ text }) => text);
  assert.deepEqual(texts, ["meanwhile", "in time"]);
});
