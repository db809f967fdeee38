import assert from "node:assert/strict";
import { gatherMsMax } from "../../src/limits.ts";
import { Coalescer } from "../../src/realtime/coalescer.ts";
import { FalseClock } from "../support/false_clock.ts";

/** A coalescer whose flush takes so long, and the moments at which it flushed. */
function bench(flushMs: number, during: () => void = () => {}) {
  const clock = new FalseClock();
  const at: number[] = [];
  const setting = { flushMs, left: 0 };
  const coalescer = new Coalescer(clock, () => {
    at.push(clock.monotonic());
    clock.block(setting.flushMs);
    during();
    return setting.left-- > 0;
  });
  return { clock, coalescer, at, setting };
}

Deno.test("Coalescer flushes at once on an idle loop, not from within the request", async () => {
  const { clock, coalescer, at } = bench(0);
  coalescer.request();
  assert.deepEqual(at, []);
  await clock.settle();
  assert.deepEqual(at, [0]);
});

Deno.test("Coalescer makes one flush of all requests of a turn", async () => {
  const { clock, coalescer, at } = bench(0);
  for (let i = 0; i < 100; i++) coalescer.request();
  await clock.settle();
  assert.equal(at.length, 1);
});

Deno.test("Coalescer rests after a flush for as long as that took", async () => {
  const { clock, coalescer, at } = bench(6);
  coalescer.request();
  await clock.settle();
  coalescer.request();
  await clock.tick(5);
  assert.deepEqual(at, [0]);
  await clock.tick(1);
  assert.deepEqual(at, [0, 12]);
});

Deno.test("Coalescer never gathers for longer than gatherMsMax, however slow a flush was", async () => {
  const { clock, coalescer, at } = bench(500);
  coalescer.request();
  await clock.settle();
  coalescer.request();
  await clock.tick(gatherMsMax);
  assert.deepEqual(at, [0, 500 + gatherMsMax]);
});

Deno.test("Coalescer does not rest again where time has passed since the last flush", async () => {
  const { clock, coalescer, at } = bench(6);
  coalescer.request();
  await clock.settle();
  await clock.tick(5.5);
  coalescer.request();
  await clock.settle();
  assert.deepEqual(at, [0, 11.5]);
});

Deno.test("Coalescer under steady load writes for about half of the time", async () => {
  const { clock, coalescer, at } = bench(4);
  for (let i = 0; i < 1_000; i++) {
    coalescer.request();
    await clock.tick(1);
  }
  const busy = at.length * 4 / clock.monotonic();
  assert.ok(busy > 0.35 && busy < 0.55, `${busy} of the time`);
});

Deno.test("Coalescer.flush() sends now, and what was planned is not left behind as a timer", async () => {
  const { clock, coalescer, at } = bench(6);
  coalescer.request();
  await clock.settle();
  coalescer.request();
  assert.equal(clock.pending, 1);
  coalescer.flush();
  assert.equal(clock.pending, 0);
  assert.equal(at.length, 2);
  coalescer.request();
  await clock.tick(gatherMsMax);
  assert.equal(at.length, 3);
});

Deno.test("Coalescer takes what a flush itself brings about as part of that flush", async () => {
  const { clock, coalescer, at } = bench(6, () => coalescer.request());
  coalescer.request();
  await clock.settle();
  await clock.tick(1_000);
  assert.deepEqual(at, [0]);
});

Deno.test("Coalescer rests after a long flush though a short one came between", async () => {
  const { clock, coalescer, at, setting } = bench(6);
  coalescer.request();
  await clock.settle();
  setting.flushMs = 0;
  coalescer.flush();
  coalescer.request();
  await clock.tick(5);
  assert.deepEqual(at, [0, 6]);
  await clock.tick(1);
  assert.deepEqual(at, [0, 6, 12]);
});

Deno.test("Coalescer flushes again, after a rest, what a flush says it left", async () => {
  const { clock, coalescer, at, setting } = bench(6);
  setting.left = 2;
  coalescer.request();
  await clock.settle();
  await clock.tick(100);
  assert.deepEqual(at, [0, 12, 24]);
});

Deno.test("Coalescer goes on after a flush that failed", async () => {
  let fails = true;
  const { clock, coalescer, at } = bench(0, () => {
    if (fails) throw new Error("planned");
  });
  assert.throws(() => coalescer.flush(), /planned/);
  fails = false;
  coalescer.request();
  await clock.settle();
  assert.deepEqual(at, [0, 0]);
});
