import assert from "node:assert/strict";
import { AppendGatherer } from "../../../src/adapters/sqlite/append_gatherer.ts";
import type { Cell } from "../../../src/adapters/sqlite/entry_cells.ts";
import type { BatchAnswer } from "../../../src/adapters/sqlite/group_engine.ts";
import { CallFault, type Lane } from "../../../src/adapters/sqlite/lane.ts";
import type { AppendResult } from "../../../src/ports/event_log.ts";
import { assertUnavailable, batch, idOf, kinds } from "../../contract/store/store_cases.ts";

interface Call {
  readonly rooms: readonly string[];
  answer(answers: readonly BatchAnswer[]): void;
  fail(outcome: "definite" | "unknown"): void;
}

/** A lane that answers when the test says so. */
function heldLane(): { lane: Lane; calls: Call[] } {
  const calls: Call[] = [];
  const call = (_name: string, cells: readonly Cell[]): Promise<unknown> =>
    new Promise((resolve, reject) =>
      calls.push({
        rooms: cells.filter((cell) => typeof cell === "string" && cell.startsWith("room")).map(String),
        answer: resolve,
        fail: (outcome) => reject(new CallFault(outcome, "as the test says")),
      })
    );
  return { lane: { call: call as unknown as Lane["call"], close: () => Promise.resolve() }, calls };
}

const append = (gatherer: AppendGatherer, room: string, size = 1): Promise<AppendResult> =>
  gatherer.append(room, 0, batch(0, ...Array.from({ length: size }, () => ({ sender: idOf(1) }))));

Deno.test("AppendGatherer sends what one turn appends as one group", async () => {
  const { lane, calls } = heldLane();
  const gatherer = new AppendGatherer(lane);
  const results = Promise.all(["room a", "room b", "room c"].map((room) => append(gatherer, room)));
  await Promise.resolve();
  assert.deepEqual(calls.map(({ rooms }) => rooms), [["room a", "room b", "room c"]]);
  calls[0]!.answer([0, { kind: "conflict", head: 7 }, 0]);
  assert.deepEqual(await results, [{ kind: "ok" }, { kind: "conflict", head: 7 }, { kind: "ok" }]);
});

Deno.test("AppendGatherer has two groups under way and gathers the rest into a third", async () => {
  const { lane, calls } = heldLane();
  const gatherer = new AppendGatherer(lane);
  const results: Promise<AppendResult>[] = [];
  for (const room of ["room a", "room b", "room c", "room d", "room e"]) {
    results.push(append(gatherer, room));
    await Promise.resolve();
  }
  assert.deepEqual(calls.map(({ rooms }) => rooms), [["room a"], ["room b"]]);
  calls[0]!.answer([0]);
  await results[0];
  // The third group left when the first was answered, in the order of the calls.
  assert.deepEqual(calls.map(({ rooms }) => rooms), [["room a"], ["room b"], ["room c", "room d", "room e"]]);
  calls[1]!.answer([0]);
  calls[2]!.answer([0, 0, 0]);
  assert.deepEqual(kinds(await Promise.all(results)), ["ok", "ok", "ok", "ok", "ok"]);
});

Deno.test("AppendGatherer bounds a group", async () => {
  const { lane, calls } = heldLane();
  const gatherer = new AppendGatherer(lane);
  const results = Promise.all(Array.from({ length: 3 }, (_, i) => append(gatherer, `room ${i}`, 2_000)));
  await Promise.resolve();
  assert.deepEqual(calls.map(({ rooms }) => rooms), [["room 0", "room 1"], ["room 2"]]);
  calls[0]!.answer([0, 0]);
  calls[1]!.answer([0]);
  await results;
});

Deno.test("AppendGatherer tells every append of a group that failed definitely that it is unavailable", async () => {
  const { lane, calls } = heldLane();
  const gatherer = new AppendGatherer(lane);
  const results = Promise.all(["room a", "room b"].map((room) => assertUnavailable(append(gatherer, room))));
  await Promise.resolve();
  calls[0]!.fail("definite");
  await results;
});

Deno.test("AppendGatherer answers unknown for a group whose answer is lost, and goes on", async () => {
  const { lane, calls } = heldLane();
  const gatherer = new AppendGatherer(lane);
  const lost = append(gatherer, "room a");
  await Promise.resolve();
  calls[0]!.fail("unknown");
  assert.deepEqual(await lost, { kind: "unknown" });
  const next = append(gatherer, "room a");
  await Promise.resolve();
  calls[1]!.answer([0]);
  assert.deepEqual(await next, { kind: "ok" });
});

Deno.test("AppendGatherer lets a batch fail without the others of its group", async () => {
  const { lane, calls } = heldLane();
  const gatherer = new AppendGatherer(lane);
  const results = [append(gatherer, "room a"), append(gatherer, "room b"), append(gatherer, "room c")];
  await Promise.resolve();
  const failure = (failed: "definite" | "unknown") => ({ failed, message: "as the test says" });
  calls[0]!.answer([failure("definite"), failure("unknown"), 0]);
  await assertUnavailable(results[0]!);
  assert.deepEqual(await Promise.all(results.slice(1)), [{ kind: "unknown" }, { kind: "ok" }]);
});

Deno.test("AppendGatherer.idle() waits for what is queued and what is under way", async () => {
  const { lane, calls } = heldLane();
  const gatherer = new AppendGatherer(lane);
  await gatherer.idle();
  const order: string[] = [];
  const result = append(gatherer, "room a").then(() => order.push("answered"));
  const idle = gatherer.idle().then(() => order.push("idle"));
  await Promise.resolve();
  calls[0]!.answer([0]);
  await Promise.all([result, idle]);
  assert.deepEqual(order, ["answered", "idle"]);
});
