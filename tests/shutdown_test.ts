import assert from "node:assert/strict";
import { silentLog } from "../src/ports/log.ts";
import { Shutdown, type ShutdownDeps } from "../src/shutdown.ts";
import { FalseClock } from "./support/false_clock.ts";

interface Bench {
  readonly clock: FalseClock;
  readonly shutdown: Shutdown;
  readonly ran: string[];
  readonly exits: number[];
  readonly errors: string[];
}

type Steps = ReturnType<ShutdownDeps["steps"]>;

function bench(stepsOf: (ran: string[]) => Steps): Bench {
  const clock = new FalseClock();
  const ran: string[] = [];
  const exits: number[] = [];
  const errors: string[] = [];
  const log = { ...silentLog, error: (message: string) => void errors.push(message) };
  const shutdown = new Shutdown({
    clock,
    log,
    deadlineMs: 15_000,
    steps: () => stepsOf(ran),
    exit: (code) => void exits.push(code),
  });
  return { clock, shutdown, ran, exits, errors };
}

Deno.test("Shutdown.run() runs its steps one after the other, then exits with the code", async () => {
  const { clock, shutdown, ran, exits } = bench((ran) => [
    ["slow", async () => {
      await Promise.resolve();
      ran.push("slow");
    }],
    ["fast", () => void ran.push("fast")],
  ]);
  await shutdown.run("SIGTERM", 0);
  assert.deepEqual(ran, ["slow", "fast"]);
  assert.deepEqual(exits, [0]);
  assert.equal(clock.pending, 0);
});

Deno.test("Shutdown.run() goes on after a step that fails, and exits with 1", async () => {
  const { shutdown, ran, exits, errors } = bench((ran) => [
    ["broken", () => Promise.reject(new Error("a fault"))],
    ["broken at once", () => {
      throw new Error("a fault");
    }],
    ["last", () => void ran.push("last")],
  ]);
  await shutdown.run("SIGTERM", 0);
  assert.deepEqual(ran, ["last"]);
  assert.deepEqual(exits, [1]);
  assert.equal(errors.length, 2);
});

Deno.test("Shutdown.run() exits at its deadline whatever a step is waiting for", async () => {
  const { clock, shutdown, exits, errors } = bench(() => [["stuck", () => new Promise(() => {})]]);
  void shutdown.run("SIGTERM", 0);
  await clock.tick(14_999);
  assert.deepEqual(exits, []);
  await clock.tick(1);
  assert.deepEqual(exits, [1]);
  assert.match(errors.join(), /cut short/);
});

Deno.test("Shutdown.run() begins once, and looks for its steps only then", async () => {
  let looked = 0;
  const { shutdown, exits } = bench(() => {
    looked++;
    return [];
  });
  await Promise.all([shutdown.run("SIGTERM", 0), shutdown.run("fault", 1)]);
  assert.equal(looked, 1);
  assert.deepEqual(exits, [0]);
});

Deno.test("Shutdown.signalled() takes a signal that comes twice at once for one, and a later one for impatience", async () => {
  const { clock, shutdown, exits } = bench(() => [["stuck", () => new Promise(() => {})]]);
  shutdown.signalled("SIGINT");
  shutdown.signalled("SIGINT");
  await clock.tick(999);
  shutdown.signalled("SIGINT");
  assert.deepEqual(exits, []);
  await clock.tick(1);
  shutdown.signalled("SIGINT");
  assert.deepEqual(exits, [1]);
});

Deno.test("Shutdown.signalled() after a fault has begun it does not begin again", async () => {
  const { clock, shutdown, ran, exits } = bench((ran) => [["once", () => void ran.push("once")]]);
  shutdown.begin("fault", 1);
  shutdown.signalled("SIGTERM");
  await clock.tick(10);
  assert.deepEqual(ran, ["once"]);
  assert.deepEqual(exits, [1]);
});
