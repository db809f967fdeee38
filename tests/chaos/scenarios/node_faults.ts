import { faultPoints } from "../links/fault_point.ts";
import type { Scenario } from "../scenario.ts";
import type { ChaosWorld } from "../world.ts";

/** How long a fault point may take to be reached before the next is tried, milliseconds. */
const trippedMsMax = 4_000;
const drainMsMax = 20_000;

async function killOne(world: ChaosWorld, everyMs: number, leftMs: number): Promise<void> {
  const node = world.random.pick(world.nodes);
  const inFlight = world.crowd.sockets.reduce((sum, client) => sum + client.inFlight, 0);
  await node.kill();
  world.did("kill -9 of a node");
  if (inFlight > 0) world.did("of these, with messages under way");
  void node.start();
  await world.pause(Math.min(leftMs, everyMs * (0.5 + world.random.fraction())));
}

/** Kills the first node that reaches the point, exactly there. */
export async function killAt(world: ChaosWorld, point: (typeof faultPoints)[number]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const disarm = (): void => world.nodes.forEach(({ links }) => links.tripwire.disarm());
  for (const node of world.nodes) {
    node.links.tripwire.arm(point, () => {
      disarm();
      node.kill().then(() => {
        void node.start();
        resolve(true);
      });
    });
  }
  const timer = setTimeout(() => resolve(false), trippedMsMax);
  const tripped = await promise;
  clearTimeout(timer);
  disarm();
  if (tripped) world.did(`kill -9 ${point.replace("_", " ")}`);
}

export const a1: Scenario = {
  id: "A1",
  title: "a node dies by kill -9, again and again",
  nodes: 3,
  seconds: 60,
  run: (world, ms) => world.during(ms, (leftMs) => killOne(world, 5_000, leftMs)),
};

export const a2: Scenario = {
  id: "A2",
  title: "nodes die exactly before and after the insertion, before the acknowledgement, before the doorbell",
  nodes: 3,
  seconds: 60,
  world: { throughProxies: true },
  async run(world, ms) {
    let turn = 0;
    await world.during(ms, async () => {
      await killAt(world, faultPoints[turn++ % faultPoints.length]!);
      await world.until(() => world.nodes.every(({ up }) => up), trippedMsMax);
      await world.pause(300);
    });
  },
};

export const a3: Scenario = {
  id: "A3",
  title: "a node is frozen for 1, 5, 20 and 40 s, and goes on as if nothing had happened",
  nodes: 3,
  seconds: 90,
  async run(world, ms) {
    // Shorter runs keep the proportions.
    const scale = Math.min(1, ms / 80_000);
    for (const frozenMs of [1_000, 5_000, 20_000, 40_000].map((whole) => whole * scale)) {
      const node = world.random.pick(world.nodes);
      node.freeze();
      world.did("freezes of a node (SIGSTOP)");
      world.did("ms of freezes", Math.round(frozenMs));
      const others = world.nodes.filter((other) => other !== node);
      const { removals } = world.crowd.admin;
      await world.pause(frozenMs / 2);
      // Somebody is removed while the frozen node still has them as members.
      for (const { client } of world.crowd.exiles) {
        await world.crowd.admin.remove(world.crowd.rooms[0]!.id, client.user, world.random.pick(others).url);
      }
      world.did("removals during a freeze", world.crowd.admin.removals - removals);
      await world.pause(frozenMs / 2);
      node.thaw();
      await world.pause(Math.min(3_000, frozenMs));
    }
  },
};

export const a19: Scenario = {
  id: "A19",
  title: "every node is replaced in turn by SIGTERM, as a deployment does",
  nodes: 3,
  seconds: 40,
  async run(world, ms) {
    let slowest = 0;
    const codes: number[] = [];
    await world.during(ms, async (leftMs) => {
      for (const node of world.nodes) {
        const { code, tookMs } = await node.terminate();
        world.did("SIGTERM of a node");
        codes.push(code);
        slowest = Math.max(slowest, tookMs);
        await node.start();
        await world.pause(Math.min(1_500, leftMs));
      }
    });
    world.measure("longest from SIGTERM to exit, ms", slowest);
    world.expect("every node ends with 0", codes.every((code) => code === 0));
    world.expect(`every node is gone within ${drainMsMax / 1_000} s`, slowest < drainMsMax);
  },
};
