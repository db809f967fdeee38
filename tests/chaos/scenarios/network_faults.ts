import type { Cluster } from "../cluster.ts";
import type { ClusterNode } from "../cluster_node.ts";
import type { Scenario } from "../scenario.ts";
import type { ChaosWorld } from "../world.ts";

/** Debian's libfaketime: shifts the wall clock of one process, and leaves the monotonic one alone. */
const timeLibrary = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
const mayShift = await Deno.stat(timeLibrary).then(() => true, () => false);
export const clockMissing = mayShift ? undefined : "libfaketime is not installed";
/** Made anew for each cluster, and removed with it. */
let clockFolder = "";
let clockOwner: Cluster | undefined;

/** The other region's distance, each way. */
export const far = { latencyMs: 80, jitterMs: 40 };

export function moveAway({ links }: ClusterNode, toxics: { latencyMs: number; jitterMs: number }): void {
  Object.assign(links.store.toxics, toxics);
  Object.assign(links.broker.toxics, toxics);
}

export const a11: Scenario = {
  id: "A11",
  title: "two of four nodes are 80 ms, give or take 40, from database and Redis",
  nodes: 4,
  seconds: 45,
  async run(world, ms) {
    const away = world.nodes.slice(2);
    for (const node of away) moveAway(node, far);
    world.did("nodes 80 +- 40 ms away", away.length);
    const before = new Map(world.nodes.map(({ name }) => [name, world.history.latencies.get(name)?.length ?? 0]));
    await world.pause(ms);
    const acks = world.nodes.map(({ name }) => (world.history.latencies.get(name)?.length ?? 0) - before.get(name)!);
    world.measure("acknowledgements by node", acks.join(" "));
    world.measure("p99 of the near nodes, ms", world.history.p99(world.nodes.slice(0, 2).map(({ name }) => name)));
    world.measure("p99 of the far nodes, ms", world.history.p99(away.map(({ name }) => name)));
    world.expect("every node gets its messages into the log", acks.every((count) => count > 0));
  },
};

/** Sets how far the clock of the node in question is off, seconds. */
export async function shiftClock(seconds: number): Promise<void> {
  // Replaced in one step: a half-written file is another time.
  await Deno.writeTextFile(`${clockFolder}/new`, `${seconds < 0 ? "" : "+"}${seconds}\n`);
  await Deno.rename(`${clockFolder}/new`, `${clockFolder}/clock`);
}

/** The first node lives by a clock that can be moved. */
export async function withMovableClock() {
  clockFolder = await Deno.makeTempDir({ prefix: "parley-clock-" });
  await shiftClock(0);
  const env = {
    LD_PRELOAD: timeLibrary,
    FAKETIME_TIMESTAMP_FILE: `${clockFolder}/clock`,
    FAKETIME_NO_CACHE: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
  };
  return { envOf: (node: number): Readonly<Record<string, string>> => node === 0 ? env : {} };
}

/** The clock's folder goes with the cluster. */
export function ownClock({ cluster }: ChaosWorld): void {
  if (clockOwner === cluster) return;
  clockOwner = cluster;
  const folder = clockFolder;
  cluster.own({ [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) });
}

export const a14: Scenario = {
  id: "A14",
  title: "one node's clock jumps ten minutes forward and back",
  nodes: 3,
  seconds: 40,
  missing: clockMissing,
  cluster: withMovableClock,
  async run(world, ms) {
    ownClock(world);
    for (const seconds of [600, -600, 0]) {
      await shiftClock(seconds);
      world.did("jumps of a node's clock");
      await world.pause(ms / 3);
    }
    let back = 0;
    for (const { id } of world.crowd.rooms) {
      const times = (await world.eye.log(id)).map(({ event }) => Date.parse(event.timestamp));
      back += times.filter((at, i) => i > 0 && at < times[i - 1]!).length;
    }
    world.expect("no timestamp goes back within a room", back === 0);
  },
};
