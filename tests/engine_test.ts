import assert from "node:assert/strict";
import { drainSettleMsMax, headCheckMs } from "../src/limits.ts";
import { EngineNode } from "./support/engine_bench.ts";
import { held } from "./support/intercepted_store.ts";
import { StoreBench, unavailable } from "./support/live_bench.ts";

Deno.test("what is said on one node is heard on the other by the doorbell, long before heads are compared", async () => {
  await using bench = await StoreBench.open();
  const [ann, bob] = [bench.person("ann"), bench.person("bob")];
  const room = await bench.room(ann, [bob]);
  const [here, there] = [new EngineNode(bench), new EngineNode(bench)];
  await Promise.all([here.engine.start(), there.engine.start()]);
  const [speaker, listener] = [await here.connect(ann, { room }), await there.connect(bob, { room })];
  await speaker.ask({ type: "message", room_id: room, content: "hello" });
  assert.deepEqual(listener.connection.contents, []);
  for (const signal of here.signals) there.ring(signal);
  await bench.clock.settle();
  assert.deepEqual(listener.connection.contents, ["hello"]);
  for (const { engine } of [here, there]) engine.stop();
});

Deno.test("what is said on one node is heard on the other within headCheckMs, though the broker delivers nothing", async () => {
  await using bench = await StoreBench.open();
  const [ann, bob] = [bench.person("ann"), bench.person("bob")];
  const room = await bench.room(ann, [bob]);
  const [here, there] = [new EngineNode(bench), new EngineNode(bench)];
  await there.engine.start();
  const [speaker, listener] = [await here.connect(ann), await there.connect(bob, { room })];
  await speaker.ask({ type: "message", room_id: room, content: "hello" });
  await bench.clock.tick(headCheckMs);
  assert.deepEqual(listener.connection.contents, ["hello"]);
  there.engine.stop();
});

Deno.test("a removal on one node ends at the other what its user reads, at exactly that event", async () => {
  await using bench = await StoreBench.open();
  const [ann, bob] = [bench.person("ann"), bench.person("bob")];
  const room = await bench.room(ann, [bob]);
  const [here, there] = [new EngineNode(bench), new EngineNode(bench)];
  await there.engine.start();
  const [owner, removed] = [await here.connect(ann, { room }), await there.connect(bob, { room })];
  const removal = here.engine.live.room(room).submit(ann, { kind: "remove", target: bob.id });
  await owner.ask({ type: "message", room_id: room, content: "without bob" });
  const { seq } = await removal;
  there.ring({ kind: "head", room, head: seq + 1 });
  await bench.clock.settle();
  assert.deepEqual(removed.connection.seqs, [seq]);
  assert.deepEqual(removed.connection.frames.at(-1), { type: "unsubscribed", room_id: room, reason: "removed", seq });
  there.engine.stop();
});

Deno.test("a signal that tokens were revoked is passed on", async () => {
  await using bench = await StoreBench.open();
  const node = new EngineNode(bench);
  await node.engine.start();
  node.ring({ kind: "revoked" });
  assert.equal(node.revokedHeard, 1);
  node.engine.stop();
});

Deno.test("heads are compared at once when the broker is back", async () => {
  await using bench = await StoreBench.open();
  const [ann, bob] = [bench.person("ann"), bench.person("bob")];
  const room = await bench.room(ann, [bob]);
  const [here, there] = [new EngineNode(bench), new EngineNode(bench)];
  await there.engine.start();
  const [speaker, listener] = [await here.connect(ann), await there.connect(bob, { room })];
  await speaker.ask({ type: "message", room_id: room, content: "while the broker was away" });
  there.resync();
  await bench.clock.settle();
  assert.deepEqual(listener.connection.contents, ["while the broker was away"]);
  there.engine.stop();
});

Deno.test("stop() leaves no timer behind", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new EngineNode(bench)];
  const room = await bench.room(ann);
  await node.engine.start();
  await node.connect(ann, { room });
  await bench.clock.tick(5_000);
  node.engine.stop();
  assert.equal(bench.clock.pending, 0);
});

Deno.test("drain() answers what was accepted, tells everybody to come back, and closes with 1001", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new EngineNode(bench)];
  const room = await bench.room(ann);
  await node.engine.start();
  const peer = await node.connect(ann, { room });
  const gate = held();
  node.intercept = async (name, call) => {
    if (name === "log.append") await gate.wait();
    return await call();
  };
  peer.say({ type: "message", room_id: room, content: "accepted", client_id: "c" });
  await bench.clock.settle();
  const draining = node.engine.drain();
  await bench.clock.tick(1_000);
  assert.equal(peer.connection.of("draining").length, 1);
  assert.equal(peer.connection.closedWith, undefined);
  gate.open();
  await bench.clock.tick(1_000);
  await draining;
  assert.deepEqual(peer.connection.of("ack").map(({ client_id }) => client_id), ["c"]);
  assert.deepEqual(peer.connection.contents, ["accepted"]);
  assert.deepEqual(node.engine.sessions.size, 0);
  assert.equal(bench.clock.pending, 0);
});

Deno.test("drain() gives up on a store that does not answer after drainSettleMsMax", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new EngineNode(bench)];
  const room = await bench.room(ann);
  const peer = await node.connect(ann, { room });
  const gate = held();
  node.intercept = async (_, call) => {
    await gate.wait();
    return await call();
  };
  peer.say({ type: "message", room_id: room, content: "never stored" });
  const draining = node.engine.drain();
  await bench.clock.tick(drainSettleMsMax + 1_000);
  await draining;
  assert.equal(peer.connection.closedWith?.code, 1001);
  gate.open();
  await bench.clock.settle();
});

Deno.test("one room whose store fails does not keep another from being heard", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new EngineNode(bench)];
  const [broken, fine] = [await bench.room(ann), await bench.room(ann)];
  node.intercept = async (_, call, [room]) => room === broken ? unavailable() : await call();
  const peer = await node.connect(ann, { room: fine });
  const frames = await peer.ask(
    { type: "message", room_id: broken, content: "lost", client_id: "1" },
    { type: "message", room_id: fine, content: "heard", client_id: "2" },
  );
  assert.deepEqual(frames.map(({ type, client_id }) => `${type} ${client_id}`).sort(), ["ack 2", "error 1", "text 2"]);
});
