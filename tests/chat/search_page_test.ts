import assert from "node:assert/strict";
import fc from "fast-check";
import { createSqliteStore } from "../../src/adapters/sqlite/create_sqlite_store.ts";
import { readCursor, writeCursor } from "../../src/chat/search_cursor.ts";
import { pageOf } from "../../src/chat/search_page.ts";
import { readTail } from "../../src/chat/search_tail.ts";
import { searchTailEntries } from "../../src/limits.ts";
import { silentLog } from "../../src/ports/log.ts";
import type { Store } from "../../src/ports/store.ts";
import type { Id } from "../../src/protocol/id.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import { parseSearch } from "../../src/protocol/search_query.ts";
import { momentOf, say } from "../contract/store/search_messages.ts";
import { makeRoom } from "../contract/store/store_cases.ts";
import { FalseClock } from "../support/false_clock.ts";

function open(): Promise<Store> {
  return createSqliteStore({ path: ":memory:", thread: "inline", clock: new FalseClock(), log: silentLog });
}

/** The seqs of all pages, one after the other; the index takes in so much first. */
async function allPages(
  store: Store,
  room: Id,
  q: string,
  parts: { limit: number; sort: "newest" | "relevance"; catchUp: number },
) {
  const seqs: number[] = [];
  const { clauses, has, pinned } = parseSearch(q);
  const tail = await readTail(store.log, await store.search.catchUp([room], parts.catchUp));
  let cursor = { now: momentOf(1_000), seen: 0 };
  for (let pages = 0; pages < 500; pages++) {
    const page = await pageOf(store.search, { rooms: [room], clauses, has, pinned }, { ...parts, cursor, tail });
    seqs.push(...page.hits.map(({ document }) => document.seq));
    assert.ok(page.atLeast >= seqs.length, `${page.atLeast} of ${seqs.length}`);
    if (page.next.cursor === undefined) return { seqs, pending: tail.pending };
    cursor = readCursor(page.next.cursor);
  }
  throw new Error("The pages do not end");
}

Deno.test("Pages over several bands hold everything once, in either order, however much the index lacks", async () => {
  const store = await open();
  const room = await makeRoom(store, 1);
  const many = Array.from({ length: 500 }, (_, i) => ({ content: `engine ${i % 3 === 0 ? "engine" : "number"} ${i}` }));
  for (let head = 1; head < 501; head += 100) await say(store, room, head, ...many.slice(head - 1, head + 99));
  const expected = Array.from({ length: 500 }, (_, i) => 501 - i);
  for (const catchUp of [0, 250, 1_000]) {
    const newest = await allPages(store, room, "engine", { limit: 33, sort: "newest", catchUp });
    assert.deepEqual(newest, { seqs: expected, pending: 0 });
    const best = await allPages(store, room, "engine", { limit: 33, sort: "relevance", catchUp });
    assert.deepEqual(best.seqs.toSorted((a, b) => b - a), expected);
    // Said twice goes before said once, among those of one band.
    assert.equal((best.seqs[0]! - 2) % 3, 0);
  }
  await store.close();
});

Deno.test("What the index lacks is read from the log: new words at once, old ones and deleted ones never", async () => {
  const store = await open();
  const room = await makeRoom(store, 1);
  const head = await say(store, room, 1, { content: "alpha one" }, { content: "alpha two" }, {
    content: "alpha three",
  });
  await store.search.catchUp([room], 100);
  await say(
    store,
    room,
    head,
    { content: "alpha four" },
    { type: "edited", of: 2, content: "beta one" },
    { type: "deleted", of: 3 },
    { content: "alpha five" },
    { type: "deleted", of: 8 },
  );
  const found = async (q: string) => (await allPages(store, room, q, { limit: 2, sort: "newest", catchUp: 0 })).seqs;
  assert.deepEqual(await found("alpha"), [5, 4]);
  assert.deepEqual(await found("beta"), [2]);
  await store.search.catchUp([room], 100);
  assert.deepEqual(await found("alpha"), [5, 4]);
  assert.deepEqual(await found("beta"), [2]);
  await store.close();
});

Deno.test("Of more than may be read one by one, the newest are, and it is told how many are not", async () => {
  const store = await open();
  const room = await makeRoom(store, 1);
  const more = 150;
  let head = await say(store, room, 1, { content: "oldest" }, { content: "secret" });
  while (head < searchTailEntries + more) head = await say(store, room, head, ...Array(100).fill({ content: "word" }));
  head = await say(store, room, head, { type: "deleted", of: 3 }, { content: "newest" });
  const found = (q: string) => allPages(store, room, q, { limit: 5, sort: "newest", catchUp: 0 });
  assert.deepEqual(await found("newest"), { seqs: [head], pending: head - searchTailEntries });
  assert.deepEqual((await found("oldest")).seqs, []);
  assert.deepEqual((await found("secret")).seqs, []);
  await store.close();
});

Deno.test("A cursor comes back as it went out, and anything else is refused as invalid", () => {
  const cursor = { now: 1, seen: 3, band: "0012", last: { score: 0.5, at: 2, room: "0".repeat(24), seq: 9 } };
  assert.deepEqual(readCursor(writeCursor(cursor)), cursor);
  fc.assert(fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
    try {
      readCursor(text);
    } catch (error) {
      assert.ok(error instanceof ParleyError && error.code === "invalid");
    }
  }));
});
