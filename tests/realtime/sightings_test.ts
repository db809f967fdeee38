import assert from "node:assert/strict";
import { lastSeenBatchMax, lastSeenMs, lastSeenRefreshMs, lastSeenWaitingMax } from "../../src/limits.ts";
import type { Sighting } from "../../src/ports/last_seen.ts";
import { silentLog } from "../../src/ports/log.ts";
import { Sightings } from "../../src/realtime/sightings.ts";
import { idOf } from "../contract/store/store_cases.ts";
import { FalseClock } from "../support/false_clock.ts";
import { unavailable } from "../support/live_bench.ts";

function bench(present: readonly string[] = []) {
  const clock = new FalseClock();
  const written: (readonly Sighting[])[] = [];
  const state = { fails: false };
  const sightings = new Sightings({
    lastSeen: {
      note(batch) {
        if (state.fails) return Promise.resolve().then(unavailable);
        written.push(batch);
        return Promise.resolve();
      },
    },
    present: () => present,
    clock,
    log: silentLog,
  });
  sightings.start();
  return { clock, written, sightings, state };
}

Deno.test("Sightings writes the latest of each account, every lastSeenMs, and nothing where nobody was seen", async () => {
  const { clock, written, sightings } = bench();
  for (const at of [3, 9, 5]) sightings.note({ user: idOf(1), at });
  sightings.note({ user: idOf(2), at: 4 });
  await clock.tick(lastSeenMs - 1);
  assert.deepEqual(written, []);
  await clock.tick(1);
  assert.deepEqual(written, [[{ user: idOf(1), at: 9 }, { user: idOf(2), at: 4 }]]);
  await clock.tick(5 * lastSeenMs);
  assert.equal(written.length, 1);
});

Deno.test("Sightings keeps what could not be written for the next time, and writes the rest at the end", async () => {
  const { clock, written, sightings, state } = bench();
  state.fails = true;
  sightings.note({ user: idOf(1), at: 1 });
  await clock.tick(2 * lastSeenMs);
  state.fails = false;
  sightings.note({ user: idOf(2), at: 2 });
  sightings.stop();
  await sightings.settle();
  assert.deepEqual(written.flat().map(({ user }) => user).sort(), [idOf(1), idOf(2)]);
});

Deno.test("Sightings writes who stays now and then, so many at once, and forgets the oldest of too many", async () => {
  const { clock, written, sightings } = bench([idOf(7)]);
  await clock.tick(lastSeenRefreshMs);
  assert.deepEqual(written.flat().map(({ user }) => user), [idOf(7)]);
  for (let i = 0; i <= lastSeenWaitingMax; i++) sightings.note({ user: idOf(i), at: i });
  await sightings.settle();
  const all = written.slice(1);
  assert.equal(all.flat().length, lastSeenWaitingMax);
  assert.ok(all.every((batch) => batch.length <= lastSeenBatchMax) && all.flat()[0]?.user === idOf(1));
});
