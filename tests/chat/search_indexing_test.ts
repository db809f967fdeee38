import assert from "node:assert/strict";
import { SearchIndexing } from "../../src/chat/search_indexing.ts";
import { searchBatchEntries, searchIdleMs, searchRestTimes, searchRestTimesBusy } from "../../src/limits.ts";
import { silentLog } from "../../src/ports/log.ts";
import { silentMeter } from "../../src/ports/meter.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import { FalseClock } from "../support/false_clock.ts";

const tookMs = 10;

/** An index that takes so long for each batch, over a log that `behind` entries are left of. */
function bench(nodes = 1) {
  const clock = new FalseClock();
  const state = { behind: 0, failing: false, calls: [] as number[] };
  const advance = async (limit: number) => {
    state.calls.push(clock.monotonic());
    if (state.failing) throw new ParleyError("unavailable");
    const indexed = Math.min(limit, state.behind);
    await new Promise<void>((resolve) => void clock.after(indexed === 0 ? 0 : tookMs, resolve));
    state.behind -= indexed;
    return { indexed, behind: state.behind };
  };
  const indexing = new SearchIndexing({ search: { advance }, clock, log: silentLog, meter: silentMeter, nodes });
  return { clock, state, indexing };
}

Deno.test("An old log is taken in batch after batch, with rests of some times the work", async () => {
  const { clock, state, indexing } = bench();
  state.behind = 3 * searchBatchEntries;
  indexing.start();
  // What is there at first counts as new; from the second look on it is known to be old.
  await clock.tick(searchIdleMs + tookMs + tookMs * searchRestTimes);
  await clock.tick(10 * searchIdleMs);
  assert.equal(state.behind, 0);
  const [, second, third] = state.calls;
  assert.equal(third! - second!, tookMs + tookMs * searchRestTimes);
  indexing.stop();
});

Deno.test("While much is written, it rests for much longer; of several nodes, each so many times as long", async () => {
  for (const nodes of [1, 4]) {
    const { clock, state, indexing } = bench(nodes);
    indexing.start();
    await clock.tick(searchIdleMs);
    state.behind = 100_000;
    await clock.tick(searchIdleMs);
    const [, first] = state.calls;
    await clock.tick(tookMs + nodes * tookMs * searchRestTimesBusy - 1);
    assert.equal(state.calls.length, 2);
    await clock.tick(1);
    assert.equal(state.calls[2]! - first!, tookMs + nodes * tookMs * searchRestTimesBusy);
    indexing.stop();
    await clock.tick(searchIdleMs);
  }
});

Deno.test("A store that fails is tried again; once stopped, it is left alone", async () => {
  const { clock, state, indexing } = bench();
  state.failing = true;
  indexing.start();
  await clock.tick(3 * searchIdleMs);
  assert.equal(state.calls.length, 3);
  state.failing = false;
  state.behind = 5;
  await clock.tick(2 * searchIdleMs);
  assert.equal(state.behind, 0);
  indexing.stop();
  const before = state.calls.length;
  await clock.tick(10 * searchIdleMs);
  assert.equal(state.calls.length, before);
});
