import assert from "node:assert/strict";
import {
  badFramesMax,
  framesBurst,
  framesPerSecondMax,
  heartbeatMs,
  peerSilenceMs,
  sessionSweepMs,
  slowConsumerMs,
  watermarkBytes,
} from "../../src/limits.ts";
import { EngineNode, type Peer } from "../support/engine_bench.ts";
import { StoreBench } from "../support/live_bench.ts";

interface World extends AsyncDisposable {
  readonly bench: StoreBench;
  readonly node: EngineNode;
  readonly peer: Peer;
  readonly room: string;
}

/** A session that reads a room, with its watch running. */
async function world(): Promise<World> {
  const bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new EngineNode(bench)];
  const room = await bench.room(ann);
  await node.engine.start();
  const peer = await node.connect(ann, { room });
  peer.connection.forget();
  return {
    bench,
    node,
    peer,
    room,
    async [Symbol.asyncDispose]() {
      node.engine.stop();
      await bench[Symbol.asyncDispose]();
    },
  };
}

/** What must hold of a session that is over, whoever ended it. */
function assertOver({ node, peer }: World): void {
  assert.equal(node.engine.sessions.size, 0);
  assert.equal(node.engine.hub.subscriberCount, 0);
  const written = peer.connection.writes.length;
  peer.say({ type: "ping" }, "nonsense");
  peer.handler.alive();
  peer.handler.closed(1006);
  node.engine.sessions.sweep();
  assert.equal(peer.connection.writes.length, written);
}

function assertOpen({ peer }: World): void {
  assert.ok(!peer.connection.over, `Closed with ${peer.connection.closedWith?.code}`);
}

const ping = { type: "ping" };

Deno.test("three malformed frames in a row end a session with 4400, after an error for each", async () => {
  await using w = await world();
  for (const bad of ["nonsense", "{}", '{"type":"nope"}']) w.peer.say(bad);
  await w.bench.clock.settle();
  assert.deepEqual(w.peer.errors, Array.from({ length: badFramesMax }, () => "bad_frame"));
  assert.deepEqual(w.peer.connection.closedWith, { code: 4400, reason: "too many bad frames" });
  assertOver(w);
});

Deno.test("a good frame between malformed ones begins the count anew", async () => {
  await using w = await world();
  for (let i = 0; i < 5; i++) await w.peer.ask("nonsense", "nonsense", ping);
  assertOpen(w);
  assert.equal(w.peer.connection.of("pong").length, 5);
});

Deno.test("a value out of its bounds is an error for its sender, not a malformed frame", async () => {
  await using w = await world();
  const long = { type: "message", room_id: w.room, content: "x".repeat(4_001), client_id: "c" };
  for (let i = 0; i < 2 * badFramesMax; i++) await w.peer.ask(long);
  assert.deepEqual(new Set(w.peer.errors), new Set(["invalid"]));
  assert.ok(w.peer.connection.of("error").every(({ client_id }) => client_id === "c"));
  assertOpen(w);
});

Deno.test("frames past the burst are told of once and dropped, and a flood ends with 4429", async () => {
  await using w = await world();
  for (let i = 0; i < framesBurst; i++) w.peer.say(ping);
  await w.bench.clock.settle();
  assert.deepEqual(w.peer.errors, []);
  for (let i = 0; i < 10; i++) w.peer.say(ping);
  await w.bench.clock.settle();
  assert.deepEqual(w.peer.errors, ["rate_limited"]);
  assert.equal(w.peer.connection.of("pong").length, framesBurst);
  for (let i = 0; i < framesBurst; i++) w.peer.say(ping);
  assert.deepEqual(w.peer.connection.closedWith?.code, 4429);
  assertOver(w);
});

Deno.test("a flood that goes on ends with 4429, though now and then a frame is let through", async () => {
  await using w = await world();
  let sent = 0;
  // Ten times what is allowed, for a few seconds.
  for (let ms = 0; ms < 5_000 && !w.peer.connection.over; ms += 10) {
    for (let i = 0; i < framesPerSecondMax / 10; i++) w.peer.say(ping);
    sent += framesPerSecondMax / 10;
    await w.bench.clock.tick(10);
  }
  assert.equal(w.peer.connection.closedWith?.code, 4429, `after ${sent} frames`);
  assert.equal(w.peer.errors.length, 1);
});

Deno.test("frames at the rate that is allowed are never refused, however long it goes on", async () => {
  await using w = await world();
  for (let ms = 0; ms < 20_000; ms += 100) {
    for (let i = 0; i < framesPerSecondMax / 10; i++) w.peer.say(ping);
    await w.bench.clock.tick(100);
  }
  assert.deepEqual(w.peer.errors, []);
  assertOpen(w);
});

Deno.test("a reader who stays above the watermark for slowConsumerMs is let go with 4408", async () => {
  await using w = await world();
  w.peer.connection.bufferedBytes = watermarkBytes + 1;
  await w.bench.clock.tick(slowConsumerMs);
  assertOpen(w);
  await w.bench.clock.tick(2 * sessionSweepMs);
  assert.equal(w.peer.connection.closedWith?.code, 4408);
  assert.equal(w.node.counts.get("slow_consumers"), 1);
  assertOver(w);
});

Deno.test("a reader who falls below the watermark in time has the whole time again", async () => {
  await using w = await world();
  for (let i = 0; i < 5; i++) {
    w.peer.connection.bufferedBytes = watermarkBytes + 1;
    await w.bench.clock.tick(slowConsumerMs - sessionSweepMs);
    w.peer.connection.bufferedBytes = watermarkBytes;
    await w.bench.clock.tick(sessionSweepMs);
    w.peer.handler.alive();
  }
  assertOpen(w);
});

Deno.test("a quiet peer is pinged every heartbeatMs and kept as long as it answers", async () => {
  await using w = await world();
  await w.bench.clock.tick(heartbeatMs);
  assert.equal(w.peer.connection.pings, 0);
  await w.bench.clock.tick(2 * sessionSweepMs);
  assert.equal(w.peer.connection.pings, 1);
  for (let i = 0; i < 5; i++) {
    w.peer.handler.alive();
    await w.bench.clock.tick(heartbeatMs + 2 * sessionSweepMs);
  }
  assert.equal(w.peer.connection.pings, 6);
  assertOpen(w);
});

Deno.test("a peer that talks is not pinged", async () => {
  await using w = await world();
  for (let i = 0; i < 10; i++) {
    w.peer.say(ping);
    await w.bench.clock.tick(heartbeatMs / 2);
  }
  assert.equal(w.peer.connection.pings, 0);
});

Deno.test("a peer silent for peerSilenceMs is cut, without a close handshake", async () => {
  await using w = await world();
  await w.bench.clock.tick(peerSilenceMs);
  assertOpen(w);
  await w.bench.clock.tick(2 * sessionSweepMs);
  assert.ok(w.peer.connection.terminated);
  assert.equal(w.peer.connection.closedWith, undefined);
  assertOver(w);
});

Deno.test("a session whose token expires is closed with 4401", async () => {
  await using w = await world();
  w.bench.clock.jump(3_600_000 - sessionSweepMs);
  await w.bench.clock.tick(sessionSweepMs - 1);
  assertOpen(w);
  await w.bench.clock.tick(sessionSweepMs);
  assert.equal(w.peer.connection.closedWith?.code, 4401);
  assertOver(w);
});

Deno.test("a session whose token was revoked is closed with 4401 by the next look, and no other is", async () => {
  await using w = await world();
  const other = await w.node.connect(w.bench.person("bob"));
  w.node.revokedKeys.add("key of ann");
  await w.bench.clock.tick(sessionSweepMs);
  assert.equal(w.peer.connection.closedWith?.code, 4401);
  assert.equal(other.connection.closedWith, undefined);
  assert.equal(w.node.engine.sessions.size, 1);
});

Deno.test("what was queued for a session is sent before it is closed", async () => {
  await using w = await world();
  w.peer.say(ping);
  w.node.engine.sessions.closeAll();
  assert.equal(w.peer.connection.of("pong").length, 1);
  assert.deepEqual(w.peer.connection.closedWith, { code: 1001, reason: "draining" });
  assertOver(w);
});

Deno.test("who leaves the room stays connected and is told where the room ended", async () => {
  await using w = await world();
  const live = w.node.engine.live.room(w.room);
  const [ann] = (await w.bench.store.members.list(w.room, 1, 0)).members;
  const left = live.submit({ id: ann!.userId, username: ann!.username }, { kind: "leave" });
  await w.bench.clock.settle();
  await left;
  assert.deepEqual(w.peer.connection.frames.map(({ type, seq }) => [type, seq]), [["system", 2], ["unsubscribed", 2]]);
  assert.equal((await w.peer.ask({ type: "typing", room_id: w.room }))[0]?.code, "not_member");
  assertOpen(w);
});
