import assert from "node:assert/strict";
import { metricsMsMax } from "../../src/limits.ts";
import { NodeThread } from "../../src/workers/node_thread.ts";
import { FalseClock } from "../support/false_clock.ts";
import { StandInNode } from "./stand_in_node.ts";

function watched() {
  const [worker, clock] = [new StandInNode(), new FalseClock()];
  const wishes: unknown[][] = [];
  const node = new NodeThread(3, worker, {
    clock,
    wishes: {
      log: (...line) => void wishes.push(line),
      dial: (...call) => void wishes.push(call),
      metrics: (_, id) => void wishes.push([id]),
    },
  });
  return { worker, clock, node, wishes };
}

const counted = (value: number) => [{ name: "parley_x", help: "", type: "counter", values: [{ value, labels: {} }] }];

Deno.test("NodeThread passes on what its node wishes, lines of the log with its number", () => {
  const { worker, wishes } = watched();
  worker.says({ kind: "log", level: "warn", message: "hm", fields: { a: 1 } });
  worker.says({ kind: "metrics", id: 7 });
  assert.deepEqual(wishes, [[3, "warn", "hm", { a: 1 }], [7]]);
});

Deno.test("NodeThread.listening tells the address, or rejects with the node's sentence when it ended before", async () => {
  const listening = watched();
  listening.worker.listens(4_001);
  assert.deepEqual(await listening.node.listening, { host: "127.0.0.1", port: 4_001 });
  const refused = watched();
  refused.worker.ends("Port 1 may not be used");
  await assert.rejects(refused.node.listening, /^ParleyError: Port 1 may not be used$/);
});

Deno.test("NodeThread.ended tells why: what the node said, or that its thread died, which ends nothing else", async () => {
  const [ended, died] = [watched(), watched()];
  ended.worker.ends("a fault");
  assert.equal(await ended.node.ended, "a fault");
  const event = new ErrorEvent("error", { message: "out of memory", cancelable: true });
  died.worker.onerror?.(event);
  assert.equal(await died.node.ended, "its thread died: out of memory");
  assert.ok(event.defaultPrevented, "the process would end");
});

Deno.test("NodeThread.collect() asks once for all who ask, and answers those read last when the node is late", async () => {
  const { worker, node, clock } = watched();
  const both = Promise.all([node.collect(), node.collect()]);
  assert.deepEqual(worker.kinds, ["collect"]);
  worker.says({ kind: "snapshot", snapshot: counted(1) });
  assert.deepEqual(await both, [counted(1), counted(1)]);
  const late = node.collect();
  await clock.tick(metricsMsMax);
  assert.deepEqual(await late, counted(1));
  assert.equal(clock.pending, 0);
});

Deno.test("NodeThread.collect() of a node that ends answers its last counts", async () => {
  const { worker, node, clock } = watched();
  const collected = node.collect();
  worker.says({ kind: "ended", reason: "a fault", snapshot: counted(5) });
  assert.deepEqual(await collected, counted(5));
  assert.deepEqual(node.collected, counted(5));
  assert.equal(clock.pending, 0);
});
