import assert from "node:assert/strict";
import { FaultLimit } from "../src/fault_limit.ts";
import { faultsMax, faultsMs } from "../src/limits.ts";
import { FalseClock } from "./support/false_clock.ts";

Deno.test("FaultLimit lets a process live with so many faults in a while, and no more", () => {
  const faults = new FaultLimit(new FalseClock());
  for (let i = 0; i < faultsMax; i++) assert.equal(faults.exceeded(), false);
  assert.equal(faults.exceeded(), true);
  assert.equal(faults.exceeded(), true);
});

Deno.test("FaultLimit forgets a fault after a while", async () => {
  const clock = new FalseClock();
  const faults = new FaultLimit(clock);
  for (let i = 0; i < 5 * faultsMax; i++) {
    assert.equal(faults.exceeded(), false);
    await clock.tick(faultsMs / faultsMax);
  }
});
