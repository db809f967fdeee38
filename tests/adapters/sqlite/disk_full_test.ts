import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { createEngine } from "../../../src/adapters/sqlite/engine.ts";
import { createInlineLane } from "../../../src/adapters/sqlite/inline_lane.ts";
import { migrate } from "../../../src/adapters/sqlite/migrate.ts";
import { migrations } from "../../../src/adapters/sqlite/migrations/migrations.ts";
import { SqliteStore } from "../../../src/adapters/sqlite/sqlite_store.ts";
import { silentMeter } from "../../../src/ports/meter.ts";
import type { Store } from "../../../src/ports/store.ts";
import { ParleyError } from "../../../src/protocol/parley_error.ts";
import { append, assertUnavailable, batch, bob, everything, joined } from "../../contract/store/store_cases.ts";
import { makeRoom, seqsOf } from "../../contract/store/store_cases.ts";
import { FalseClock } from "../../support/false_clock.ts";
import { tempFolder } from "../../support/temp.ts";
import { openStore } from "./open_test_store.ts";

const big = { text: "x".repeat(60_000) };
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

/** Appends until the store refuses even a short entry, each time definitely; answers the head. */
async function fill(store: Store, room: string, from: number): Promise<number> {
  let head = from;
  for (const parts of [big, { text: "x" }]) {
    let full = false;
    while (!full) {
      assert.ok(head < 2_000, "The disk was never full");
      try {
        assert.deepEqual(await store.log.append(room, head, batch(head, parts)), { kind: "ok" });
        head++;
      } catch (error) {
        if (!(error instanceof ParleyError)) throw error;
        assert.equal(error.code, "unavailable");
        assert.match(String(error.cause), /full/);
        full = true;
      }
    }
  }
  return head;
}

/** What must hold of a full store, and once there is room again. */
async function tryFullStore(store: Store, makeSpace: () => void | Promise<void>): Promise<void> {
  const room = await makeRoom(store, 1);
  const other = await makeRoom(store, 2);
  const head = await fill(store, room, 1);
  await assertUnavailable(store.check());
  await assertUnavailable(store.log.append(room, head, batch(head, joined(bob, "Bob"), big)));
  // Nothing of a refused batch is there, of no room that was in the same transaction.
  const refused = await Promise.allSettled([
    store.log.append(other, 1, batch(1, big, big)),
    store.log.append(room, head, batch(head, big, big)),
  ]);
  assert.deepEqual(refused.map(({ status }) => status), ["rejected", "rejected"]);
  assert.deepEqual(await seqsOf(store.log.read(room, everything, 10_000)), range(head));
  assert.deepEqual(await seqsOf(store.log.read(other, everything, 10)), [1]);
  assert.equal((await store.members.lookup(room, [bob])).members.size, 0);
  await makeSpace();
  await store.check();
  assert.equal(await append(store, room, head, joined(bob, "Bob"), big), head + 2);
  assert.equal((await store.members.lookup(room, [bob])).members.size, 1);
  assert.deepEqual(await seqsOf(store.log.read(room, everything, 10_000)), range(head + 2));
}

Deno.test("a database that may not grow refuses definitely, is still read, and recovers by itself", async () => {
  const db = new DatabaseSync(":memory:");
  migrate(db, { path: ":memory:", migrations, now: 0 });
  db.exec("PRAGMA max_page_count = 300");
  const lane = createInlineLane(createEngine(db));
  const store = new SqliteStore({ writer: lane, reader: lane, searcher: lane }, new FalseClock(), silentMeter);
  await tryFullStore(store, () => db.exec("PRAGMA max_page_count = 100000"));
  await store.close();
});

async function run(command: string, ...args: readonly string[]): Promise<boolean> {
  try {
    return (await new Deno.Command(command, { args: [...args], stderr: "null" }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** A small disk of its own; `undefined` where this user may not mount one. */
async function smallDisk(): Promise<{ file(name: string): string } & AsyncDisposable | undefined> {
  const folder = await tempFolder();
  if (!await run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder.path)) {
    await folder[Symbol.asyncDispose]();
    return undefined;
  }
  return {
    file: (name) => folder.file(name),
    async [Symbol.asyncDispose]() {
      assert.ok(await run("umount", folder.path));
      await folder[Symbol.asyncDispose]();
    },
  };
}

const mayMount = await (async () => {
  await using disk = await smallDisk();
  return disk !== undefined;
})();

Deno.test({
  name: "a full disk is a definite refusal, reading goes on, and room on the disk is all it needs",
  // Needs the right to mount a tmpfs.
  ignore: !mayMount,
  fn: async () => {
    await using disk = await smallDisk();
    assert.ok(disk !== undefined);
    const ballast = disk.file("ballast");
    await Deno.writeFile(ballast, new Uint8Array(1_500_000));
    const store = await openStore(disk.file("parley.db"));
    // Also where the test fails: a file in use would keep the disk mounted.
    await using _closing = { [Symbol.asyncDispose]: () => store.close() };
    await tryFullStore(store, () => Deno.remove(ballast));
  },
});
