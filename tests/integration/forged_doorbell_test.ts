import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createClient } from "@redis/client";
import { brokerTextCharsMax } from "../../src/limits.ts";
import { redisMissing, RedisServer } from "../support/redis_server.ts";
import { startServer } from "../support/server_process.ts";
import { User } from "./rest_fixture.ts";

Deno.test({
  name:
    `What others say on the broker's channels is ignored, be it forged, too long or no UTF-8, and the server goes on${
      redisMissing === undefined ? "" : ` (skipped: ${redisMissing})`
    }`,
  ignore: redisMissing !== undefined,
  fn: async () => {
    await using redis = await RedisServer.start();
    await using server = await startServer({ env: { BROKER_URL: redis.url } });
    const ann = await User.guest(server.url, "ann");
    const room = await ann.room({ name: "engines" });
    await using reader = await ann.connect({ room_id: room });
    await reader.next({ type: "subscribed" });
    const head = JSON.stringify({ kind: "head", node: "0123456789abcdef", room, head: 1_000_000 });
    const typing = JSON.stringify({ type: "typing", room_id: room, user_id: "0".repeat(24), username: "nobody" });
    const texts = [
      Buffer.from([0xff, 0xfe, 0x80, 0x00]),
      Buffer.from("x".repeat(brokerTextCharsMax + 1)),
      Buffer.from(head),
      Buffer.from(
        JSON.stringify({ kind: "ephemeral", node: "0123456789abcdef", room, from: "0".repeat(24), text: typing }),
      ),
      Buffer.from(""),
    ];
    const client = createClient({ url: redis.url });
    await client.connect();
    try {
      const channels = await client.sendCommand(["PUBSUB", "CHANNELS", "parley*"]) as unknown as string[];
      assert.ok(channels.length > 0, "the server listens to nothing");
      for (const channel of channels) {
        for (const text of texts) await client.publish(channel, text as unknown as string);
      }
    } finally {
      await client.close();
    }
    assert.equal(await ann.status(`POST /api/rooms/${room}/messages`, { content: "still there" }), 201);
    await reader.next({ content: "still there" });
    assert.deepEqual(reader.frames.filter(({ type }) => type === "typing"), []);
    const ready = await fetch(`${server.url}/ready`);
    assert.equal(ready.status, 200, await ready.text());
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    const count = (name: string) => Number(new RegExp(`^parley_${name} (\\d+)`, "m").exec(metrics)?.[1]);
    assert.ok(count("broker_ignored_total") + count("broker_forged_total") >= texts.length, "nothing was counted");
    assert.equal(count("faults_total"), 0);
  },
});
