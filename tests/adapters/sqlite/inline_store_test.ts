import assert from "node:assert/strict";
import { createSqliteStore } from "../../../src/adapters/sqlite/create_sqlite_store.ts";
import { silentLog } from "../../../src/ports/log.ts";
import { batch, everything, idOf, makeRoom } from "../../contract/store/store_cases.ts";
import { FalseClock } from "../../support/false_clock.ts";

Deno.test("the inline store settles in microtasks and sets no timer, so that a simulation can command it", async () => {
  const clock = new FalseClock();
  const store = await createSqliteStore({ path: ":memory:", thread: "inline", clock, log: silentLog });
  await makeRoom(store, 1);
  const settled: string[] = [];
  const calls = [
    store.log.append(idOf(1), 1, batch(1, {})).then(() => settled.push("append")),
    store.log.read(idOf(1), everything, 10).then(() => settled.push("read")),
    store.check().then(() => settled.push("check")),
  ];
  assert.equal(clock.pending, 0);
  for (let i = 0; i < 30; i++) await Promise.resolve();
  assert.deepEqual(settled.sort(), ["append", "check", "read"]);
  await Promise.all(calls);
  await store.close();
});

Deno.test("an append whose entries are not numbered from its head is a fault of the program", async () => {
  const clock = new FalseClock();
  const store = await createSqliteStore({ path: ":memory:", thread: "inline", clock, log: silentLog });
  await makeRoom(store, 1);
  await assert.rejects(store.log.append(idOf(1), 1, batch(2, {})), TypeError);
  await store.close();
});
