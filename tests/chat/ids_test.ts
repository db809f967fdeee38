import assert from "node:assert/strict";
import { createIds } from "../../src/chat/ids.ts";
import { isId } from "../../src/protocol/id.ts";
import { FalseClock } from "../support/false_clock.ts";
import { SeededRandom } from "../support/seeded_random.ts";

Deno.test("createIds() makes ids of 24 hexadecimal characters that begin with the second", async () => {
  const clock = new FalseClock(Date.UTC(2026, 0, 1));
  const nextId = createIds(clock, new SeededRandom(1));
  const before = nextId();
  await clock.tick(1_000);
  const after = nextId();
  assert.ok(isId(before) && isId(after));
  assert.equal(parseInt(before.slice(0, 8), 16), Date.UTC(2026, 0, 1) / 1_000);
  assert.equal(parseInt(after.slice(0, 8), 16), Date.UTC(2026, 0, 1) / 1_000 + 1);
});

Deno.test("createIds() never gives one id twice, though the clock stands still or jumps back", () => {
  const clock = new FalseClock();
  const nextId = createIds(clock, new SeededRandom(2));
  const ids = new Set<string>();
  for (let i = 0; i < 10_000; i++) {
    if (i % 100 === 0) clock.jump(-1_000);
    ids.add(nextId());
  }
  assert.equal(ids.size, 10_000);
});

Deno.test("createIds() of two nodes differ in their middle, whatever their counters say", () => {
  const clock = new FalseClock();
  const [one, other] = [createIds(clock, new SeededRandom(3)), createIds(clock, new SeededRandom(4))];
  assert.notEqual(one().slice(8, 18), other().slice(8, 18));
});

Deno.test("createIds() are ascending within a second until the counter wraps around", () => {
  const random = { fraction: () => 0, bytes: (count: number) => new Uint8Array(count).fill(0xff) };
  const nextId = createIds(new FalseClock(), random);
  const ids = Array.from({ length: 300 }, nextId);
  assert.deepEqual(ids, [...ids].sort());
  assert.match(ids[0]!, /000000$/);
});
