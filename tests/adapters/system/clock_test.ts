import assert from "node:assert/strict";
import { createSystemClock } from "../../../src/adapters/system/clock.ts";

Deno.test("Clock.after() runs its task once, not before its time", async () => {
  const clock = createSystemClock();
  const start = clock.monotonic();
  await new Promise<void>((resolve) => void clock.after(20, resolve));
  assert.ok(clock.monotonic() - start >= 19, "too early");
});

Deno.test("Clock.after() keeps delays that are longer than a timer of the platform", async () => {
  const clock = createSystemClock();
  const cancel = clock.after(0x7fff_ffff * 3, () => assert.fail("a delay of months ran at once"));
  await new Promise<void>((resolve) => void clock.after(5, resolve));
  cancel();
});

Deno.test("Clock.after() answers a cancel that leaves no timer behind", () => {
  const clock = createSystemClock();
  const cancel = clock.after(60_000, () => assert.fail("was cancelled"));
  cancel();
  cancel();
});

Deno.test("Clock.soon() runs after microtasks and before a timer", async () => {
  const clock = createSystemClock();
  const ran: string[] = [];
  await new Promise<void>((resolve) => {
    clock.after(50, () => {
      ran.push("timer");
      resolve();
    });
    clock.soon(() => ran.push("soon"));
    void Promise.resolve().then(() => ran.push("microtask"));
  });
  assert.deepEqual(ran, ["microtask", "soon", "timer"]);
});

Deno.test("Clock.now() is the wall clock and Clock.monotonic() does not go back", () => {
  const clock = createSystemClock();
  assert.ok(Math.abs(clock.now() - Date.now()) < 1_000);
  const first = clock.monotonic();
  assert.ok(clock.monotonic() >= first);
});
