import { MongoServer } from "../support/mongo_server.ts";
import { RedisServer } from "../support/redis_server.ts";
import type { SeededRandom } from "../support/seeded_random.ts";
import { UpstashGateway } from "../support/upstash_gateway.ts";
import { ClusterNode } from "./cluster_node.ts";
import { Links } from "./links/links.ts";

export const secret = "a secret of a chaos run, long enough for HS256";

export interface ClusterOptions {
  readonly nodes: number;
  readonly random: SeededRandom;
  /** `upstash`: Redis behind a gateway that speaks Upstash's REST. Default: Redis itself. */
  readonly broker?: "redis" | "upstash";
  /** A SQLite file that all nodes share, instead of MongoDB. */
  readonly sqliteFile?: string;
  /** Another program than the real one, and its flags, for every node. */
  readonly entry?: string;
  readonly args?: readonly string[];
  /** Further settings of one node, by its number. */
  readonly envOf?: (node: number) => Readonly<Record<string, string>>;
}

const limits = {
  LIMIT_MESSAGES_PER_SECOND: "0",
  LIMIT_CONNECTIONS_PER_USER: "0",
  LIMIT_AUTH_PER_MINUTE: "0",
};

/** Nodes of the real program over one real database and one real Redis, each reaching both over networks of its own. */
export class Cluster implements AsyncDisposable {
  readonly nodes: ClusterNode[] = [];
  readonly mongo: MongoServer | undefined;
  /** Whom the nodes' broker links lead to; a fail-over puts another here. */
  redis: RedisServer;
  readonly upstash: UpstashGateway | undefined;
  /** The store's address for whoever looks at it directly. */
  readonly storeUrl: string;
  readonly #options: ClusterOptions;
  readonly #others: AsyncDisposable[] = [];

  private constructor(options: ClusterOptions, mongo: MongoServer | undefined, redis: RedisServer) {
    this.#options = options;
    this.mongo = mongo;
    this.redis = redis;
    this.#others.push(redis);
    if (mongo !== undefined) this.#others.push(mongo);
    this.storeUrl = options.sqliteFile === undefined ? mongo!.url("chaos") : `sqlite:${options.sqliteFile}`;
    if (options.broker !== "upstash") return;
    this.upstash = new UpstashGateway(redis.url);
    this.#others.unshift(this.upstash);
  }

  static async start(options: ClusterOptions): Promise<Cluster> {
    const [mongo, redis] = await Promise.all([
      options.sqliteFile === undefined ? MongoServer.open() : undefined,
      RedisServer.start(),
    ]);
    const cluster = new Cluster(options, mongo, redis);
    try {
      for (let i = 0; i < options.nodes; i++) await cluster.#addNode(i);
      // The first makes the indexes and the room that everybody finds; the others find them.
      for (const node of cluster.nodes) await node.start();
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
    return cluster;
  }

  /** Ends with the cluster: before what was there before, or as its ground, after everything. */
  own(other: AsyncDisposable, as: "guest" | "ground" = "guest"): void {
    if (as === "guest") this.#others.unshift(other);
    else this.#others.push(other);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.nodes.map((node) => node[Symbol.asyncDispose]()));
    for (const other of this.#others) await other[Symbol.asyncDispose]();
  }

  async #addNode(number: number): Promise<void> {
    const { random, entry, args, envOf } = this.#options;
    const { upstash, mongo } = this;
    const links = await Links.open({
      store: () => mongo?.port ?? 0,
      broker: () => upstash === undefined ? this.redis.port : Number(new URL(upstash.url).port),
      node: () => node.port,
    }, random.fork());
    const broker: Record<string, string> = upstash === undefined
      ? { BROKER_URL: this.redis.urlAt(links.broker.port) }
      : {
        UPSTASH_REDIS_REST_URL: `http://127.0.0.1:${links.broker.port}`,
        UPSTASH_REDIS_REST_TOKEN: upstash.token,
      };
    // Directly: asked for its members, the database would name its own address, past the proxy.
    const direct = `mongodb://127.0.0.1:${links.store.port}/chaos?directConnection=true`;
    const node = new ClusterNode({
      name: `node ${number + 1}`,
      links,
      env: {
        ...limits,
        ...broker,
        JWT_SECRET: secret,
        STORE_URL: mongo === undefined ? this.storeUrl : direct,
        ...envOf?.(number),
      },
      ...(entry === undefined ? {} : { entry }),
      ...(args === undefined ? {} : { args }),
    });
    this.nodes.push(node);
  }
}
