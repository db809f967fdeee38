import type { Scenario } from "../scenario.ts";
import { callRest } from "../clients/rest_call.ts";

export const a5: Scenario = {
  id: "A5",
  title: "the database dies by kill -9 and comes back, five times",
  nodes: 3,
  seconds: 60,
  async run(world, ms) {
    const { mongo } = world.cluster;
    const slowest = { ms: 0 };
    for (let i = 0; i < 5; i++) {
      await mongo?.kill("SIGKILL");
      world.did("kill -9 of the database");
      await world.pause(ms / 5 * (0.2 + 0.2 * world.random.fraction()));
      await mongo?.stand();
      const { acknowledged } = world;
      const progress = await world.until(() => world.acknowledged > acknowledged, world.options.progressMsMax);
      if (progress === undefined) {
        world.found({
          rule: "C11",
          what: `nothing acknowledged ${world.options.progressMsMax} ms after the database was back`,
        });
      }
      slowest.ms = Math.max(slowest.ms, progress ?? world.options.progressMsMax);
      await world.pause(ms / 5 * 0.4);
    }
    world.measure("longest from the database's return to an acknowledgement, ms", slowest.ms);
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
    world.did("silences of a node's network to the database");
    // Somebody is removed elsewhere, whom the cut-off node still has as a member.
    const { admin, exiles, rooms } = world.crowd;
    const others = world.nodes.filter((other) => other !== node);
    for (const { client } of exiles) await admin.remove(rooms[0]!.id, client.user, world.random.pick(others).url);
    const ready = () => callRest({ url: node.url, token: "", call: "GET /ready", msMax: 3_000 });
    const noticed = await world.until(async () => (await ready())?.status === 503, degradedMsMax);
    world.measure("cut off to not ready, ms", noticed ?? "never");
    world.expect(`a node that cannot reach the database says so within ${degradedMsMax} ms`, noticed !== undefined);
    await world.pause(Math.max(0, ms - (performance.now() - cutAt)));
    const late = world.history.runs.filter((run) => run.node === node.name && run.lastMs > cutAt + degradedMsMax);
    world.expect("and delivers nothing from then on", late.every((run) => run.stretches.length === 0));
    world.did("ms of silence", Math.round(performance.now() - cutAt));
    store.set("open");
  },
};

/** Five seconds, and what a loaded machine may take to ask. */
const degradedMsMax = 6_500;

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
