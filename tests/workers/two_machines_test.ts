import assert from "node:assert/strict";
import { MongoServer, noMongoServer } from "../support/mongo_server.ts";
import { redisMissing, RedisServer } from "../support/redis_server.ts";
import { guest, onBothWorkers, roomOf, startWorkers } from "./real_workers.ts";

const missing = noMongoServer ?? redisMissing;
const messages = 20;

async function metric(url: string, name: string): Promise<number> {
  const page = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(page)?.[1]);
}

Deno.test({
  name: `workers of two machines hear each other through Redis${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  ignore: missing !== undefined,
  fn: async () => {
    await using mongo = await MongoServer.open();
    await using redis = await RedisServer.start();
    const env = {
      STORE_URL: mongo.url(),
      BROKER_URL: redis.url,
      JWT_SECRET: "the secret of both machines, long enough",
    };
    await using one = await startWorkers({ env });
    await using other = await startWorkers({ env });
    const people = [await guest(one, "ann"), await guest(one, "ben")] as const;
    const room = await roomOf(one, people[0], [people[1]]);
    await using here = await onBothWorkers(one, room, people);
    await using there = await onBothWorkers(other, room, people);
    const talkers = [here.one, here.two, there.one, there.two];
    const carriedBefore = await Promise.all([one, other].map(({ url }) => metric(url, "parley_events_carried_total")));
    await Promise.all(talkers.map(async (talker, side) => {
      for (let n = 1; n <= messages; n++) assert.equal((await talker.say(`${side} says ${n}`)).type, "ack");
    }));
    const heard = await Promise.all(talkers.map(async (talker) => {
      for (const side of talkers.keys()) await talker.told(({ content }) => content === `${side} says ${messages}`);
      return talker.frames.filter(({ content }) => / says /.test(String(content))).map(({ content }) => content);
    }));
    assert.equal(new Set(heard[0]).size, talkers.length * messages);
    for (const said of heard) assert.deepEqual(said, heard[0]);
    // Found by looking alone, without a doorbell, nothing would have been carried.
    for (const [i, { url }] of [one, other].entries()) {
      const carried = await metric(url, "parley_events_carried_total") - carriedBefore[i]!;
      assert.ok(carried > messages, `${carried} events came by doorbell`);
    }
  },
});
