import assert from "node:assert/strict";
import { CallFault } from "../../../src/adapters/sqlite/lane.ts";
import { WorkerLane, type WorkerPort } from "../../../src/adapters/sqlite/worker_lane.ts";
import type { FromWorker, ToWorker } from "../../../src/adapters/sqlite/worker_messages.ts";
import { storeOpenMsMax } from "../../../src/limits.ts";
import { silentLog } from "../../../src/ports/log.ts";
import { FalseClock } from "../../support/false_clock.ts";

/** A thread that answers when the test says so. */
class StandIn implements WorkerPort {
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  readonly received: ToWorker[] = [];
  terminated = false;

  postMessage(message: ToWorker): void {
    this.received.push(message);
  }

  terminate(): void {
    this.terminated = true;
  }

  answer(index: number, value: unknown): void {
    const id = this.received[index]!.id;
    this.onmessage?.(new MessageEvent("message", { data: { id, value } }));
  }

  die(): void {
    this.onerror?.(new ErrorEvent("error", { message: "out of memory", cancelable: true }));
  }
}

interface Opening {
  readonly lane: WorkerLane;
  readonly clock: FalseClock;
  readonly threads: StandIn[];
  readonly opening: ReturnType<WorkerLane["open"]>;
}

function begun(restart = true): Opening {
  const clock = new FalseClock();
  const threads: StandIn[] = [];
  const lane = new WorkerLane({
    open: { path: "x.db", role: "writer", now: 0 },
    clock,
    log: silentLog,
    callMsMax: 8_000,
    restart,
    spawn: () => {
      const thread = new StandIn();
      threads.push(thread);
      return thread;
    },
  });
  return { lane, clock, threads, opening: lane.open() };
}

async function opened(restart?: boolean): Promise<Opening> {
  const all = begun(restart);
  all.threads[0]!.answer(0, []);
  assert.deepEqual(await all.opening, []);
  return all;
}

function fails(call: Promise<unknown>, outcome: "definite" | "unknown"): Promise<void> {
  return assert.rejects(call, (error) => error instanceof CallFault && error.outcome === outcome);
}

Deno.test("WorkerLane.call() gives each call its own answer", async () => {
  const { lane, clock, threads } = await opened();
  const calls = [lane.call("purge", 1), lane.call("purge", 2)];
  threads[0]!.answer(2, 22);
  threads[0]!.answer(1, 11);
  assert.deepEqual(await Promise.all(calls), [11, 22]);
  assert.equal(clock.pending, 0);
});

Deno.test("WorkerLane.call() that takes too long is unknown, and its late answer harms nothing", async () => {
  const { lane, clock, threads } = await opened();
  const slow = fails(lane.call("purge", 1), "unknown");
  await clock.tick(7_999);
  const next = fails(lane.call("purge", 2), "unknown");
  await clock.tick(1);
  await slow;
  await clock.tick(8_000);
  await next;
  threads[0]!.answer(1, 0);
  threads[0]!.answer(2, 0);
  const again = lane.call("purge", 3);
  threads[0]!.answer(3, 33);
  assert.equal(await again, 33);
});

Deno.test("WorkerLane.call() posts nothing to a thread that hangs, and fails definitely until it answers", async () => {
  const { lane, clock, threads } = await opened();
  const slow = fails(lane.call("check"), "unknown");
  await clock.tick(8_000);
  await slow;
  await fails(lane.call("check"), "definite");
  assert.equal(threads[0]!.received.length, 2);
  threads[0]!.answer(1, undefined);
  const check = lane.call("check");
  threads[0]!.answer(2, undefined);
  await check;
});

Deno.test("WorkerLane.open() waits for a file that is brought to its newest form, however long a call may take", async () => {
  const { clock, threads, opening } = begun();
  await clock.tick(storeOpenMsMax - 1);
  threads[0]!.answer(0, []);
  assert.deepEqual(await opening, []);
  assert.equal(clock.pending, 0);
});

Deno.test("WorkerLane.open() gives up on a file that does not open", async () => {
  const { clock, opening } = begun();
  const refused = fails(opening, "unknown");
  await clock.tick(storeOpenMsMax);
  await refused;
});

Deno.test("WorkerLane makes what is in flight unknown when its thread dies, and the next call starts another", async () => {
  const { lane, threads } = await opened();
  const calls = Promise.all([fails(lane.call("check"), "unknown"), fails(lane.call("check"), "unknown")]);
  threads[0]!.die();
  await calls;
  const next = lane.call("purge", 5);
  assert.equal(threads.length, 2);
  assert.ok("open" in threads[1]!.received[0]!);
  threads[1]!.answer(0, []);
  threads[1]!.answer(1, 5);
  assert.equal(await next, 5);
});

Deno.test("WorkerLane does not start again where the data died with the thread", async () => {
  const { lane, threads } = await opened(false);
  threads[0]!.die();
  await fails(lane.call("check"), "definite");
  assert.equal(threads.length, 1);
});

Deno.test("WorkerLane.close() closes the engine, ends the thread and leaves no timer", async () => {
  const { lane, clock, threads } = await opened();
  const closing = lane.close();
  await fails(lane.call("check"), "definite");
  threads[0]!.answer(1, undefined);
  await closing;
  assert.ok(threads[0]!.terminated);
  assert.equal(clock.pending, 0);
});

Deno.test("WorkerLane.close() ends a thread that hangs", async () => {
  const { lane, clock, threads } = await opened();
  const closing = lane.close();
  await clock.tick(8_000);
  await closing;
  assert.ok(threads[0]!.terminated);
});
