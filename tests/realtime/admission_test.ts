import assert from "node:assert/strict";
import {
  loopLagMs,
  loopSampleMs,
  overloadRetryMs,
  unansweredMax,
  unansweredMin,
  unansweredUnitsMax,
  unansweredWaitMs,
} from "../../src/limits.ts";
import { Admission } from "../../src/realtime/admission.ts";
import { FalseClock } from "../support/false_clock.ts";
import { SeededRandom } from "../support/seeded_random.ts";

function start() {
  const clock = new FalseClock();
  const lags: number[] = [];
  const meter = { count() {}, refuse() {}, gauge() {}, observe: (_: string, value: number) => void lags.push(value) };
  const load = new Admission({ clock, random: new SeededRandom(3), meter });
  load.start();
  return { clock, load, lags };
}

interface Run {
  readonly offered: number;
  readonly answered: number;
  readonly ms: number;
}

/** Messages come and are answered evenly, a millisecond's worth at a time, first in, first out. The longest wait. */
async function drive({ clock, load }: ReturnType<typeof start>, { offered, answered, ms }: Run) {
  const queue: number[] = [];
  let [accepted, refused, longest, come, gone] = [0, 0, 0, 0, 0];
  for (let i = 0; i < ms; i++) {
    for (come += offered; come >= 1; come--) {
      if (load.accepts() > 0) {
        refused++;
        continue;
      }
      accepted++;
      load.began(100);
      queue.push(clock.monotonic());
    }
    await clock.tick(1);
    for (gone = Math.min(gone + answered, queue.length); gone >= 1; gone--) {
      longest = Math.max(longest, clock.monotonic() - queue.shift()!);
      load.ended(100);
    }
  }
  for (const _ of queue) load.ended(100);
  return { accepted, refused, longest };
}

Deno.test("Admission refuses nothing that the store keeps up with", async () => {
  const bench = start();
  const { refused } = await drive(bench, { offered: 20, answered: 25, ms: 3_000 });
  assert.equal(refused, 0);
  bench.load.stop();
});

Deno.test("Admission refuses nothing because a store that keeps up pauses for a moment", async () => {
  const bench = start();
  // Never idle, as under a load that it just bears: somebody always waits.
  bench.load.began(1);
  for (let pause = 0; pause < 5; pause++) {
    await drive(bench, { offered: 10, answered: 10, ms: 1_000 });
    const { refused } = await drive(bench, { offered: 10, answered: 0, ms: 300 });
    assert.equal(refused, 0);
    // What has gathered is answered, and what comes meanwhile is let in.
    assert.equal((await drive(bench, { offered: 10, answered: 25, ms: 300 })).refused, 0);
  }
  bench.load.stop();
});

for (const answered of [25, 5, 1]) {
  Deno.test(`Admission keeps a store that answers ${answered} a millisecond busy, and nobody waiting for long`, async () => {
    const bench = start();
    await drive(bench, { offered: 2 * answered, answered, ms: 1_500 });
    // As it stays, once the rate is known.
    const { accepted, refused, longest } = await drive(bench, { offered: 2 * answered, answered, ms: 3_000 });
    assert.ok(longest <= 1.6 * Math.max(unansweredWaitMs, unansweredMin / answered), `${longest} ms`);
    assert.ok(accepted > 0.95 * 3_000 * answered, `${accepted} were accepted of what could be`);
    assert.ok(refused > 0.8 * 3_000 * answered, `${refused} were refused`);
    bench.load.stop();
  });
}

Deno.test("Admission lets a burst in that the store has not been measured against, up to a fixed bound", () => {
  const { load } = start();
  for (let i = 0; i < unansweredMax; i++) {
    assert.equal(load.accepts(), 0);
    load.began(10);
  }
  assert.ok(load.accepts() > 0);
  load.ended(10);
  assert.equal(load.accepts(), 0);
  load.stop();
});

Deno.test("Admission bounds the text that waits, however few messages it is", () => {
  const { load } = start();
  const long = 8_000;
  let count = 0;
  for (; load.accepts() === 0; count++) load.began(long);
  assert.equal(count, Math.ceil(unansweredUnitsMax / long));
  assert.ok(count < unansweredMax);
  load.stop();
});

Deno.test("Admission lets few in while a store answers nobody, and within two seconds as many as ever when it does", async () => {
  const bench = start();
  const { clock, load } = bench;
  const stuck = await drive(bench, { offered: 10, answered: 0, ms: 1_000 });
  assert.equal(load.limit, unansweredMin);
  assert.ok(stuck.accepted < unansweredMax);
  await clock.tick(2_000);
  assert.equal(load.limit, unansweredMax);
  load.stop();
});

Deno.test("Admission refuses while the event loop is late twice in a row, until it is in time once", async () => {
  const { clock, load, lags } = start();
  await clock.tick(10 * loopSampleMs);
  clock.block(loopLagMs + loopSampleMs + 1);
  await clock.tick(0);
  assert.equal(load.accepts(), 0, "once may be anything");
  clock.block(loopLagMs + loopSampleMs + 1);
  await clock.tick(0);
  assert.ok(load.accepts() > 0);
  await clock.tick(loopSampleMs);
  assert.equal(load.accepts(), 0);
  const late = lags.filter((seconds) => seconds > loopLagMs / 1_000);
  assert.equal(late.length, 2);
  assert.ok(Math.max(...lags) < 2 * loopLagMs / 1_000, "told in seconds");
  load.stop();
});

Deno.test("Admission spreads the times after which it tells people to come back", () => {
  const { load } = start();
  for (let i = 0; i < unansweredMax; i++) load.began(1);
  const waits = Array.from({ length: 200 }, () => load.accepts());
  assert.ok(Math.min(...waits) >= overloadRetryMs / 2 && Math.max(...waits) <= 1.5 * overloadRetryMs);
  assert.ok(new Set(waits).size > 50);
  load.stop();
});

Deno.test("Admission.stop() leaves no timer", async () => {
  const { clock, load } = start();
  await clock.tick(100);
  load.stop();
  assert.equal(clock.pending, 0);
});
