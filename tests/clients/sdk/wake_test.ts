import assert from "node:assert/strict";
import { onWake, type WakeScope } from "../../../clients/sdk/wake.ts";
import { FalseClock } from "../../support/false_clock.ts";

class Page extends EventTarget {
  visibilityState = "visible";
}

function woken(scope: WakeScope = {}) {
  const clock = new FalseClock();
  const wakes = { count: 0 };
  const stop = onWake(() => wakes.count++, clock, scope);
  return { clock, wakes, stop };
}

Deno.test("onWake() tells when the network comes and goes, and when the page is shown again", () => {
  const window = new EventTarget();
  const document = new Page();
  const scope = {
    document,
    addEventListener: window.addEventListener.bind(window),
    removeEventListener: window.removeEventListener.bind(window),
  };
  const { wakes, stop, clock } = woken(scope);
  for (const name of ["online", "offline", "pageshow"]) window.dispatchEvent(new Event(name));
  document.dispatchEvent(new Event("visibilitychange"));
  document.visibilityState = "hidden";
  document.dispatchEvent(new Event("visibilitychange"));
  assert.equal(wakes.count, 4);
  stop();
  window.dispatchEvent(new Event("online"));
  document.visibilityState = "visible";
  document.dispatchEvent(new Event("visibilitychange"));
  assert.equal(wakes.count, 4);
  assert.equal(clock.pending, 0);
});

Deno.test("onWake() tells when the machine has slept, and not when time passes as usual", async () => {
  const { clock, wakes, stop } = woken();
  await clock.tick(60_000);
  assert.equal(wakes.count, 0);
  // The wall clock went on while timers stood still.
  clock.jump(600_000);
  await clock.tick(5_000);
  assert.equal(wakes.count, 1);
  await clock.tick(60_000);
  assert.equal(wakes.count, 1);
  stop();
});
