import assert from "node:assert/strict";
import { drainSpreadMs } from "../../src/limits.ts";
import type { ErrorCode } from "../../src/protocol/error_code.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import type { Principal } from "../../src/protocol/principal.ts";
import { EngineNode } from "../support/engine_bench.ts";
import { StoreBench } from "../support/live_bench.ts";

/** The refusal at the gate; `undefined`: welcome. */
function refusal(node: EngineNode, principal: Principal): ParleyError | undefined {
  try {
    node.engine.sessions.admit(principal);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof ParleyError);
    return error;
  }
}

const codeOf = (node: EngineNode, principal: Principal): ErrorCode | undefined => refusal(node, principal)?.code;

Deno.test("Sessions.admit() lets a user have so many connections, and no more until one of them ends", async () => {
  await using bench = await StoreBench.open();
  const [ann, bob, node] = [bench.person("ann"), bench.person("bob"), new EngineNode(bench)];
  node.connectionsPerUser = 2;
  const [first] = [await node.connect(ann), await node.connect(ann)];
  assert.equal(codeOf(node, ann), "too_many_connections");
  assert.ok((refusal(node, ann)?.retryAfterMs ?? 0) > 0);
  assert.equal(codeOf(node, bob), undefined);
  first.handler.closed(1000);
  first.handler.closed(1000);
  assert.equal(codeOf(node, ann), undefined);
  await node.connect(ann);
  assert.equal(codeOf(node, ann), "too_many_connections");
});

Deno.test("Sessions.admit() reads its limit anew each time; 0 is no limit", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new EngineNode(bench)];
  for (let i = 0; i < 50; i++) await node.connect(ann);
  assert.equal(codeOf(node, ann), undefined);
  node.connectionsPerUser = 50;
  assert.equal(codeOf(node, ann), "too_many_connections");
});

Deno.test("Sessions.announceDrain() tells everybody when to come back, spread out, and admits nobody", async () => {
  await using bench = await StoreBench.open();
  const node = new EngineNode(bench);
  const peers = await Promise.all(Array.from({ length: 20 }, (_, n) => node.connect(bench.person(`user${n}`))));
  node.engine.sessions.announceDrain();
  await bench.clock.settle();
  const delays = peers.map(({ connection }) => Number(connection.of("draining")[0]?.retry_after_ms));
  assert.ok(delays.every((ms) => ms >= 0 && ms < drainSpreadMs), `${delays}`);
  assert.ok(new Set(delays).size > 10, `${delays}`);
  assert.equal(codeOf(node, bench.person("late")), "draining");
  assert.equal((await node.connect(bench.person("too late"))).connection.closedWith?.code, 1001);
});

Deno.test("a draining session takes no new message, and answers what it took before", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new EngineNode(bench)];
  const room = await bench.room(ann);
  const peer = await node.connect(ann);
  const say = (content: string): Record<string, unknown> => ({
    type: "message",
    room_id: room,
    content,
    client_id: content,
  });
  peer.say(say("before"));
  node.engine.sessions.announceDrain();
  peer.say(say("after"));
  await bench.clock.settle();
  assert.deepEqual(peer.connection.of("ack").map(({ client_id }) => client_id), ["before"]);
  assert.deepEqual(peer.connection.of("error").map(({ code, client_id }) => [code, client_id]), [[
    "draining",
    "after",
  ]]);
  assert.deepEqual((await bench.events(room)).map(({ content }) => content), ["ann joined", "before"]);
});

Deno.test("Sessions.queuedBytes is what all peers have not taken yet", async () => {
  await using bench = await StoreBench.open();
  const node = new EngineNode(bench);
  const [one, other] = [await node.connect(bench.person("ann")), await node.connect(bench.person("bob"))];
  one.connection.bufferedBytes = 100;
  other.connection.bufferedBytes = 20;
  assert.equal(node.engine.sessions.queuedBytes, 120);
  one.handler.closed(1006);
  assert.deepEqual([node.engine.sessions.queuedBytes, node.engine.sessions.size], [20, 1]);
});

Deno.test("Sessions.stop() leaves no timer behind", async () => {
  await using bench = await StoreBench.open();
  const node = new EngineNode(bench);
  await node.engine.start();
  assert.ok(bench.clock.pending > 0);
  await bench.clock.tick(10_000);
  node.engine.stop();
  assert.equal(bench.clock.pending, 0);
});
