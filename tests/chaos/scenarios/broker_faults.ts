import { RedisServer } from "../../support/redis_server.ts";
import type { Scenario } from "../scenario.ts";
import type { ChaosWorld } from "../world.ts";

type Fault = (world: ChaosWorld) => Promise<void>;

/** What Redis may suffer, by name. */
export const redisFaults: Readonly<Record<string, Fault>> = {
  "kill -9 of Redis": async ({ cluster: { redis }, random, pause }) => {
    await redis.kill();
    await pause(500 + random.fraction() * 2_500);
    await redis.stand();
  },
  "FLUSHALL": async ({ cluster: { redis } }) => void await redis.command("FLUSHALL"),
  "CLIENT KILL TYPE pubsub": async ({ cluster: { redis } }) =>
    void await redis.command("CLIENT", "KILL", "TYPE", "pubsub"),
  "CLIENT PAUSE 5000 ALL": async ({ cluster: { redis } }) => void await redis.command("CLIENT", "PAUSE", "5000", "ALL"),
};

/** What Upstash may do, by name. */
const upstashFaults: Readonly<Record<string, Fault>> = {
  "event streams cut": ({ cluster: { upstash } }) => Promise.resolve(upstash?.endStreams()),
  "2 s of answers 429": (world) => failing(world, { status: 429 }),
  "2 s of answers 500": (world) => failing(world, { status: 500 }),
  "2 s without an answer": async ({ cluster: { upstash }, pause }) => {
    if (upstash === undefined) return;
    upstash.faults.stalled = true;
    await pause(2_000);
    upstash.release();
  },
};

async function failing({ cluster: { upstash }, pause }: ChaosWorld, fault: { status: 429 | 500 }): Promise<void> {
  if (upstash === undefined) return;
  Object.assign(upstash.faults, fault);
  await pause(2_000);
  delete upstash.faults.status;
}

/** One after the other, with rests. */
function inTurn(faults: Readonly<Record<string, Fault>>, restMs: number): Scenario["run"] {
  const all = Object.entries(faults);
  return async (world, ms) => {
    let turn = 0;
    await world.during(ms, async (leftMs) => {
      const [what, fault] = all[turn++ % all.length]!;
      await fault(world);
      world.did(what);
      await world.pause(Math.min(leftMs, restMs * (0.5 + world.random.fraction())));
    });
  };
}

export const a6: Scenario = {
  id: "A6",
  title: "Redis dies, forgets, throws its listeners out and falls silent",
  nodes: 3,
  seconds: 60,
  run: inTurn(redisFaults, 3_000),
};

export const a7: Scenario = {
  id: "A7",
  title: "Redis fails over: a replica is promoted, the old master follows it and dies",
  nodes: 3,
  seconds: 40,
  async run(world, ms) {
    const old = world.cluster.redis;
    const replica = await RedisServer.start({ args: ["--replicaof", "127.0.0.1", String(old.port)] });
    world.cluster.own(replica);
    await world.pause(ms / 4);
    await replica.command("REPLICAOF", "NO", "ONE");
    world.cluster.redis = replica;
    await old.command("REPLICAOF", "127.0.0.1", String(replica.port));
    world.did("promotions of a replica");
    // Nodes go on with the old one, which takes no writes any more, until it is gone.
    await world.pause(ms / 4);
    await old.kill();
    world.did("kill -9 of the old master");
    await world.pause(ms / 2);
  },
};

export const a8: Scenario = {
  id: "A8",
  title: "one node's network to Redis falls silent",
  nodes: 3,
  seconds: 30,
  async run(world, ms) {
    const node = world.nodes[0]!;
    node.links.broker.set("silent");
    world.did("silences between a node and Redis");
    await world.pause(ms * 0.8);
    world.did("ms of silence", Math.round(ms * 0.8));
    node.links.broker.set("open");
    await world.pause(ms * 0.2);
  },
};

export const a21: Scenario = {
  id: "A21",
  title: "Upstash as the broker: its streams end, it answers 429 and 500, and not at all",
  nodes: 3,
  seconds: 60,
  cluster: () => Promise.resolve({ broker: "upstash" as const }),
  run: inTurn(upstashFaults, 3_000),
};
