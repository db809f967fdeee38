import type { Scenario } from "../scenario.ts";
import type { ChaosWorld } from "../world.ts";

/** What Redis may suffer, by name. */
export const redisFaults: Readonly<Record<string, (world: ChaosWorld) => Promise<void>>> = {
  "kill -9 of Redis": async ({ cluster: { redis }, random, pause }) => {
    await redis.kill();
    await pause(500 + random.fraction() * 2_500);
    await redis.stand();
  },
  "FLUSHALL": ({ cluster: { redis } }) => redis.command("FLUSHALL").then(() => {}),
  "CLIENT KILL TYPE pubsub": ({ cluster: { redis } }) =>
    redis.command("CLIENT", "KILL", "TYPE", "pubsub").then(() => {}),
  "CLIENT PAUSE 5000 ALL": ({ cluster: { redis } }) => redis.command("CLIENT", "PAUSE", "5000", "ALL").then(() => {}),
};

export const a6: Scenario = {
  id: "A6",
  title: "Redis dies, forgets, throws its listeners out and falls silent",
  nodes: 3,
  seconds: 60,
  async run(world, ms) {
    const faults = Object.entries(redisFaults);
    let turn = 0;
    await world.during(ms, async (leftMs) => {
      const [what, fault] = faults[turn++ % faults.length]!;
      await fault(world);
      world.did(what);
      await world.pause(Math.min(leftMs, 1_500 + world.random.fraction() * 3_000));
    });
  },
};
