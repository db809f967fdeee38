import assert from "node:assert/strict";
import { redisMissing, RedisServer } from "../support/redis_server.ts";
import { type ServerProcess, startServer } from "../support/server_process.ts";
import { TcpProxy } from "../support/tcp_proxy.ts";
import { type PlainSocket, User } from "./rest_fixture.ts";

/** Two servers as they are shipped, over one SQLite file, each reaching one Redis through a network of its own. */
class Pair implements AsyncDisposable {
  readonly redis: RedisServer;
  readonly networks: readonly TcpProxy[];
  readonly servers: readonly ServerProcess[];
  readonly sender: User;
  readonly reader: PlainSocket;
  readonly #room: string;
  readonly #dataDir: string;
  #number = 0;

  private constructor(
    parts: Pick<Pair, "redis" | "networks" | "servers" | "sender" | "reader">,
    room: string,
    dir: string,
  ) {
    this.redis = parts.redis;
    this.networks = parts.networks;
    this.servers = parts.servers;
    this.sender = parts.sender;
    this.reader = parts.reader;
    this.#room = room;
    this.#dataDir = dir;
  }

  static async start(): Promise<Pair> {
    const dataDir = await Deno.makeTempDir({ prefix: "parley-test-" });
    const redis = await RedisServer.start({ password: "canary-of-redis" });
    const networks = [await TcpProxy.open(() => redis.port), await TcpProxy.open(() => redis.port)];
    const servers: ServerProcess[] = [];
    for (const { port } of networks) {
      const env = { BROKER_URL: redis.urlAt(port), LIMIT_MESSAGES_PER_SECOND: "0", LOG_LEVEL: "debug" };
      servers.push(await startServer({ dataDir, env }));
    }
    const sender = await User.guest(servers[0]!.url, "ada");
    const room = await sender.room({ name: "engines" });
    const reader = await (await User.guest(servers[1]!.url, "bob")).connect({ room_id: room });
    await reader.next({ type: "subscribed" });
    const pair = new Pair({ redis, networks, servers, sender, reader }, room, dataDir);
    for (const n of [0, 1]) await pair.broker(n, "ok");
    return pair;
  }

  /** How long a message takes from its acknowledgement on one server to a reader of the other, milliseconds. */
  async crossing(): Promise<number> {
    const content = `message ${this.#number++}`;
    const { status } = await this.sender.call(`POST /api/rooms/${this.#room}/messages`, { content });
    assert.equal(status, 201);
    const start = performance.now();
    await this.reader.next({ content });
    return performance.now() - start;
  }

  /** Waits until a server's readiness shows its broker in a state. */
  async broker(server: number, state: "ok" | "degraded"): Promise<void> {
    const start = performance.now();
    for (;;) {
      const { body } = await this.sender.at(this.servers[server]!.url).call("GET /ready");
      if (JSON.stringify(body).includes(`"broker":"${state}"`)) return;
      assert.ok(performance.now() - start < 10_000, `server ${server}: ${JSON.stringify(body)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async metric(server: number, name: string): Promise<number> {
    const text = await (await fetch(`${this.servers[server]!.url}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.reader[Symbol.asyncDispose]();
    for (const server of this.servers) await server[Symbol.asyncDispose]();
    for (const network of this.networks) await network[Symbol.asyncDispose]();
    await this.redis[Symbol.asyncDispose]();
    await Deno.remove(this.#dataDir, { recursive: true });
  }
}

Deno.test({
  name: `Two servers over one store reach each other's readers, whatever becomes of Redis${
    redisMissing === undefined ? "" : ` (skipped: ${redisMissing})`
  }`,
  ignore: redisMissing !== undefined,
  fn: async (t) => {
    await using pair = await Pair.start();
    /** Ten messages, so that one that is lucky does not pass for all. */
    const slowest = async (): Promise<number> => {
      let most = 0;
      for (let n = 0; n < 10; n++) most = Math.max(most, await pair.crossing());
      return most;
    };
    const within = async (limitMs: number): Promise<void> => {
      const most = await slowest();
      assert.ok(most < limitMs, `${Math.round(most)} ms`);
    };

    await t.step("at once when all is well: rung, not found by looking", () => within(500));
    await t.step("after FLUSHALL", async () => {
      await pair.redis.command("FLUSHALL");
      await within(500);
    });
    await t.step("after CLIENT KILL TYPE pubsub, and soon at once again", async () => {
      await pair.redis.command("CLIENT", "KILL", "TYPE", "pubsub");
      await within(3_000);
      for (const n of [0, 1]) await pair.broker(n, "ok");
      await within(500);
    });
    await t.step("while one server's network is silent, which it notices within 3 seconds", async () => {
      const start = performance.now();
      pair.networks[1]!.set("silent");
      assert.ok(await pair.crossing() < 3_000);
      await pair.broker(1, "degraded");
      assert.ok(performance.now() - start < 4_000);
      await within(1_000);
      pair.networks[1]!.set("open");
      await pair.broker(1, "ok");
      await within(500);
    });
    await t.step("while Redis is gone by kill -9, and after it is back", async () => {
      await pair.redis.kill();
      for (const n of [0, 1]) await pair.broker(n, "degraded");
      await within(1_000);
      await pair.redis.start();
      await within(3_000);
      for (const n of [0, 1]) await pair.broker(n, "ok");
      await within(500);
    });
    await t.step("and the metrics tell of it, the log too, without the password", async () => {
      assert.ok(await pair.metric(0, "parley_broker_sent_total") > 0);
      assert.ok(await pair.metric(1, "parley_broker_heard_total") > 0);
      assert.ok(await pair.metric(1, "parley_broker_connections_total") >= 4);
      assert.ok(await pair.metric(1, "parley_broker_echo_seconds_count") > 0);
      for (const { output } of pair.servers) {
        assert.match(output, /Lost the broker/);
        assert.doesNotMatch(output, /canary-of-redis/);
      }
    });
  },
});
