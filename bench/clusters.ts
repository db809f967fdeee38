import { MongoServer, noMongoServer } from "../tests/support/mongo_server.ts";
import { RedisServer } from "../tests/support/redis_server.ts";
import { numberedId } from "../tests/support/wire_client_token.ts";
import { createRooms, planMembers, startBenchServer } from "./bench_server.ts";
import type { DialectName } from "./dialects.ts";
import type { MemberPlan } from "./member_plan.ts";
import { cacheFolder, installCentrifuge } from "./peers/install.ts";
import { startPeer } from "./peers/peer_process.ts";
import { pidOfPort } from "./process_figures.ts";

/** Two nodes that are one room, and what they stand on. */
export interface Cluster {
  readonly dialect: DialectName;
  /** Of the two nodes; the same where they are threads of one process. */
  readonly ports: readonly [number, number];
  readonly pids: readonly number[];
  /** Of the Redis, and of the database where it is a process. */
  readonly standsOn: readonly number[];
  /** Half of them on each node, those who talk on the first. */
  readonly members: readonly MemberPlan[];
}

export interface ClusterKind {
  readonly id: string;
  readonly name: string;
  readonly legend: string;
  /** Why it cannot be had here. */
  readonly missing?: string | undefined;
  /** Starts it, lets `use` have it, and ends it. */
  with<T>(members: number, use: (cluster: Cluster) => Promise<T>): Promise<T>;
}

function halves(members: readonly MemberPlan[], [first, second]: readonly [number, number]): MemberPlan[] {
  return members.map((plan, i) => ({ ...plan, port: i < members.length / 2 ? first : second }));
}

/** Two processes of Parley with this environment. */
async function withParley<T>(
  count: number,
  env: Readonly<Record<string, string>>,
  standsOn: readonly number[],
  use: (cluster: Cluster) => Promise<T>,
): Promise<T> {
  await using one = await startBenchServer(undefined, { env });
  // What is not told otherwise shares the data folder: a file of SQLite is one database, whoever opens it.
  await using two = await startBenchServer(one.dataDir, { env });
  const ports = [one.port, two.port] as const;
  const members = halves(planMembers(await createRooms(one, 1), count), ports);
  return await use({ dialect: "parley", ports, pids: [one.pid, two.pid], standsOn, members });
}

export const clusterKinds: readonly ClusterKind[] = [
  {
    id: "sqlite",
    name: "Parley, Redis and one SQLite file",
    legend: "two processes, doorbells over Redis, each message durable in the file that both have open.",
    async with(members, use) {
      await using redis = await RedisServer.start();
      return await withParley(members, { BROKER_URL: redis.url }, [pidOfPort(redis.port)], use);
    },
  },
  {
    id: "mongo",
    name: "Parley, Redis and MongoDB's wire",
    legend: "two processes, doorbells over Redis, each message durable in a server that speaks MongoDB's wire. That " +
      "server is made for tests: its part says nothing of MongoDB.",
    missing: noMongoServer,
    async with(members, use) {
      await using redis = await RedisServer.start();
      await using mongo = await MongoServer.open();
      const env = { BROKER_URL: redis.url, STORE_URL: mongo.url() };
      return await withParley(members, env, [pidOfPort(redis.port), pidOfPort(mongo.port)], use);
    },
  },
  {
    id: "workers",
    name: "Parley, two workers",
    legend:
      "`WORKERS=2`: two nodes in threads of one process over one SQLite file. The machine deals connections out, " +
      "so that who talks is on both.",
    async with(count, use) {
      await using server = await startBenchServer(undefined, { env: { WORKERS: "2" } });
      const members = planMembers(await createRooms(server, 1), count);
      const ports = [server.port, server.port] as const;
      return await use({ dialect: "parley", ports, pids: [server.pid], standsOn: [], members });
    },
  },
  {
    id: "centrifuge",
    name: "Centrifuge, Redis, history",
    legend:
      "two processes of the Go library that Centrifugo is made of, its Redis broker, the newest 1,000 publications " +
      "kept in Redis. Acknowledged when Redis has them in memory; Redis keeps nothing on disk.",
    async with(count, use) {
      await using redis = await RedisServer.start();
      const args = ["-history", "1000", "-redis", `127.0.0.1:${redis.port}`];
      const program = await installCentrifuge(cacheFolder(), args);
      await using one = await startPeer(program);
      await using two = await startPeer(program);
      const ports = [one.port, two.port] as const;
      const plans = Array.from({ length: count }, (_, i) => ({ token: `member${i}`, room: numberedId(1) }));
      const standsOn = [pidOfPort(redis.port)];
      const members = halves(plans, ports);
      return await use({ dialect: "centrifuge", ports, pids: [one.pid, two.pid], standsOn, members });
    },
  },
];
