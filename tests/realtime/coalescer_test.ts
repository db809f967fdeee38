import assert from "node:assert/strict";
import { gatherMsMax, gatherShareMax } from "../../src/limits.ts";
import { Coalescer } from "../../src/realtime/coalescer.ts";
import { FalseClock } from "../support/false_clock.ts";

/** A coalescer whose flush takes so long and carries so many events a write, and the moments at which it flushed. */
function bench(flushMs: number, during: () => void = () => {}) {
  const clock = new FalseClock();
  const at: number[] = [];
  const setting = { flushMs, left: 0, gathered: 1 };
  const coalescer = new Coalescer(clock, () => {
    at.push(clock.monotonic());
    clock.block(setting.flushMs);
    during();
    return { left: setting.left-- > 0, gathered: setting.gathered };
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

Deno.test("Coalescer rests as many times longer as a write carried events, and at most gatherShareMax times", async () => {
  const { clock, coalescer, at, setting } = bench(3);
  for (const [gathered, rest] of [[0, 3], [2.5, 7.5], [1, 3], [100, 3 * gatherShareMax]] as const) {
    setting.gathered = gathered;
    await clock.tick(100);
    coalescer.request();
    await clock.settle();
    const end = at.at(-1)! + 3;
    assert.equal(coalescer.restMs, rest);
    coalescer.request();
    await clock.tick(rest);
    assert.equal(at.at(-1), end + rest, `${gathered} events`);
  }
});

Deno.test("Coalescer never gathers for longer than gatherMsMax, however much a write carried", async () => {
  const { clock, coalescer, setting } = bench(20);
  setting.gathered = 100;
  coalescer.request();
  await clock.settle();
  assert.equal(coalescer.restMs, gatherMsMax);
});

Deno.test("Coalescer.restMs is how long what is handed over now waits", async () => {
  const { clock, coalescer } = bench(6);
  assert.equal(coalescer.restMs, 0);
  coalescer.request();
  await clock.settle();
  assert.equal(coalescer.restMs, 6);
  await clock.tick(4);
  assert.equal(coalescer.restMs, 2);
  await clock.tick(10);
  assert.equal(coalescer.restMs, 0);
});

Deno.test("Coalescer under a steady load of single events writes for about half of the time", async () => {
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
