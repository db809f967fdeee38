import { createApi } from "../../support/crash_rooms.ts";
import { mintToken, numberedId } from "../../support/wire_client_token.ts";
import { holdingsOf, metricsOf } from "../checking/node_checks.ts";
import { ChaosClient } from "../clients/chaos_client.ts";
import { secret } from "../cluster.ts";
import type { Scenario } from "../scenario.ts";
import type { ChaosWorld } from "../world.ts";

interface ExtraOptions {
  readonly count: number;
  readonly from: number;
  readonly rooms: readonly string[];
  /** Several connections may be one user's. */
  readonly usersMax?: number;
  readonly fromNow?: boolean;
  readonly door: (number: number) => { readonly node: string; readonly port: number };
}

/** Further clients beside the crowd, who say nothing. They are of the scenario's own: it stops them. */
async function extraClients(world: ChaosWorld, options: ExtraOptions): Promise<ChaosClient[]> {
  const { count, from, rooms, door, usersMax = count, fromNow = false } = options;
  const clients: ChaosClient[] = [];
  for (let i = 0; i < count; i++) {
    const bearer = { id: numberedId(from + i % usersMax), username: `extra${from + i % usersMax}` };
    const token = mintToken(secret, bearer);
    for (const room of i < usersMax ? rooms : []) {
      world.history.joining(bearer.id, room);
      await createApi(world.nodes[0]!.url, token).join(room);
    }
    const { history, random } = world;
    const place = () => door(i);
    clients.push(
      new ChaosClient({
        bearer,
        token,
        rooms,
        door: place,
        history,
        random: random.fork(),
        batch: false,
        patient: true,
        fromNow,
      }),
    );
  }
  return clients;
}

const slowRssMiBMax = 400;

export const a15: Scenario = {
  id: "A15",
  title: "20 clients read 1 KB a second, 10 do not read at all",
  nodes: 2,
  seconds: 75,
  // Thirty times as much is said as elsewhere: so much more has not been collected when everybody leaves.
  world: { clients: 16, rooms: 2, contentChars: 3_000, messagesPerSecond: 80, memorySlackMiB: 400 },
  async run(world, ms) {
    const [one, two] = world.nodes;
    const hot = world.crowd.rooms[0]!.id;
    const slow = await extraClients(world, {
      count: 20,
      from: 20_000,
      rooms: [hot],
      door: () => ({ node: one!.name, port: one!.links.slow.port }),
    });
    two!.links.slow.toxics.bytesPerSecond = undefined;
    const deaf = await extraClients(world, {
      count: 10,
      from: 21_000,
      rooms: [hot],
      door: () => ({ node: two!.name, port: two!.links.slow.port }),
    });
    const all = [...slow, ...deaf];
    for (const client of all) client.start();
    await world.until(() => deaf.every(({ openRuns }) => openRuns.length > 0), 10_000);
    two!.links.slow.set("silent");
    world.did("clients that read 1 KB a second", slow.length);
    world.did("clients that do not read", deaf.length);
    let highest = 0;
    await world.during(ms, async () => {
      for (const node of world.nodes) highest = Math.max(highest, (await holdingsOf(node))?.rssMiB ?? 0);
      await world.pause(500);
    });
    const closed = await Promise.all(
      world.nodes.map(async (node) => (await metricsOf(node)).get("parley_slow_consumers_total") ?? 0),
    );
    await Promise.all(all.map((client) => client.stop()));
    two!.links.slow.set("open");
    const closings = closed.reduce((sum, count) => sum + count, 0);
    world.measure("highest memory of a node, MiB", highest);
    world.measure("closed with 4408", closings);
    world.measure("p99 of the others, ms", world.history.p99());
    world.expect("who does not read is closed with 4408", closings > 0);
    world.expect(`a node stays below ${slowRssMiBMax} MiB`, highest < slowRssMiBMax);
  },
};

export const a16: Scenario = {
  id: "A16",
  title: "everybody writes one room over four nodes, more than they can take",
  nodes: 4,
  seconds: 20,
  world: { clients: 40, rooms: 1, messagesPerSecond: 100 },
  async run(world, ms) {
    const { acknowledged } = world;
    const before = world.nodes.map(({ name }) => world.history.latencies.get(name)?.length ?? 0);
    world.crowd.messagesPerSecond = 2_000;
    world.did("messages a second that were asked of one room", 2_000);
    await world.pause(ms);
    world.crowd.messagesPerSecond = world.options.messagesPerSecond;
    const acks = world.nodes.map(({ name }, i) => (world.history.latencies.get(name)?.length ?? 0) - before[i]!);
    world.measure("acknowledged a second", (world.acknowledged - acknowledged) * 1_000 / ms);
    world.measure("acknowledgements by node", acks.join(" "));
    world.expect("every node gets its messages into the log", acks.every((count) => count > 0));
  },
};

const stormRemovalsMax = 100;

export const a17: Scenario = {
  id: "A17",
  title: "one member is removed again and again, while it sends and comes back by other nodes",
  nodes: 3,
  seconds: 60,
  world: { exiles: 1, removalMs: 0, outsideMs: 150 },
  async run(world, ms) {
    const { admin, exiles, rooms } = world.crowd;
    const exile = exiles[0]!;
    const hot = rooms[0]!.id;
    let certain = 0;
    const start = performance.now();
    while (performance.now() - start < ms && certain < stormRemovalsMax) {
      if (await admin.remove(hot, exile.client.user)) certain++;
      if (world.random.chance(0.3)) exile.client.drop();
      await world.until(() => exile.inside && exile.client.openRuns.some(({ room }) => room === hot), 3_000);
      exile.client.write(hot);
      await world.pause(world.random.fraction() * 60);
    }
    world.measure("times it tried a door from outside", exile.knocks);
    world.expect("it was removed and came back", exile.returns > 0 && certain > 0);
  },
};

const idleMax = 1_000;
const idleUsers = 50;
const stormMsMax = 30_000;
/** What a connection that comes back may cost the store: reads are shared by room and user. */
const commandsPerReturnMax = 2;

export const a20: Scenario = {
  id: "A20",
  title: "everybody, and 1,000 idle connections, are cut at once and come back",
  nodes: 3,
  seconds: 60,
  async run(world, ms) {
    const api = createApi(world.nodes[0]!.url, world.crowd.adminToken);
    const lobby = { id: (await api.createRoom("lobby")).id, name: "lobby" };
    world.crowd.rooms.push(lobby);
    const idle = await extraClients(world, {
      count: idleMax,
      from: 30_000,
      usersMax: idleUsers,
      fromNow: true,
      rooms: [lobby.id],
      door: (number) => {
        const { name, port } = world.nodes[number % world.nodes.length]!;
        return { node: name, port };
      },
    });
    const isBack = () => [...idle, ...world.crowd.sockets].every(({ missing }) => missing.length === 0);
    const commands = () => {
      const all = world.nodes.flatMap(({ links }) => [...links.storeCommands]);
      return all.reduce((sum, [, count]) => sum + count, 0);
    };
    for (const client of idle) client.start();
    if (await world.until(isBack, stormMsMax) === undefined) world.expect("all of them can connect", false);
    const quietBefore = commands();
    await world.pause(2_000);
    const perMs = (commands() - quietBefore) / 2_000;
    let slowest = 0;
    let dearest = 0;
    await world.during(ms, async (leftMs) => {
      const all = [...idle, ...world.crowd.sockets];
      const before = commands();
      for (const client of all) client.drop();
      world.did("connections cut at once", all.length);
      await world.pause(100);
      const took = await world.until(isBack, stormMsMax);
      world.expect("all of them come back", took !== undefined);
      slowest = Math.max(slowest, took ?? stormMsMax);
      dearest = Math.max(dearest, (commands() - before - perMs * (took ?? 0)) / all.length);
      await world.pause(Math.min(leftMs, 5_000));
    });
    await Promise.all(idle.map((client) => client.stop()));
    world.measure("longest until all were back, ms", slowest);
    world.measure("most commands to the store for each that came back", Math.max(0, dearest).toFixed(2));
    world.expect(`a return costs the store less than ${commandsPerReturnMax} commands`, dearest < commandsPerReturnMax);
  },
};
