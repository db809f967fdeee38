import assert from "node:assert/strict";
import { createWebPush } from "../../src/adapters/outward/create_web_push.ts";
import { pushActiveMs, pushDelayMs } from "../../src/limits.ts";
import { silentLog } from "../../src/ports/log.ts";
import type { PushOutcome, PushSender } from "../../src/ports/push_sender.ts";
import { attentionBench } from "../support/attention_bench.ts";
import { FalseClock } from "../support/false_clock.ts";
import { FalseBrowser, type PushService, startPushService } from "../support/push_service.ts";
import { call } from "../support/server_bench.ts";

/** The real thing, and whoever asks hears when the next answer of the push service has come. */
function heardSender({ certificate }: PushService) {
  const real = createWebPush({
    log: silentLog,
    clock: new FalseClock(),
    allows: (address) => address === "127.0.0.1",
    ca: certificate,
  });
  let answered = Promise.withResolvers<PushOutcome>();
  const sender: PushSender = {
    ...real,
    async send(...args) {
      const outcome = await real.send(...args);
      answered.resolve(outcome);
      return outcome;
    },
  };
  const next = async (): Promise<PushOutcome> => {
    const outcome = await answered.promise;
    answered = Promise.withResolvers();
    return outcome;
  };
  return { sender, next };
}

Deno.test("a message reaches the browser of who is away through a real push service, until that forgets the browser", async () => {
  await using service = await startPushService();
  const { sender, next } = heardSender(service);
  await using w = await attentionBench({ push: sender });
  const browser = new FalseBrowser(`https://127.0.0.1:${service.port}/for/bob`);
  const subscribed = await call(w.server, "POST /api/push/subscriptions", w.bob.token, browser.subscription);
  assert.equal(subscribed.status, 201);
  await call(w.server, `PUT /api/rooms/${w.room}/notifications`, w.bob.token, { level: "all" });
  await w.bench.clock.tick(pushActiveMs);
  const say = async (content: string): Promise<PushOutcome> => {
    await call(w.server, `POST /api/rooms/${w.room}/messages`, w.ann.token, { content });
    await w.bench.clock.tick(pushDelayMs);
    return await next();
  };
  assert.deepEqual(await say("Hello Bob"), { kind: "ok" });
  const [{ path, bytes } = assert.fail("nothing came")] = service.arrived;
  assert.equal(path, "/for/bob");
  const { content, username, room_id } = JSON.parse(browser.read(bytes));
  assert.deepEqual([content, username, room_id], ["Hello Bob", "ann", w.room]);
  const { body: { public_key } } = await call(w.other, "GET /api/push", w.bob.token);
  assert.ok(String(service.arrived[0]!.headers["authorization"]).endsWith(`k=${public_key}`));
  service.answer = { status: 410 };
  assert.deepEqual(await say("Are you there?"), { kind: "gone" });
  await w.bench.clock.settle();
  const { body } = await call(w.server, "GET /api/push/subscriptions", w.bob.token);
  assert.deepEqual(body["subscriptions"], []);
});
