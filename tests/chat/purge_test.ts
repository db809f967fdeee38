import assert from "node:assert/strict";
import { Purge } from "../../src/chat/purge.ts";
import { purgeEntries, purgePauseMs } from "../../src/limits.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import { FalseClock } from "../support/false_clock.ts";
import { createRecordedLog } from "../support/recorded_log.ts";

/** Rooms that answer a purge from a list: how much is left, or a failure. Then: nothing. */
function bench(...answers: (number | Error)[]) {
  const clock = new FalseClock();
  const log = createRecordedLog();
  const limits: number[] = [];
  const purge = new Purge(
    {
      purge(limit) {
        limits.push(limit);
        const answer = answers.shift() ?? 0;
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
    },
    clock,
    log,
  );
  return { clock, log, purge, limits };
}

Deno.test("Purge removes slice after slice, with a pause between, until nothing is left", async () => {
  const { clock, purge, limits } = bench(2_000, 1_000, 0);
  purge.kick();
  await clock.settle();
  assert.deepEqual(limits, [purgeEntries]);
  await clock.tick(purgePauseMs - 1);
  assert.equal(limits.length, 1);
  await clock.tick(1);
  assert.equal(limits.length, 2);
  await clock.tick(10 * purgePauseMs);
  assert.equal(limits.length, 3);
  assert.equal(clock.pending, 0);
});

Deno.test("Purge.kick() during a slice has another one follow, and does not run two at once", async () => {
  const { clock, purge, limits } = bench();
  purge.kick();
  purge.kick();
  purge.kick();
  assert.equal(limits.length, 1);
  await clock.tick(5 * purgePauseMs);
  assert.equal(limits.length, 2);
});

Deno.test("Purge.kick() begins anew after the end", async () => {
  const { clock, purge, limits } = bench();
  purge.kick();
  await clock.tick(purgePauseMs);
  purge.kick();
  await clock.tick(purgePauseMs);
  assert.equal(limits.length, 2);
});

Deno.test("Purge gives up where the store fails, says so, and tries again when it is kicked", async () => {
  const { clock, purge, limits, log } = bench(new ParleyError("unavailable"));
  purge.kick();
  await clock.tick(10 * purgePauseMs);
  assert.equal(limits.length, 1);
  assert.deepEqual(log.lines.map(({ level }) => level), ["warn"]);
  purge.kick();
  await clock.settle();
  assert.equal(limits.length, 2);
});

Deno.test("Purge.stop() leaves no timer behind and starts nothing more", async () => {
  const { clock, purge, limits } = bench(5_000, 5_000);
  purge.kick();
  await clock.settle();
  purge.stop();
  assert.equal(clock.pending, 0);
  purge.kick();
  await clock.tick(10 * purgePauseMs);
  assert.equal(limits.length, 1);
});

Deno.test("Purge.stop() during a slice lets it be the last", async () => {
  const { clock, purge, limits } = bench(5_000, 5_000);
  purge.kick();
  purge.stop();
  await clock.tick(10 * purgePauseMs);
  assert.equal(limits.length, 1);
  assert.equal(clock.pending, 0);
});
