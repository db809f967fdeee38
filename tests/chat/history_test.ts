import assert from "node:assert/strict";
import fc from "fast-check";
import { readHistory } from "../../src/chat/history.ts";
import type { HistoryPage, HistoryQuery } from "../../src/chat/room_actions.ts";
import { StoreBench } from "../support/live_bench.ts";
import { ann, append, bob, joined, makeRoom } from "../contract/store/store_cases.ts";

const seqsOf = ({ messages }: HistoryPage): number[] =>
  messages.map((text) => (JSON.parse(text) as { seq: number }).seq);

/** Twenty entries: 1 is the owner's join; then odd seqs are Bob's texts, even ones Ann's; 10 and 11 are system events. */
async function twenty(bench: StoreBench): Promise<string> {
  const room = await makeRoom(bench.store, 1);
  const parts = Array.from({ length: 19 }, (_, i) => {
    const seq = i + 2;
    return seq === 10 || seq === 11 ? joined(seq === 10 ? ann : bob, "x") : { sender: seq % 2 === 0 ? ann : bob };
  });
  await append(bench.store, room, 1, ...parts);
  return room;
}

async function pageOf(query: HistoryQuery, head = 20): Promise<{ seqs: number[]; total: number }> {
  await using bench = await StoreBench.open();
  const page = await readHistory(bench.store, { room: await twenty(bench), viewer: ann, head }, query);
  return { seqs: seqsOf(page), total: page.total };
}

Deno.test("readHistory() counts the offset from the newest and gives a page in ascending order", async () => {
  assert.deepEqual(await pageOf({ limit: 3 }), { seqs: [18, 19, 20], total: 20 });
  assert.deepEqual(await pageOf({ limit: 3, offset: 3 }), { seqs: [15, 16, 17], total: 20 });
  assert.deepEqual(await pageOf({ limit: 3, offset: 18 }), { seqs: [1, 2], total: 20 });
  assert.deepEqual(await pageOf({ limit: 3, offset: 20 }), { seqs: [], total: 20 });
  assert.deepEqual(await pageOf({ limit: 3, offset: Number.MAX_SAFE_INTEGER }), { seqs: [], total: 20 });
});

Deno.test("readHistory() by `before` ends right below it, by `after` begins right above it", async () => {
  assert.deepEqual((await pageOf({ limit: 3, before: 10 })).seqs, [7, 8, 9]);
  assert.deepEqual((await pageOf({ limit: 3, after: 10 })).seqs, [11, 12, 13]);
  assert.deepEqual((await pageOf({ limit: 9, after: 10, before: 14 })).seqs, [11, 12, 13]);
  assert.deepEqual((await pageOf({ limit: 2, after: 10, before: 14 })).seqs, [11, 12]);
  assert.deepEqual((await pageOf({ limit: 9, before: 3 })).seqs, [1, 2]);
});

Deno.test("readHistory() gives an empty page for a range without entries", async () => {
  const empty = [{ before: 0 }, { before: 1 }, { after: 20 }, { after: 99 }, { after: 7, before: 8 }, {
    after: 9,
    before: 3,
  }];
  for (const range of empty) {
    assert.deepEqual(await pageOf({ limit: 5, ...range }), { seqs: [], total: 20 }, JSON.stringify(range));
  }
  assert.deepEqual(await pageOf({ limit: 5 }, 0), { seqs: [], total: 0 });
});

Deno.test("readHistory() shows nothing beyond the head at which the reader was judged", async () => {
  assert.deepEqual(await pageOf({ limit: 3 }, 12), { seqs: [10, 11, 12], total: 12 });
  assert.deepEqual((await pageOf({ limit: 9, after: 10, before: 99 }, 12)).seqs, [11, 12]);
  assert.deepEqual((await pageOf({ limit: 9, after: 10, sender: ann }, 12)).seqs, [12]);
  assert.deepEqual(await pageOf({ limit: 9, types: ["system"] }, 10), { seqs: [1, 10], total: 2 });
});

Deno.test("readHistory() filters by sender and by type, and counts what the filters leave", async () => {
  const bobs = [3, 5, 7, 9, 11, 13, 15, 17, 19];
  assert.deepEqual(await pageOf({ limit: 2, sender: bob }), { seqs: bobs.slice(-2), total: bobs.length });
  assert.deepEqual(await pageOf({ limit: 2, offset: 2, sender: bob }), { seqs: [13, 15], total: bobs.length });
  assert.deepEqual((await pageOf({ limit: 2, after: 5, sender: bob })).seqs, [7, 9]);
  assert.deepEqual((await pageOf({ limit: 2, before: 9, sender: bob })).seqs, [5, 7]);
  assert.deepEqual((await pageOf({ limit: 9, types: ["system"] })).seqs, [1, 10, 11]);
});

Deno.test("readHistory() agrees with slicing the whole log, whatever is asked", async () => {
  await using bench = await StoreBench.open();
  const room = await twenty(bench);
  const all = await bench.store.log.read(room, { after: 0, upTo: 20 }, 20);
  const seq = fc.integer({ min: 0, max: 23 });
  const query = fc.record({
    limit: fc.integer({ min: 1, max: 8 }),
    place: fc.oneof(fc.record({ offset: seq }), fc.record({ before: seq, after: seq }, { requiredKeys: [] })),
    sender: fc.option(fc.constantFrom(ann, bob), { nil: undefined }),
    head: fc.integer({ min: 0, max: 20 }),
  });
  await fc.assert(fc.asyncProperty(query, async ({ limit, place, sender, head }) => {
    const { offset = 0, before = Infinity, after }: Partial<Record<"offset" | "before" | "after", number>> = place;
    const fits = all.filter((one) =>
      one.seq <= head && one.seq < before && one.seq > (after ?? 0) && (sender === undefined || one.sender === sender)
    );
    const end = fits.length - offset;
    const wanted = after === undefined ? fits.slice(Math.max(0, end - limit), Math.max(0, end)) : fits.slice(0, limit);
    const asked = { limit, ...place, ...(sender === undefined ? {} : { sender }) };
    const page = await readHistory(bench.store, { room, viewer: ann, head }, asked);
    assert.deepEqual(seqsOf(page), wanted.map((one) => one.seq));
  }));
});
