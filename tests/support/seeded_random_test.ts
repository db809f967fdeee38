import assert from "node:assert/strict";
import { SeededRandom } from "./seeded_random.ts";

Deno.test("SeededRandom repeats itself from one seed and differs from another", () => {
  const draw = (seed: number): number[] =>
    Array.from({ length: 20 }, ((random) => () => random.fraction())(new SeededRandom(seed)));
  assert.deepEqual(draw(1), draw(1));
  assert.notDeepEqual(draw(1), draw(2));
});

Deno.test("SeededRandom.fraction() is spread evenly over 0 <= x < 1", () => {
  const random = new SeededRandom(42);
  const tenths = new Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; i++) tenths[Math.floor(random.fraction() * 10)]!++;
  for (const count of tenths) assert.ok(count > 850 && count < 1_150, `${count} of 10000 in one tenth`);
});

Deno.test("SeededRandom.shuffle() keeps every item and leaves the list it was given alone", () => {
  const items = Array.from({ length: 50 }, (_, i) => i);
  const mixed = new SeededRandom(7).shuffle(items);
  assert.notDeepEqual(mixed, items);
  assert.deepEqual(mixed.toSorted((a, b) => a - b), items);
});

Deno.test("SeededRandom.bytes() gives as many bytes as asked, not all the same", () => {
  const bytes = new SeededRandom(3).bytes(32);
  assert.equal(bytes.length, 32);
  assert.ok(new Set(bytes).size > 20);
});

Deno.test("SeededRandom.pick() says what is wrong with an empty list", () => {
  assert.throws(() => new SeededRandom(1).pick([]), /at least one item/);
});

Deno.test("SeededRandom.fork() is not moved by draws of its origin", () => {
  const draw = (extra: number): number => {
    const origin = new SeededRandom(9);
    const fork = origin.fork();
    for (let i = 0; i < extra; i++) origin.fraction();
    return fork.fraction();
  };
  assert.equal(draw(0), draw(100));
});
