import assert from "node:assert/strict";
import { degradedCloseMs, fenceLookMs, fenceMs, fenceProbeMs } from "../../src/limits.ts";
import { silentMeter } from "../../src/ports/meter.ts";
import { Fence } from "../../src/realtime/fence.ts";
import { FalseClock } from "../support/false_clock.ts";
import { createRecordedLog } from "../support/recorded_log.ts";

/** A fence before a store that answers at once, or not at all. */
function watched() {
  const clock = new FalseClock();
  const log = createRecordedLog();
  const world = { answers: true, missed: true, probes: 0, changes: [] as boolean[], gaveUp: 0 };
  const fence: Fence = new Fence({
    clock,
    log,
    meter: silentMeter,
    probe: async () => {
      world.probes++;
      if (!world.answers) throw new Error("nobody there");
      fence.answered(clock.monotonic());
      await Promise.resolve();
    },
    catchUp: () => world.missed ? Promise.resolve() : Promise.reject(new Error("not yet")),
    changed: (closed) => world.changes.push(closed),
    givesUp: () => world.gaveUp++,
  });
  fence.start();
  return { clock, log, world, fence };
}

Deno.test("Fence asks a store that nobody uses now and then, and stays open as long as it answers", async () => {
  const { clock, world, fence } = watched();
  await clock.tick(60_000);
  assert.deepEqual([fence.closed, world.changes], [false, []]);
  assert.ok(world.probes >= 60_000 / (fenceProbeMs + fenceLookMs) - 1, `${world.probes} probes`);
  fence.stop();
  assert.equal(clock.pending, 0);
});

Deno.test("Fence asks nothing while others' calls are answered", async () => {
  const { clock, world, fence } = watched();
  for (let i = 0; i < 60; i++) {
    await clock.tick(1_000);
    fence.answered(clock.monotonic());
  }
  assert.equal(world.probes, 0);
  fence.stop();
});

Deno.test("Fence closes within 5 s of the last answer, says so once, and tells clients to go when that goes on", async () => {
  const { clock, log, world, fence } = watched();
  world.answers = false;
  await clock.tick(fenceMs - fenceLookMs);
  assert.equal(fence.closed, false);
  await clock.tick(2 * fenceLookMs);
  assert.equal(fence.closed, true);
  assert.ok(clock.monotonic() <= 5_000);
  await clock.tick(degradedCloseMs - 2 * fenceLookMs);
  assert.equal(world.gaveUp, 0);
  await clock.tick(20_000);
  assert.deepEqual([world.changes, world.gaveUp], [[true], 1]);
  assert.equal(log.lines.filter(({ level }) => level === "error").length, 1);
  fence.stop();
});

Deno.test("Fence opens only when what was missed has been read", async () => {
  const { clock, world, fence } = watched();
  world.answers = false;
  await clock.tick(fenceMs + fenceLookMs);
  world.answers = true;
  world.missed = false;
  await clock.tick(5_000);
  assert.equal(fence.closed, true);
  world.missed = true;
  await clock.tick(fenceLookMs);
  assert.deepEqual([fence.closed, world.changes], [false, [true, false]]);
  fence.stop();
});

Deno.test("Fence judges by when a call began: an answer that was long on its way tells of old things", async () => {
  const { clock, fence } = watched();
  const since = clock.monotonic();
  await clock.tick(2_000);
  fence.answered(clock.monotonic());
  fence.answered(since);
  await clock.tick(fenceLookMs);
  assert.equal(fence.closed, false);
  fence.stop();
});

Deno.test("Fence gives a process that did not run a moment to hear, before it judges the store", async () => {
  const { clock, world, fence } = watched();
  await clock.tick(1_000);
  clock.block(20_000);
  await clock.tick(fenceLookMs);
  assert.equal(fence.closed, false);
  world.answers = false;
  await clock.tick(fenceMs + fenceLookMs);
  assert.equal(fence.closed, true);
  fence.stop();
});
