import { setTimeout as pause } from "node:timers/promises";
import { MongoServer, noMongoServer } from "../../tests/support/mongo_server.ts";
import { redisMissing, RedisServer } from "../../tests/support/redis_server.ts";
import { type ServerProcess, startServer } from "../../tests/support/server_process.ts";
import { ReverseProxy } from "./reverse_proxy.ts";

export interface ClusterOptions {
  readonly nodes: number;
  /** Of the one address; 0: any free one. */
  readonly port?: number;
  /** A database and a broker that are there already; without them each is started for the cluster alone. */
  readonly storeUrl?: string;
  readonly brokerUrl?: string;
  /** Further settings of every node. */
  readonly env?: Readonly<Record<string, string>>;
  /** A node ended by itself and is started again. */
  readonly ended?: (number: number) => void;
}

/** A service is not there; the sentence says how to get it. */
export class ServiceMissing extends Error {
  override readonly name = "ServiceMissing";
}

/** How long a node that ended stays away, milliseconds. */
const restartMs = 1_000;

/**
 * What docker-compose.yml describes, as processes of this machine: nodes over one database and one Redis, behind one address,
 * without any stickiness. A node that ends is started again at its port.
 */
export class Cluster implements AsyncDisposable {
  readonly #parts = new AsyncDisposableStack();
  readonly #nodes: ServerProcess[] = [];
  readonly #options: ClusterOptions;
  readonly #env: Record<string, string>;
  readonly #stopping = new AbortController();
  readonly #keepers = new Set<Promise<void>>();
  #proxy: ReverseProxy | undefined;

  private constructor(options: ClusterOptions, env: Record<string, string>) {
    this.#options = options;
    this.#env = env;
  }

  static async start(options: ClusterOptions): Promise<Cluster> {
    const { storeUrl, brokerUrl } = options;
    requireServices(options);
    const mongo = storeUrl === undefined ? await MongoServer.open() : undefined;
    const redis = brokerUrl === undefined ? await RedisServer.start() : undefined;
    const cluster = new Cluster(options, {
      STORE_URL: storeUrl ?? mongo!.url("parley"),
      BROKER_URL: brokerUrl ?? redis!.url,
      JWT_SECRET: secret(),
      TRUST_PROXY_HOPS: "1",
      BCRYPT_COST: "10",
      ...options.env,
    });
    try {
      for (const service of [mongo, redis]) cluster.#parts.use(service);
      await Promise.all(Array.from({ length: options.nodes }, (_, at) => cluster.#run(at)));
      cluster.#proxy = cluster.#parts.use(await ReverseProxy.open(() => cluster.ports, options.port));
      return cluster;
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The one address. */
  get url(): string {
    return this.#proxy!.url;
  }

  get nodes(): readonly ServerProcess[] {
    return this.#nodes;
  }

  get ports(): number[] {
    return this.#nodes.map(({ port }) => port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    for (const node of this.#nodes) node.kill("SIGTERM");
    // A keeper that has just started its node again leaves another behind.
    while (this.#keepers.size > 0) await Promise.all(this.#keepers);
    await this.#parts.disposeAsync();
  }

  async #run(at: number, port = 0): Promise<void> {
    const node = await startServer({ port, env: this.#env });
    this.#nodes[at] = node;
    if (this.#stopping.signal.aborted) node.kill("SIGTERM");
    const keeper = this.#keep(at, node).finally(() => this.#keepers.delete(keeper));
    this.#keepers.add(keeper);
  }

  /** Starts a node again when it ends without having been told to. */
  async #keep(at: number, node: ServerProcess): Promise<void> {
    await node.exited(2 ** 31 - 1);
    const { signal } = this.#stopping;
    if (!signal.aborted) {
      this.#options.ended?.(at + 1);
      await pause(restartMs, undefined, { signal }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
    await node[Symbol.asyncDispose]();
    if (!signal.aborted) await this.#run(at, node.port);
  }
}

function requireServices({ storeUrl, brokerUrl }: ClusterOptions): void {
  if (storeUrl === undefined && noMongoServer !== undefined) {
    throw new ServiceMissing(
      "No database: `.ci/install_mongo_server` installs one that speaks MongoDB's wire, for trying only (it needs Python 3); " +
        "or give --store-url mongodb://… of a replica set of your own",
    );
  }
  if (brokerUrl === undefined && redisMissing !== undefined) {
    throw new ServiceMissing(
      "No Redis: install it (`apt-get install redis-server`, `brew install redis`), or give --broker-url redis://… of your own",
    );
  }
}

function secret(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toHex();
}
