import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { Store } from "../../../src/ports/store.ts";
import { append, batch, everything, makeRoom, seqsOf } from "../../contract/store/store_cases.ts";
import { SeededRandom } from "../../support/seeded_random.ts";
import { openStore, storeInFile } from "./open_test_store.ts";

function count(path: string, table: "arrivals" | "events"): number {
  const db = new DatabaseSync(path, { readOnly: true });
  const n = Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
  db.close();
  return n;
}

async function another(path: string, settleAt: number): Promise<{ store: Store } & AsyncDisposable> {
  const store = await openStore(path, { settleAt });
  return { store, [Symbol.asyncDispose]: () => store.close() };
}

Deno.test("entries land among the arrivals and are settled in bulk, once there are enough", async () => {
  await using opened = await storeInFile({ settleAt: 4 });
  const { store, path } = opened;
  const room = await makeRoom(store, 1);
  await append(store, room, 1, {}, {});
  assert.deepEqual([count(path, "arrivals"), count(path, "events")], [3, 0]);
  await append(store, room, 3, {});
  await store.check(); // Comes after the settling, which comes after the append.
  assert.deepEqual([count(path, "arrivals"), count(path, "events")], [0, 4]);
});

Deno.test("a read, a search and a count span what is settled and what is not", async () => {
  await using opened = await storeInFile({ settleAt: 4 });
  const { log } = opened.store;
  const room = await makeRoom(opened.store, 1);
  for (let head = 1; head < 11; head++) await append(opened.store, room, head, {});
  assert.deepEqual([count(opened.path, "arrivals"), count(opened.path, "events")], [3, 8]);
  assert.deepEqual(await seqsOf(log.read(room, everything, 100)), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  assert.deepEqual(await seqsOf(log.read(room, { after: 6, upTo: 10 }, 3)), [7, 8, 9]);
  assert.deepEqual(await seqsOf(log.find(room, everything, { types: ["text"] }, 5, 1)), [6, 7, 8, 9, 10]);
  assert.deepEqual(await seqsOf(log.find(room, everything, { types: ["text"] }, 3, 5)), [4, 5, 6]);
  assert.equal(await log.count(room, { after: 1, upTo: 10 }, { types: ["text"] }), 9);
});

Deno.test("connections that append and settle in turn keep each other's client_ids unique", async () => {
  await using first = await storeInFile({ settleAt: 7 });
  await using second = await another(first.path, 5);
  const room = await makeRoom(first.store, 1);
  const random = new SeededRandom(7);
  const placed = new Map<string, number>();
  for (let step = 0; step < 200; step++) {
    const { log } = random.pick([first.store, second.store]);
    const head = placed.size + 1;
    const clientId = `c${random.int(80)}`;
    const result = await log.append(room, head, batch(head, { clientId }));
    const before = placed.get(clientId);
    if (before === undefined) {
      assert.equal(result.kind, "ok", `step ${step}`);
      placed.set(clientId, head + 1);
    } else {
      assert.ok(result.kind === "duplicate", `step ${step}: ${result.kind}`);
      assert.equal(result.duplicates[0]?.existing.seq, before);
    }
  }
  assert.ok(placed.size > 20 && placed.size < 200, "both kinds of answers were seen");
  assert.equal((await second.store.log.read(room, everything, 1_000)).length, placed.size + 1);
});

Deno.test("what was not settled when the process ended is found by the next", async () => {
  await using opened = await storeInFile();
  const room = await makeRoom(opened.store, 1);
  await append(opened.store, room, 1, { clientId: "a" }, { clientId: "b" });
  await opened.store.close();
  assert.equal(count(opened.path, "events"), 0);
  await using next = await another(opened.path, 1_000);
  const again = await next.store.log.append(room, 3, batch(3, { clientId: "b" }));
  assert.ok(again.kind === "duplicate", again.kind);
  assert.equal(again.duplicates[0]?.existing.seq, 3);
});

Deno.test("what other connections add and settle is found by each, in every room", async () => {
  await using first = await storeInFile({ settleAt: 23 });
  await using second = await another(first.path, 17);
  const stores = [first.store, second.store];
  const rooms = [await makeRoom(first.store, 1), await makeRoom(first.store, 2), await makeRoom(first.store, 3)];
  const heads = new Map(rooms.map((room) => [room, 1]));
  const random = new SeededRandom(11);
  for (let step = 0; step < 150; step++) {
    const [writer, room] = [random.pick(stores), random.pick(rooms)];
    const head = heads.get(room)!;
    const count = 1 + random.int(4);
    await append(writer, room, head, ...Array.from({ length: count }, () => ({})));
    heads.set(room, head + count);
    const { log } = random.pick(stores);
    const [asked, after] = [random.pick(rooms), random.int(head)];
    const end = heads.get(asked)!;
    const all = Array.from({ length: end }, (_, i) => i + 1);
    const at = `step ${step}, after ${after}`;
    assert.deepEqual(await seqsOf(log.read(asked, { after, upTo: end }, 7)), all.slice(after, after + 7), at);
    assert.deepEqual(
      await seqsOf(log.find(asked, everything, { types: ["text"] }, 5, 2)),
      all.slice(1, -2).slice(-5),
      at,
    );
    assert.equal(
      await log.count(asked, { after, upTo: end }, { types: ["text"] }),
      Math.max(0, end - Math.max(1, after)),
      at,
    );
  }
});
