import assert from "node:assert/strict";
import type { Doorbell } from "../../../src/adapters/doorbell/doorbell.ts";
import { createSystemClock } from "../../../src/adapters/system/clock.ts";
import { createUpstashWire } from "../../../src/adapters/upstash/upstash_wire.ts";
import { parseLine, readEventStream } from "../../../src/adapters/upstash/event_stream.ts";
import { upstashChannels } from "../../../src/limits.ts";
import { Ear, head, until } from "../../contract/broker/broker_cases.ts";
import { createRecordedLog } from "../../support/recorded_log.ts";
import { redisMissing, RedisServer } from "../../support/redis_server.ts";
import { UpstashGateway } from "../../support/upstash_gateway.ts";
import { openDoorbell } from "../doorbell/open_doorbell.ts";

interface Bench {
  readonly gateway: UpstashGateway;
  readonly log: ReturnType<typeof createRecordedLog>;
  readonly one: Doorbell;
  readonly other: Doorbell;
  readonly ear: Ear;
}

/** Two nodes over one gateway, who ring themselves more often than is paid for, so that tests need not wait. */
function test(name: string, run: (bench: Bench) => Promise<void>): void {
  const missing = redisMissing;
  Deno.test({
    name: missing === undefined ? name : `${name} (skipped: ${missing})`,
    ignore: missing !== undefined,
    fn: async () => {
      await using redis = await RedisServer.start();
      await using gateway = new UpstashGateway(redis.url);
      const [log, ear] = [createRecordedLog(), new Ear()];
      const node = () => {
        const wire = createUpstashWire({ url: `${gateway.url}/`, token: gateway.token, clock: createSystemClock() });
        return openDoorbell(wire, { echoMs: 100, silenceMs: 500, gatherMs: 5, log });
      };
      const [one, other] = [node(), node()];
      try {
        await Promise.all([one.subscribe(new Ear()), other.subscribe(ear)]);
        await until("both are healthy", 5_000, () => one.healthy() && other.healthy());
        await run({ gateway, log, one, other, ear });
      } finally {
        await Promise.all([one.close(), other.close()]);
      }
    },
  });
}

test("streams that end without a word are opened anew, and heads compared", async ({ gateway, one, other, ear }) => {
  for (let n = 1; n <= 3; n++) {
    gateway.endStreams();
    await until("heads are compared", 5_000, () => ear.resyncs === n + 1 && one.healthy() && other.healthy());
  }
  assert.equal(gateway.streams, 2 * upstashChannels);
  one.publish(head(1));
  await until("it hears", 5_000, () => ear.heard.length > 0);
});

test("streams that stay open and say nothing are noticed and opened anew", async ({ gateway, other, ear }) => {
  gateway.faults.mute = true;
  await until("it is known to be deaf", 2_000, () => !other.healthy());
  delete gateway.faults.mute;
  await until("it is back", 10_000, () => other.healthy() && ear.resyncs === 2);
});

for (const status of [429, 500] as const) {
  test(`signals answered with ${status} are sent again, and the streams stay`, async ({ gateway, one, ear, log }) => {
    gateway.faults.status = status;
    one.publish(head(1));
    one.publish(head(2));
    await until("it is refused", 5_000, () => !one.healthy());
    delete gateway.faults.status;
    await until("the signal arrives", 10_000, () => ear.heard.length > 0);
    assert.deepEqual(ear.kinds, [JSON.stringify(head(2))]);
    assert.equal(gateway.requests.filter((path) => path.startsWith("/subscribe/")).length, 2 * upstashChannels);
    const told = JSON.stringify(log.lines);
    assert.match(told, /does not take signals/);
    assert.ok(!told.includes(gateway.token) && !told.includes("aaaa"), told);
  });
}

test("a service that stalls is noticed, and signals arrive when it goes on", async ({ gateway, one, other, ear }) => {
  gateway.faults.stalled = true;
  one.publish(head(1));
  await until("it is known to be deaf", 2_000, () => !one.healthy());
  gateway.release();
  await until("both are back", 15_000, () => one.healthy() && other.healthy());
  one.publish(head(2));
  await until("the signal arrives", 5_000, () => ear.kinds.includes(JSON.stringify(head(2))));
});

test("what is published at once goes in few requests, each room once", async ({ gateway, one, ear }) => {
  const before = gateway.requests.length;
  for (let n = 1; n <= 1_000; n++) one.publish(head(n, (n % 100).toString(16).padStart(24, "0")));
  await until("all rooms are heard of", 5_000, () => ear.heard.length >= 100);
  assert.equal(ear.heard.length, 100);
  assert.ok(gateway.requests.length - before < 20, `${gateway.requests.length - before} requests`);
});

Deno.test({
  name: "a wrong token is a reason in the log, and is not in the log",
  ignore: redisMissing !== undefined,
  fn: async () => {
    await using redis = await RedisServer.start();
    await using gateway = new UpstashGateway(redis.url);
    const [log, token] = [createRecordedLog(), "canary-token"];
    const wire = createUpstashWire({ url: gateway.url, token, clock: createSystemClock() });
    const broker = openDoorbell(wire, { log, secrets: [token] });
    await broker.subscribe(new Ear());
    assert.ok(!broker.healthy());
    await broker.close();
    assert.match(JSON.stringify(log.lines), /answered 401 to a subscription/);
    assert.ok(!JSON.stringify(log.lines).includes(token));
  },
});

Deno.test("parseLine() reads what the service says, encoded or not, and nothing else", () => {
  assert.deepEqual(parseLine("data: subscribe,a:b,1"), { kind: "subscribed", channel: "a:b" });
  assert.deepEqual(parseLine('data: message,c,{"x":"1,2"}\r'), { kind: "message", channel: "c", text: '{"x":"1,2"}' });
  assert.deepEqual(parseLine("data:message,c,eyJ4IjoiXHUyMDI4In0="), {
    kind: "message",
    channel: "c",
    text: '{"x":"\\u2028"}',
  });
  assert.deepEqual(parseLine("data: message,c,%%"), { kind: "message", channel: "c", text: "%%" });
  for (const line of ["", ": comment", "event: message", "data: pmessage,p,c,x", "data: message,c"]) {
    assert.equal(parseLine(line), undefined, line);
  }
});

Deno.test("readEventStream() puts lines and letters together however they are cut, and refuses one without an end", async () => {
  const bytes = new TextEncoder().encode('data: message,c,{"x":"\u20ac\u{1f600}"}\n\ndata: subscribe,c,1\n');
  for (const size of [1, 2, 3, 7, 1_000]) {
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
    const kinds: string[] = [];
    await readEventStream(ReadableStream.from(pieces).getReader(), (line) => {
      kinds.push(line.kind === "message" ? line.text : line.kind);
    });
    assert.deepEqual(kinds, ['{"x":"\u20ac\u{1f600}"}', "subscribed"]);
  }
  const endless = ReadableStream.from((function* () {
    for (;;) yield new Uint8Array(65_536).fill(97);
  })());
  await assert.rejects(readEventStream(endless.getReader(), () => undefined), /without an end/);
});
