import assert from "node:assert/strict";
import { observeStore } from "../src/observed_store.ts";
import type { AppendResult } from "../src/ports/event_log.ts";
import { ParleyError } from "../src/protocol/parley_error.ts";
import { FalseClock } from "./support/false_clock.ts";
import { ServerBench } from "./support/server_bench.ts";

const room = "0".repeat(24);

/** A store that is watched, and what was told of it. */
async function watched(bench: ServerBench, append?: () => Promise<AppendResult>) {
  const clock = new FalseClock();
  await clock.tick(100);
  const calls: (string | undefined)[] = [];
  const answered: number[] = [];
  const { store } = bench;
  const log = append === undefined ? store.log : { ...store.log, append };
  const { rooms, members, accounts, tokens } = store;
  const parts = {
    ...store,
    log,
    rooms,
    members,
    accounts,
    tokens,
    check: () => store.check(),
    close: () => store.close(),
  };
  const observe = (_name: string, _value: number, call?: string) => void calls.push(call);
  const view = observeStore(parts, { clock, meter: { observe }, answered: (since) => void answered.push(since) });
  return { clock, calls, answered, view };
}

Deno.test("observeStore() times every call by its name and tells when those began that were answered", async () => {
  await using bench = await ServerBench.open();
  const { calls, answered, view } = await watched(bench);
  await view.check();
  assert.equal(await view.rooms.byId(room), undefined);
  assert.equal((await view.log.heads([room])).size, 0);
  assert.deepEqual(calls, ["check", "rooms.byId", "log.heads"]);
  assert.deepEqual(answered, [100, 100, 100]);
});

Deno.test("observeStore() takes neither a refusal nor an append of unknown outcome for an answer", async () => {
  await using bench = await ServerBench.open();
  const results: (() => Promise<AppendResult>)[] = [
    () => Promise.reject(new ParleyError("unavailable")),
    () => Promise.resolve({ kind: "unknown" }),
  ];
  const { calls, answered, view } = await watched(bench, () => results.shift()!());
  await assert.rejects(view.log.append(room, 0, []), { code: "unavailable" });
  assert.deepEqual(await view.log.append(room, 0, []), { kind: "unknown" });
  assert.deepEqual([calls, answered], [["log.append", "log.append"], []]);
});

Deno.test("observeStore() leaves the methods of a class its own, and closes without being timed", async () => {
  const bench = await ServerBench.open();
  const calls: unknown[] = [];
  const observe = (_name: string, _value: number, call?: string) => void calls.push(call);
  const view = observeStore(bench.store, { clock: new FalseClock(), meter: { observe }, answered() {} });
  assert.equal(view.rooms, view.rooms);
  await view.check();
  await view.close();
  assert.deepEqual(calls, ["check"]);
});
