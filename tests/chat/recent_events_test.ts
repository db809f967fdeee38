import assert from "node:assert/strict";
import { RecentEvents } from "../../src/chat/recent_events.ts";
import { recentBytesMax, recentEventsMax } from "../../src/limits.ts";
import { entry } from "../contract/store/store_cases.ts";

function filled(from: number, to: number, text = "x"): RecentEvents {
  const recent = new RecentEvents();
  for (let seq = from; seq <= to; seq++) recent.push(entry(seq, { text }));
  return recent;
}

const seqs = (entries: readonly { seq: number }[] | undefined): number[] | undefined => entries?.map(({ seq }) => seq);

Deno.test("RecentEvents.after() answers what follows a cursor, at most the limit, from its low end", () => {
  const recent = filled(11, 20);
  assert.deepEqual(seqs(recent.after(17, 10)), [18, 19, 20]);
  assert.deepEqual(seqs(recent.after(10, 3)), [11, 12, 13]);
  assert.deepEqual(seqs(recent.after(20, 10)), []);
});

Deno.test("RecentEvents.after() does not answer for what reaches further back than it does", () => {
  assert.equal(filled(11, 20).after(9, 10), undefined);
  assert.equal(new RecentEvents().after(0, 10), undefined);
});

Deno.test("RecentEvents keeps the newest recentEventsMax entries at least, and never more than twice as many", () => {
  for (const pushed of [recentEventsMax, 2 * recentEventsMax, 2 * recentEventsMax + 1, 5 * recentEventsMax + 3]) {
    const recent = filled(1, pushed);
    assert.equal(recent.after(pushed - recentEventsMax, 10_000)?.length, recentEventsMax);
    if (pushed > 2 * recentEventsMax) assert.equal(recent.after(pushed - 2 * recentEventsMax - 1, 10_000), undefined);
  }
});

Deno.test("RecentEvents keeps at most twice recentBytesMax of long entries", () => {
  const long = "x".repeat(10_000);
  const recent = filled(1, 100, long);
  let kept = 0;
  while (recent.after(100 - kept - 1, 1) !== undefined) kept++;
  assert.ok(kept * long.length <= 2 * recentBytesMax, `${kept} entries are kept`);
  assert.ok(kept >= Math.floor(recentBytesMax / long.length), `${kept} entries are kept`);
});

Deno.test("RecentEvents gives up an entry longer than all it may keep, and goes on after it", () => {
  const recent = filled(1, 5);
  recent.push(entry(6, { text: "x".repeat(3 * recentBytesMax) }));
  assert.equal(recent.after(5, 10), undefined);
  recent.push(entry(7));
  assert.deepEqual(seqs(recent.after(6, 10)), [7]);
  assert.equal(recent.after(5, 10), undefined);
});

Deno.test("RecentEvents.said() finds what a sender has said under a client_id, as long as it is kept, and nobody else's", () => {
  const recent = new RecentEvents();
  const [ann, bob] = ["a".repeat(24), "b".repeat(24)];
  for (let seq = 11; seq <= 20; seq++) recent.push(entry(seq, { sender: ann, clientId: `c-${seq}` }));
  assert.equal(recent.said(ann, "c-14")?.seq, 14);
  assert.equal(recent.said(bob, "c-14"), undefined);
  assert.equal(recent.said(ann, "c-21"), undefined);
  recent.redact({ kind: "message_deleted", of: 14, user_id: bob } as never, 21);
  for (let seq = 21; seq <= 11 + 3 * recentEventsMax; seq++) {
    recent.push(entry(seq, { sender: ann, clientId: `c-${seq}` }));
  }
  assert.equal(recent.said(ann, "c-14"), undefined);
  const newest = 11 + 3 * recentEventsMax;
  assert.equal(recent.said(ann, `c-${newest}`)?.seq, newest);
  assert.equal(recent.said(ann, `c-${newest - recentEventsMax + 1}`)?.seq, newest - recentEventsMax + 1);
  // Of two who share one it knows the newer; of the other, nothing, rather than something wrong.
  recent.push(entry(newest + 1, { sender: bob, clientId: `c-${newest}` }));
  assert.equal(recent.said(bob, `c-${newest}`)?.seq, newest + 1);
  assert.equal(recent.said(ann, `c-${newest}`), undefined);
});
