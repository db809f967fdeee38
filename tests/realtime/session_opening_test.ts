import assert from "node:assert/strict";
import { EngineNode } from "../support/engine_bench.ts";
import { StoreBench, unavailable } from "../support/live_bench.ts";

Deno.test("an opening that names a room joins it, and its user sees the own arrival first", async () => {
  await using bench = await StoreBench.open();
  const [ann, eve, node] = [bench.person("ann"), bench.person("eve"), new EngineNode(bench)];
  const room = await bench.room(ann);
  const peer = await node.connect(eve, { room });
  const [first, own] = peer.connection.frames;
  assert.deepEqual([first?.type, first?.head], ["subscribed", 2]);
  assert.deepEqual([own?.content, own?.seq], ["eve joined", 2]);
  assert.equal(peer.connection.frames.length, 2);
});

Deno.test("an opening by a member joins nothing again and is live from now", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new EngineNode(bench)];
  const room = await bench.room(ann);
  const peer = await node.connect(ann, { room });
  assert.deepEqual(peer.connection.frames.map(({ type }) => type), ["subscribed"]);
  assert.equal((await bench.events(room)).length, 1);
});

Deno.test("an opening with `since` resumes there", async () => {
  await using bench = await StoreBench.open();
  const [ann, bob, node] = [bench.person("ann"), bench.person("bob"), new EngineNode(bench)];
  const room = await bench.room(ann, [bob]);
  const peer = await node.connect(ann, { room, since: 0 });
  assert.deepEqual(peer.connection.seqs, [1, 2]);
});

for (const who of ["a stranger", "a member"] as const) {
  Deno.test(`a message sent right after opening by ${who} is accepted and seen by its sender, once`, async () => {
    await using bench = await StoreBench.open();
    const [ann, eve, node] = [bench.person("ann"), bench.person("eve"), new EngineNode(bench)];
    const room = await bench.room(ann, who === "a member" ? [eve] : []);
    const peer = node.open(eve, { room });
    const frames = await peer.ask({ type: "message", room_id: room, content: "first words", client_id: "c" });
    assert.deepEqual(peer.errors, []);
    assert.equal(frames.filter(({ type }) => type === "ack").length, 1);
    assert.deepEqual(peer.connection.contents, who === "a member" ? ["first words"] : ["eve joined", "first words"]);
  });
}

Deno.test("an opening into a room with a password, a private or a missing one is refused, and the session lives on", async () => {
  await using bench = await StoreBench.open();
  const [ann, eve, node] = [bench.person("ann"), bench.person("eve"), new EngineNode(bench)];
  const locked = await bench.room(ann, [], { passwordHash: "$2b$04$x" });
  const secret = await bench.room(ann, [], { isPrivate: true });
  const codes: unknown[] = [];
  for (const room of [locked, secret, bench.nextId()]) {
    const peer = await node.connect(eve, { room });
    const [error] = peer.connection.frames;
    codes.push([error?.code, error?.room_id === room]);
    assert.deepEqual(await peer.ask({ type: "ping" }), [{ type: "pong" }]);
  }
  assert.deepEqual(codes, [["wrong_password", true], ["not_found", true], ["not_found", true]]);
});

Deno.test("an opening while the store is down is refused as unavailable", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new EngineNode(bench)];
  const room = await bench.room(ann);
  node.intercept = () => new Promise(() => unavailable());
  const peer = await node.connect(ann, { room });
  assert.deepEqual(peer.errors, ["unavailable"]);
});

Deno.test("a connection that ends while its opening is on the way leaves no subscription behind", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new EngineNode(bench)];
  const room = await bench.room(ann);
  const peer = node.open(ann, { room });
  peer.handler.closed(1006);
  await bench.clock.settle();
  assert.equal(node.engine.hub.subscriberCount, 0);
  assert.equal(node.engine.sessions.size, 0);
  assert.deepEqual(peer.connection.writes, []);
});

Deno.test("closing a connection is not leaving: the member is still one", async () => {
  await using bench = await StoreBench.open();
  const [ann, eve, node] = [bench.person("ann"), bench.person("eve"), new EngineNode(bench)];
  const room = await bench.room(ann);
  const peer = await node.connect(eve, { room });
  peer.handler.closed(1001);
  assert.deepEqual((await bench.store.members.lookup(room, [eve.id])).members.size, 1);
  const again = await node.connect(eve, { room });
  assert.deepEqual(again.connection.contents, []);
});

Deno.test("the trace of what a session does is the id of the request that opened it", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new EngineNode(bench)];
  const room = await bench.room(ann);
  const peer = await node.connect(ann, { room, requestId: "request-42" });
  await peer.ask({ type: "message", room_id: room, content: "hello" });
  assert.equal(node.log.lines.find(({ message }) => message === "appended")?.fields.request_id, "request-42");
});
