import assert from "node:assert/strict";
import { createSystemMeter } from "../../src/adapters/system/meter.ts";
import type { Basis } from "../../src/compose.ts";
import { type Config, readConfig } from "../../src/config.ts";
import { workerRestartMs, workerRestartsPerMinuteMax } from "../../src/limits.ts";
import { Supervisor } from "../../src/workers/supervisor.ts";
import { FalseClock } from "../support/false_clock.ts";
import { createRecordedLog } from "../support/recorded_log.ts";
import { StandInNode } from "./stand_in_node.ts";

class Kept implements AsyncDisposable {
  readonly clock = new FalseClock();
  readonly log = createRecordedLog();
  readonly nodes: StandInNode[] = [];
  givenUp = 0;
  logLevel: "info" | "debug" = "info";
  readonly supervisor: Supervisor;
  readonly #meter = createSystemMeter({ clock: this.clock, version: "0" });

  constructor(args: readonly string[] = ["--port", "0"]) {
    const log: Basis["log"] = { ...this.log, setLevel() {}, close: () => Promise.resolve() };
    const limits = { messagesPerSecond: 1, messagesBurst: 1, connectionsPerUser: 1, authPerMinute: 1 };
    this.supervisor = new Supervisor({
      config: configOf(["--workers", "2", "--store-url", "sqlite::memory:", ...args]),
      basis: { clock: this.clock, log, meter: this.#meter },
      ground: { firstStart: true, jwtKey: new Uint8Array(32) },
      settings: () => ({ limits, logLevel: this.logLevel }),
      givesUp: () => void this.givenUp++,
      spawn: (number) => {
        const node = new StandInNode(number);
        this.nodes.push(node);
        this.spawned.resolve();
        this.spawned = Promise.withResolvers();
        return node;
      },
    });
  }

  /** Resolves with the next node. */
  spawned = Promise.withResolvers<void>();

  /** Starts, with two nodes that listen. */
  async start(): Promise<void> {
    const starting = this.supervisor.start();
    await this.spawned.promise;
    const second = this.spawned.promise;
    this.nodes[0]!.listens(4_321);
    await second;
    this.nodes[1]!.listens(4_321);
    assert.deepEqual(await starting, { host: "127.0.0.1", port: 4_321 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.supervisor.close();
    this.#meter.close();
  }
}

function configOf(args: readonly string[]): Config {
  const read = readConfig({
    args,
    environment: { get: () => undefined, names: () => [] },
    readTextFile: () => undefined,
  });
  assert.ok(read.kind === "ok");
  return read.config;
}

const startOf = (node: StandInNode) => node.told.find((message) => message.kind === "start")!;

Deno.test("Supervisor.start() with port 0 has all nodes listen where the first found a free port, and joins each two", async () => {
  await using kept = new Kept();
  await kept.start();
  const [one, two] = kept.nodes as [StandInNode, StandInNode];
  assert.deepEqual([startOf(one), startOf(two)].map((start) => start.kind === "start" && start.port), [0, 4_321]);
  assert.deepEqual([one.kinds, two.kinds], [["start", "peer"], ["start", "peer"]]);
});

Deno.test("Supervisor.start() rejects with the sentence of the node that cannot start", async () => {
  await using kept = new Kept();
  const starting = kept.supervisor.start();
  await kept.spawned.promise;
  kept.nodes[0]!.ends("This machine has no address");
  await assert.rejects(starting, /^ParleyError: This machine has no address$/);
  await kept.clock.tick(workerRestartMs);
  assert.equal(kept.nodes.length, 1, "a node that never ran is not tried again");
});

Deno.test("a node that ended is replaced by another of its number, at the same port, joined to the others", async () => {
  for (const how of ["ends", "dies"] as const) {
    await using kept = new Kept();
    await kept.start();
    const [one, two] = kept.nodes as [StandInNode, StandInNode];
    one[how]();
    await kept.clock.settle();
    assert.ok(one.terminated);
    assert.ok(!two.terminated, "the other node has nothing to do with it");
    await kept.clock.tick(workerRestartMs);
    const [, , again] = kept.nodes as [StandInNode, StandInNode, StandInNode];
    assert.equal(again.number, 1);
    const start = startOf(again);
    assert.ok(start.kind === "start" && start.port === 4_321);
    assert.deepEqual([again.kinds, two.kinds], [["start", "peer"], ["start", "peer", "peer"]]);
    assert.equal(kept.givenUp, 0);
    assert.ok(kept.log.lines.some(({ level, message }) => level === "error" && /started again/.test(message)));
  }
});

Deno.test("nodes that end again and again take the process with them", async () => {
  await using kept = new Kept();
  await kept.start();
  for (let i = 0; i <= workerRestartsPerMinuteMax; i++) {
    assert.equal(kept.givenUp, 0);
    kept.nodes.at(-1)!.dies();
    await kept.clock.settle();
    await kept.clock.tick(workerRestartMs);
  }
  assert.equal(kept.givenUp, 1);
  assert.equal(kept.nodes.length, 2 + workerRestartsPerMinuteMax);
});

Deno.test("nodes that end now and then are replaced for ever", async () => {
  await using kept = new Kept();
  await kept.start();
  for (let i = 0; i < 3 * workerRestartsPerMinuteMax; i++) {
    kept.nodes.at(-1)!.dies();
    await kept.clock.settle();
    await kept.clock.tick(20_000);
  }
  assert.equal(kept.givenUp, 0);
  assert.equal(kept.nodes.length, 2 + 3 * workerRestartsPerMinuteMax);
});

Deno.test("Supervisor.drain() tells all nodes, waits until each has ended, and replaces none", async () => {
  await using kept = new Kept();
  await kept.start();
  let drained = false;
  const draining = kept.supervisor.drain().then(() => drained = true);
  assert.deepEqual(kept.nodes.map((node) => node.kinds.at(-1)), ["stop", "stop"]);
  kept.nodes[0]!.ends("");
  await kept.clock.settle();
  assert.ok(!drained);
  kept.nodes[1]!.ends("");
  await draining;
  await kept.clock.tick(workerRestartMs);
  assert.equal(kept.nodes.length, 2);
});

Deno.test("Supervisor.reload() hands the settings in effect to all nodes", async () => {
  await using kept = new Kept();
  await kept.start();
  kept.logLevel = "debug";
  kept.supervisor.reload();
  for (const node of kept.nodes) {
    const settings = node.told.at(-1)!;
    assert.ok(settings.kind === "settings" && settings.logLevel === "debug");
  }
});

Deno.test("a node that asks gets the metrics of all, with what ended nodes had counted", async () => {
  await using kept = new Kept();
  await kept.start();
  const [one, two] = kept.nodes as [StandInNode, StandInNode];
  const counted = (value: number) => [
    { name: "parley_messages_in_total", help: "x", type: "counter", values: [{ value, labels: {} }] },
    { name: "parley_connections", help: "x", type: "gauge", values: [{ value, labels: {} }] },
  ];
  one.says({ kind: "ended", reason: "a fault", snapshot: counted(5) });
  await kept.clock.settle();
  two.says({ kind: "metrics", id: 9 });
  await kept.clock.settle();
  two.says({ kind: "snapshot", snapshot: counted(3) });
  while (two.kinds.at(-1) !== "page") await new Promise((resolve) => void setImmediate(resolve));
  const answer = two.told.at(-1)!;
  assert.ok(answer.kind === "page" && answer.id === 9);
  const body = answer.page!.body;
  assert.match(body, /^parley_messages_in_total 8$/m);
  assert.match(body, /^parley_connections 3$/m);
  assert.match(body, /^parley_worker_connections\{worker="2"\} 3$/m);
  assert.match(body, /^parley_worker_restarts_total 1$/m);
  assert.match(body, /^parley_workers 1$/m);
});

Deno.test("Supervisor.start() refuses the edge listener, whose port cannot be shared", async () => {
  await using kept = new Kept(["--port", "0", "--listener", "edge"]);
  await assert.rejects(kept.supervisor.start(), /WORKERS above 1 needs the node listener/);
});

Deno.test("Supervisor.start() refuses a port that another program has, before anything is opened", async () => {
  const taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  try {
    const port = String(taken.addr.port);
    await using kept = new Kept(["--port", port]);
    await assert.rejects(kept.supervisor.start(), new RegExp(`^ParleyError: Port ${port} is taken`));
    assert.equal(kept.nodes.length, 0);
  } finally {
    taken.close();
  }
});
