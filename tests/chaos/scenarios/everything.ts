import { faultPoints } from "../links/fault_point.ts";
import type { SeededRandom } from "../../support/seeded_random.ts";
import type { Scenario } from "../scenario.ts";
import type { ChaosWorld } from "../world.ts";
import { redisFaults } from "./broker_faults.ts";
import { clockMissing, far, moveAway, ownClock, shiftClock, withMovableClock } from "./network_faults.ts";
import { killAt } from "./node_faults.ts";
import { freezeDatabase } from "./store_faults.ts";

interface Chance {
  /** The lane's own: what one lane draws does not hang on when another one does. */
  readonly random: SeededRandom;
  readonly msMax: number;
}

/** A fault that undoes itself, and takes at most so many milliseconds. */
type Nemesis = (world: ChaosWorld, chance: Chance) => Promise<void>;

const drawn = (random: SeededRandom, from: number, to: number): number => from + random.fraction() * (to - from);

/** What happens to nodes. */
const toNodes: Readonly<Record<string, Nemesis>> = {
  async kill(world, { random }) {
    const node = random.pick(world.nodes);
    await node.kill();
    world.did("kill -9 of a node");
    await node.start();
  },
  async killAtPoint(world, { random }) {
    const points = faultPoints.filter((point) => world.options.throughProxies || point !== "before_ack");
    await killAt(world, random.pick(points));
    await world.until(() => world.nodes.every(({ up }) => up), 10_000);
  },
  async freeze(world, { random, msMax }) {
    const node = random.pick(world.nodes);
    const ms = Math.min(msMax, drawn(random, 1_000, 25_000));
    node.freeze();
    world.did("freezes of a node (SIGSTOP)");
    world.did("ms of freezes", Math.round(ms));
    await world.pause(ms);
    node.thaw();
  },
  async terminate(world, { random }) {
    const node = random.pick(world.nodes);
    const { code } = await node.terminate();
    world.did("SIGTERM of a node");
    // A drain that the database keeps waiting is cut short, and says so with 1.
    if (code !== 0) world.did("of these, with exit code 1");
    await node.start();
  },
};

/** What happens to database and Redis themselves. */
const toServices: Readonly<Record<string, Nemesis>> = {
  async killDatabase(world, { random, msMax }) {
    await world.cluster.mongo?.kill("SIGKILL");
    world.did("kill -9 of the database");
    await world.pause(Math.min(msMax, drawn(random, 200, 5_000)));
    await world.cluster.mongo?.stand();
  },
  freezeDatabase: (world, { random, msMax }) => freezeDatabase(world, Math.min(msMax, drawn(random, 1_000, 10_000))),
  async freezeRedis(world, { random, msMax }) {
    const ms = Math.min(msMax, drawn(random, 1_000, 10_000));
    await world.cluster.redis.kill("SIGSTOP");
    world.did("freezes of Redis (SIGSTOP)");
    await world.pause(ms);
    await world.cluster.redis.stand();
  },
  async redis(world, { random }) {
    const [what, fault] = random.pick(Object.entries(redisFaults));
    await fault(world);
    world.did(what);
  },
  async renew(world, { random }) {
    await world.eye.renew(random.pick(world.crowd.rooms).id);
    world.did("new epochs of a room");
  },
};

/** What happens between them, to clocks, and by clients. */
const toNetworks: Readonly<Record<string, Nemesis>> = {
  async storeSilent(world, { random, msMax }) {
    const { links } = random.pick(world.nodes);
    links.store.set("silent");
    world.did("silences between a node and the database");
    await world.pause(Math.min(msMax, drawn(random, 1_000, 15_000)));
    links.store.set("open");
  },
  async brokerSilent(world, { random, msMax }) {
    const { links } = random.pick(world.nodes);
    links.broker.set("silent");
    world.did("silences between a node and Redis");
    await world.pause(Math.min(msMax, drawn(random, 1_000, 15_000)));
    links.broker.set("open");
  },
  cutStore(world, { random }) {
    random.pick(world.nodes).links.store.cut();
    world.did("cuts of a node's connections to the database");
    return Promise.resolve();
  },
  async cutAnswers(world, { random, msMax }) {
    const before = world.nodes.reduce((sum, { links }) => sum + links.answersCut, 0);
    for (const { links } of world.nodes) links.cutAnswers = 0.05;
    await world.pause(Math.min(msMax, drawn(random, 5_000, 15_000)));
    for (const { links } of world.nodes) links.cutAnswers = 0;
    const cut = world.nodes.reduce((sum, { links }) => sum + links.answersCut, 0) - before;
    world.did("answers to insertions cut in their middle", cut);
  },
  async distance(world, { random, msMax }) {
    const node = random.pick(world.nodes);
    moveAway(node, far);
    world.did("times a node was 80 +- 40 ms away");
    await world.pause(Math.min(msMax, drawn(random, 5_000, 20_000)));
    moveAway(node, { latencyMs: 0, jitterMs: 0 });
  },
  async clock(world, { random }) {
    if (clockMissing !== undefined) return;
    await shiftClock(random.pick([600, -600, 0]));
    world.did("jumps of a node's clock");
  },
  storm(world) {
    const { sockets } = world.crowd;
    for (const client of sockets) client.drop();
    world.did("times every client was cut");
    return Promise.resolve();
  },
  async removals(world, { random }) {
    const { admin, exiles, rooms } = world.crowd;
    for (const { client } of exiles) await admin.remove(random.pick(rooms).id, client.user);
  },
};

/** One fault after another of a kind, with rests, in which the others go on. */
async function lane(
  world: ChaosWorld,
  endAt: number,
  faults: Readonly<Record<string, Nemesis>>,
  restMs: number,
  random: SeededRandom,
): Promise<void> {
  const all = Object.values(faults);
  while (performance.now() < endAt) {
    await world.pause(Math.min(drawn(random, restMs / 2, restMs), Math.max(0, endAt - performance.now())));
    const leftMs = endAt - performance.now();
    if (leftMs > 0) await random.pick(all)(world, { random, msMax: leftMs });
  }
}

export const a22: Scenario = {
  id: "A22",
  title: "everything at once",
  nodes: 4,
  seconds: 120,
  // So little that two cores are not the fault.
  world: {
    messagesPerSecond: 40,
    roundMs: 180_000,
    settleMsMax: 60_000,
    progressMsMax: 20_000,
    presenceMsMax: 60_000,
  },
  cluster: () => clockMissing === undefined ? withMovableClock() : Promise.resolve({}),
  async run(world, ms) {
    if (clockMissing === undefined) ownClock(world);
    const endAt = performance.now() + ms;
    await Promise.all([
      lane(world, endAt, toNodes, 8_000, world.random.fork()),
      lane(world, endAt, toServices, 20_000, world.random.fork()),
      lane(world, endAt, toNetworks, 8_000, world.random.fork()),
    ]);
    if (clockMissing === undefined) await shiftClock(0);
  },
};
