import assert from "node:assert/strict";
import { held } from "../support/intercepted_store.ts";
import { LiveNode, onCall, refused, StoreBench } from "../support/live_bench.ts";

Deno.test("LiveRoom.consult() answers what is known while the store keeps an append waiting", async () => {
  await using bench = await StoreBench.open();
  const [ann, bob, node] = [bench.person("ann"), bench.person("bob"), new LiveNode(bench)];
  const room = await bench.room(ann, [bob]);
  await node.done(node.say(room, ann, "first"));
  const gate = held();
  node.intercept = onCall("log.append", 1, async (call) => {
    await gate.wait();
    return await call();
  });
  const second = node.say(room, ann, "second");
  await bench.clock.settle();
  assert.equal(gate.waiting, 1);
  assert.equal(await node.done(node.room(room).consult([ann.id], ({ head }) => head)), 3);
  // Whom it does not know it must look up, in turn.
  const ofBob = node.room(room).consult([bob.id], (state) => state.member(bob.id)?.username);
  await assert.rejects(node.done(ofBob), /Nothing has become of it/);
  gate.open();
  await node.done(second);
  assert.equal(await node.done(ofBob), "bob");
});

Deno.test("LiveRoom.consult() judges nobody at a head that is known to be old", async () => {
  await using bench = await StoreBench.open();
  const [ann, bob] = [bench.person("ann"), bench.person("bob")];
  const [node, other] = [new LiveNode(bench), new LiveNode(bench)];
  const room = await bench.room(ann, [bob]);
  const isMember = () => node.room(room).consult([bob.id], (state) => state.member(bob.id) !== undefined);
  assert.equal(await node.done(isMember()), true);
  const { seq } = await other.done(other.room(room).submit(ann, { kind: "remove", target: bob.id }));
  const gate = held();
  node.intercept = onCall("log.read", 1, async (call) => {
    await gate.wait();
    return await call();
  });
  node.rang(room, seq);
  const asked = isMember();
  await assert.rejects(node.done(asked), /Nothing has become of it/);
  gate.open();
  assert.equal(await node.done(asked), false);
});

Deno.test("LiveRoom.consult() rejects with what its question throws, known or not", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new LiveNode(bench)];
  const room = await bench.room(ann);
  const ask = (): never => {
    throw new TypeError("asked badly");
  };
  for (let i = 0; i < 2; i++) await assert.rejects(node.done(node.room(room).consult([ann.id], ask)), /asked badly/);
  await refused(node.done(node.room(bench.nextId()).consult([ann.id], () => 1)), "not_found");
});
