import assert from "node:assert/strict";
import { FalseClock } from "./false_clock.ts";

Deno.test("FalseClock.tick() runs timers by due time, then by the order they were set", async () => {
  const clock = new FalseClock();
  const ran: string[] = [];
  clock.after(20, () => ran.push("late"));
  clock.after(10, () => ran.push("first"));
  clock.after(10, () => ran.push("second"));
  await clock.tick(15);
  assert.deepEqual(ran, ["first", "second"]);
  await clock.tick(5);
  assert.deepEqual(ran, ["first", "second", "late"]);
});

Deno.test("FalseClock.tick() shows each timer the time it was due at", async () => {
  const clock = new FalseClock(1_000);
  const seen: number[] = [];
  clock.after(7, () => {
    seen.push(clock.monotonic());
    clock.after(3, () => seen.push(clock.now()));
  });
  await clock.tick(50);
  assert.deepEqual(seen, [7, 1_010]);
  assert.equal(clock.monotonic(), 50);
  assert.equal(clock.now(), 1_050);
});

Deno.test("FalseClock.tick() lets long chains of promises finish between two timers", async () => {
  const clock = new FalseClock();
  const ran: string[] = [];
  clock.after(1, () => {
    let chain = Promise.resolve();
    for (let i = 0; i < 100; i++) chain = chain.then(() => {});
    void chain.then(() => ran.push("chain"));
  });
  clock.after(2, () => ran.push("timer"));
  await clock.tick(2);
  assert.deepEqual(ran, ["chain", "timer"]);
});

Deno.test("FalseClock.soon() runs after what is waiting and before the next timer", async () => {
  const clock = new FalseClock();
  const ran: string[] = [];
  clock.after(0, () => ran.push("timer"));
  clock.soon(() => {
    ran.push("soon");
    clock.soon(() => ran.push("sooner"));
  });
  void Promise.resolve().then(() => ran.push("promise"));
  await clock.tick(0);
  assert.deepEqual(ran, ["promise", "soon", "sooner", "timer"]);
});

Deno.test("FalseClock.after() answers a cancel that is harmless twice and leaves nothing pending", async () => {
  const clock = new FalseClock();
  const cancel = clock.after(5, () => assert.fail("was cancelled"));
  assert.equal(clock.pending, 1);
  cancel();
  cancel();
  await clock.tick(10);
  assert.equal(clock.pending, 0);
});

Deno.test("FalseClock.jump() moves the wall clock alone", async () => {
  const clock = new FalseClock(0);
  clock.after(1_000, () => assert.fail("must not become due"));
  clock.jump(-5_000);
  await clock.tick(10);
  assert.equal(clock.now(), -4_990);
  assert.equal(clock.monotonic(), 10);
});

Deno.test("FalseClock.tick() passes on what a task throws and can be used again", async () => {
  const clock = new FalseClock();
  clock.after(1, () => {
    throw new Error("a fault");
  });
  await assert.rejects(clock.tick(1), /a fault/);
  await clock.tick(1);
});

Deno.test("FalseClock.tick() refuses to run inside itself", async () => {
  const clock = new FalseClock();
  const first = clock.tick(1);
  await assert.rejects(clock.tick(1), /running already/);
  await first;
});

Deno.test("FalseClock.block() makes timers late and never takes time back", async () => {
  const clock = new FalseClock();
  const seen: number[] = [];
  clock.after(10, () => seen.push(clock.monotonic()));
  clock.block(100);
  assert.deepEqual(seen, []);
  await clock.tick(0);
  assert.deepEqual(seen, [100]);
});
