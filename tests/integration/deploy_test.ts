import assert from "node:assert/strict";
import { isGapless, Person } from "../clients/integration/people.ts";
import { mongoMissing } from "../adapters/mongo/mongo_tests.ts";
import { MongoServer } from "../support/mongo_server.ts";
import { redisMissing, RedisServer } from "../support/redis_server.ts";
import { type ServerProcess, startServer } from "../support/server_process.ts";
import { TcpProxy } from "../support/tcp_proxy.ts";
import { UpstashGateway } from "../support/upstash_gateway.ts";

const missing = mongoMissing ?? redisMissing;

/** The isolates of one deployment, over a database by MongoDB's wire and a broker as Upstash is. */
class Deployment implements AsyncDisposable {
  readonly #parts = new AsyncDisposableStack();
  readonly #env: Record<string, string>;

  private constructor(env: Record<string, string>) {
    this.#env = env;
  }

  static async open(): Promise<Deployment> {
    const mongo = await MongoServer.open();
    const redis = await RedisServer.start();
    const gateway = new UpstashGateway(redis.url);
    const deployment = new Deployment({
      DENO_DEPLOY: "true",
      DENO_DEPLOYMENT_ID: "a-revision",
      DENO_TIMELINE: "production",
      DENO_SERVE_ADDRESS: "tcp:127.0.0.1:0",
      JWT_SECRET: "a secret of the tests, 32 bytes or more",
      STORE_URL: mongo.url(),
      UPSTASH_REDIS_REST_URL: gateway.url,
      UPSTASH_REDIS_REST_TOKEN: gateway.token,
      LIMIT_MESSAGES_PER_SECOND: "0",
    });
    for (const part of [mongo, redis, gateway]) deployment.#parts.use(part);
    return deployment;
  }

  /** One more, with the flags and the variables that the platform gives. */
  async isolate(): Promise<ServerProcess> {
    return this.#parts.use(await startServer({ edge: true, allowAll: true, env: this.#env }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.disposeAsync();
  }
}

Deno.test({
  name: `Two isolates, run as Deno Deploy runs them, chat; one is stopped in mid-conversation, and nobody loses a word${
    missing === undefined ? "" : ` (skipped: ${missing})`
  }`,
  ignore: missing !== undefined,
  fn: async () => {
    await using deployment = await Deployment.open();
    const [one, two] = await Promise.all([deployment.isolate(), deployment.isolate()]);
    // The platform's one address: it leads new connections to whichever isolate lives.
    let port = one.port;
    await using address = await TcpProxy.open(() => port);
    using ann = await Person.guest(`http://127.0.0.1:${address.port}`, "ann");
    using bob = await Person.guest(two.url, "bob");
    const sent: string[] = [];
    const say = async (who: Person, content: string) => {
      sent.push(content);
      await who.room.send(content);
    };
    for (let n = 0; n < 5; n++) {
      await say(ann, `ann ${n}`);
      await say(bob, `bob ${n}`);
    }
    await Promise.all([ann.hears(10), bob.hears(10)]);

    port = two.port;
    one.kill("SIGINT");
    const meanwhile = Array.from({ length: 20 }, (_, n) => say(ann, `while it goes ${n}`));
    assert.equal((await one.exited(5_000)).code, 0, one.output);
    await Promise.all(meanwhile);
    await say(bob, "still there?");
    await Promise.all([ann.hears(sent.length), bob.hears(sent.length)]);
    for (const person of [ann, bob]) {
      assert.ok(isGapless(person.events));
      assert.deepEqual([...person.contents].sort(), [...sent].sort());
    }
    assert.match(one.output, /"message":"Stopping"/);
    for (const { output, dataDir } of [one, two]) {
      assert.doesNotMatch(output, /a secret of the tests/);
      assert.deepEqual([...Deno.readDirSync(dataDir)], [], "it made a data folder");
    }
  },
});
