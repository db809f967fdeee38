import assert from "node:assert/strict";
import { reportGatherMs } from "../../src/limits.ts";
import { EngineNode, type Peer } from "../support/engine_bench.ts";
import { StoreBench } from "../support/live_bench.ts";

/** Whose messages are reported, where it does not matter: none of those who are told or not. */
const author = "a".repeat(24);

async function inRoom() {
  const bench = await StoreBench.open();
  const [ann, eve, bob] = [bench.person("ann"), bench.person("eve"), bench.person("bob")];
  const room = await bench.room(ann, [eve, bob]);
  const node = new EngineNode(bench);
  await node.engine.start();
  const promoted = node.engine.live.room(room).submit(ann, { kind: "role", target: eve.id, role: "moderator" });
  await bench.clock.settle();
  await promoted;
  const peers = { ann: await node.connect(ann, { room }), eve: await node.connect(eve, { room }) };
  return { bench, node, room, ann, eve, bob, peers, bobs: await node.connect(bob, { room }) };
}

const bells = (peer: Peer) => peer.connection.of("own").map(({ what, room_id }) => [what, room_id]);

Deno.test("Who may see reports is told, once in a while, that there is something new; nobody else is", async () => {
  const { bench, node, room, peers, bobs } = await inRoom();
  await using _ = bench;
  for (let n = 0; n < 20; n++) node.engine.tellReported(room, author);
  await bench.clock.tick(reportGatherMs);
  for (const peer of [peers.ann, peers.eve]) assert.deepEqual(bells(peer), [["reports", room]]);
  assert.deepEqual(bells(bobs), []);
  const said = node.signals.filter(({ kind }) => kind === "reported");
  assert.deepEqual(said[0], { kind: "reported", room, author });
  node.engine.stop();
});

Deno.test("Who was reported is not told, though they moderate, unless it is about others as well", async () => {
  const { bench, node, room, eve, bob, peers } = await inRoom();
  await using _ = bench;
  node.ring({ kind: "reported", room, author: eve.id });
  await bench.clock.tick(reportGatherMs);
  assert.deepEqual([bells(peers.ann).length, bells(peers.eve).length], [1, 0]);
  node.ring({ kind: "reported", room, author: eve.id });
  node.ring({ kind: "reported", room, author: bob.id });
  await bench.clock.tick(reportGatherMs);
  assert.deepEqual([bells(peers.ann).length, bells(peers.eve).length], [2, 1]);
  node.engine.stop();
});

Deno.test("Who moderates no more is not told any more, and who begins to is", async () => {
  const { bench, node, room, ann, eve, bob, peers, bobs } = await inRoom();
  await using _ = bench;
  const changes = [
    node.engine.live.room(room).submit(ann, { kind: "role", target: eve.id, role: "member" }),
    node.engine.live.room(room).submit(ann, { kind: "role", target: bob.id, role: "moderator" }),
  ];
  await bench.clock.settle();
  await Promise.all(changes);
  node.engine.tellReported(room, author);
  await bench.clock.tick(reportGatherMs);
  assert.deepEqual([bells(peers.ann).length, bells(peers.eve).length, bells(bobs).length], [1, 0, 1]);
  node.engine.stop();
});

Deno.test("A room that nobody reads with this node rings nobody, and a node that stops rings no more", async () => {
  const { bench, node, room, bob, peers } = await inRoom();
  await using _ = bench;
  node.ring({ kind: "reported", room: "f".repeat(24), author: bob.id });
  node.ring({ kind: "reported", room, author: bob.id });
  node.engine.stop();
  await bench.clock.tick(10 * reportGatherMs);
  assert.deepEqual(bells(peers.ann), []);
});
