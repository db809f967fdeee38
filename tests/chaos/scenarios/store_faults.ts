import { mayMount, mountSmallDisk, type SmallDisk } from "../../faults/small_disk.ts";
import { callRest } from "../clients/rest_call.ts";
import type { Scenario } from "../scenario.ts";
import type { ChaosWorld } from "../world.ts";

/** How long a node that was cut off is looked at after it should have noticed, milliseconds. */
const fencedMs = 3_000;
const diskMiB = 96;

/** Kills the database and brings it back; answers how long it then took until something was acknowledged. */
async function killDatabase(world: ChaosWorld, goneMs: number): Promise<number> {
  const { mongo } = world.cluster;
  const { progressMsMax } = world.options;
  await mongo?.kill("SIGKILL");
  world.did("kill -9 of the database");
  await world.pause(goneMs);
  await mongo?.stand();
  const { acknowledged } = world;
  const progress = await world.until(() => world.acknowledged > acknowledged, progressMsMax);
  if (progress === undefined) {
    world.found({ rule: "C11", what: `nothing acknowledged ${progressMsMax} ms after the database was back` });
  }
  return progress ?? progressMsMax;
}

export async function freezeDatabase(world: ChaosWorld, frozenMs: number): Promise<void> {
  await world.cluster.mongo?.kill("SIGSTOP");
  world.did("freezes of the database (SIGSTOP)");
  world.did("ms of freezes", Math.round(frozenMs));
  await world.pause(frozenMs);
  await world.cluster.mongo?.stand();
}

export const a4: Scenario = {
  id: "A4",
  title: "the database, then Redis, is frozen for 10 s",
  nodes: 3,
  seconds: 40,
  async run(world, ms) {
    await freezeDatabase(world, ms / 4);
    await world.pause(ms / 4);
    await world.cluster.redis.kill("SIGSTOP");
    world.did("freezes of Redis (SIGSTOP)");
    world.did("ms of freezes", Math.round(ms / 4));
    await world.pause(ms / 4);
    await world.cluster.redis.stand();
    await world.pause(ms / 4);
  },
};

export const a5: Scenario = {
  id: "A5",
  title: "the database dies by kill -9 and comes back, five times",
  nodes: 3,
  seconds: 60,
  async run(world, ms) {
    const kills = Math.max(1, Math.min(5, Math.floor(ms / 4_000)));
    let slowestMs = 0;
    for (let i = 0; i < kills; i++) {
      slowestMs = Math.max(slowestMs, await killDatabase(world, ms / kills * (0.2 + 0.2 * world.random.fraction())));
      await world.pause(ms / kills * 0.4);
    }
    world.measure("longest from the database's return to an acknowledgement, ms", slowestMs);
  },
};

export const a9: Scenario = {
  id: "A9",
  title: "one node's network to the database falls silent",
  nodes: 3,
  seconds: 30,
  async run(world, ms) {
    const node = world.nodes[0]!;
    const { store } = node.links;
    const cutAt = performance.now();
    store.set("silent");
    world.did("silences between a node and the database");
    // Somebody is removed elsewhere, whom the cut-off node still has as a member.
    const { admin, exiles, rooms } = world.crowd;
    const others = world.nodes.filter((other) => other !== node);
    for (const { client } of exiles) await admin.remove(rooms[0]!.id, client.user, world.random.pick(others).url);
    const { fenceMsMax } = world.options;
    const ready = () => callRest({ url: node.url, token: "", call: "GET /ready", msMax: 3_000 });
    const noticed = await world.until(async () => (await ready())?.status === 503, fenceMsMax);
    world.measure("from the silence to not ready, ms", noticed ?? "never");
    world.expect(`a node that cannot reach the database says so within ${fenceMsMax} ms`, noticed !== undefined);
    await world.pause(Math.max(fenceMsMax + fencedMs, ms) - (performance.now() - cutAt));
    // What it had read before may still be on its way to a reader who lags; nothing may begin.
    const late = world.history.runs.filter((run) => run.node === node.name && run.beganMs > cutAt + fenceMsMax);
    world.expect("and lets nobody in to read from then on", late.length === 0);
    world.did("ms of silence", Math.round(performance.now() - cutAt));
    store.set("open");
  },
};

export const a10: Scenario = {
  id: "A10",
  title: "the database's answers to insertions break off in their middle, one in twenty",
  nodes: 3,
  seconds: 60,
  async run(world, ms) {
    for (const { links } of world.nodes) links.cutAnswers = 0.05;
    await world.pause(ms);
    const cut = world.nodes.reduce((sum, { links }) => sum + links.answersCut, 0);
    world.did("answers to insertions cut in their middle", cut);
    world.expect("some answers were cut", cut > 0);
  },
};

let disk: SmallDisk | undefined;

export const a13: Scenario = {
  id: "A13",
  title: "the disk of the store is full for 15 s (two nodes over one SQLite file on a small disk)",
  nodes: 2,
  seconds: 30,
  missing: mayMount ? undefined : "this user may not mount a small disk",
  world: { clients: 20, messagesPerSecond: 60 },
  async cluster() {
    disk = await mountSmallDisk(diskMiB);
    return { sqliteFile: `${disk?.path}/parley.db` };
  },
  async run(world, ms) {
    const small = disk!;
    world.cluster.own(small, "ground");
    await world.pause(ms / 4);
    const { acknowledged } = world;
    await small.fill(0);
    world.did("times the disk was full");
    world.did("ms of a full disk", Math.round(ms / 2));
    await world.pause(ms / 2);
    world.measure("acknowledged while the disk was full", world.acknowledged - acknowledged);
    await small.clear();
    const refused = world.crowd.sockets.reduce((sum, { refusals }) => sum + (refusals.get("unavailable") ?? 0), 0);
    world.expect("senders were told that it cannot be stored", refused > 0);
    await world.pause(ms / 4);
  },
};

export const a18: Scenario = {
  id: "A18",
  title: "a room is given a new life (epoch), as after a restored backup, while readers come and go",
  nodes: 3,
  seconds: 40,
  async run(world, ms) {
    await world.during(ms, async (leftMs) => {
      await world.eye.renew(world.random.pick(world.crowd.rooms).id);
      world.did("new epochs of a room");
      await world.pause(Math.min(leftMs, 4_000));
    });
    world.expect("readers were told that their cursors are void", world.history.resets > 0);
  },
};
