import assert from "node:assert/strict";
import {
  presenceBeatMs,
  presenceGatherMs,
  presenceGraceMs,
  presenceLeaseMs,
  presencePartChars,
  presenceSweepMs,
} from "../../src/limits.ts";
import { person, PresenceCluster, type PresenceNode, Watcher } from "./presence_cluster.ts";

const room = "5".repeat(24);
const [ann, bob, eve] = [person(1), person(2), person(3, true)];
/** Until a change of one node is known to another, milliseconds. */
const spreads = 4 * presenceGatherMs;

function come(node: PresenceNode, who = ann, watches = false): Watcher {
  const watcher = new Watcher(room);
  node.presence.came(watcher, who, watches);
  return watcher;
}

function two() {
  const cluster = new PresenceCluster();
  return { cluster, clock: cluster.clock, here: cluster.node(), there: cluster.node() };
}

Deno.test("people of other nodes are here, too, those who came before the node as well", () => {
  const { cluster, clock, here, there } = two();
  const watcher = come(here, ann, true);
  come(there, bob);
  clock.tick(spreads);
  const late = cluster.node();
  clock.tick(spreads);
  for (const node of [here, there, late]) assert.deepEqual(node.in(room), [ann.id, bob.id]);
  assert.deepEqual([watcher.online?.size, watcher.online?.get(bob.id)?.username], [2, "user 2"]);
});

Deno.test("somebody on two nodes is one person, and gone when gone from both", () => {
  const { clock, here, there } = two();
  const watcher = come(here, ann, true);
  const [phone, laptop] = [come(here, bob), come(there, bob)];
  clock.tick(spreads);
  here.presence.went(phone, bob);
  clock.tick(2 * presenceGraceMs);
  assert.deepEqual([watcher.count, watcher.frames.filter(({ users }) => users?.[0]?.status === "offline")], [2, []]);
  there.presence.went(laptop, bob);
  clock.tick(presenceGraceMs + spreads);
  assert.equal(watcher.count, 1);
});

Deno.test("moving from one node to another is no news", () => {
  const { clock, here, there } = two();
  const watcher = come(here, ann, true);
  const before = come(here, bob);
  clock.tick(spreads);
  const { length } = watcher.frames;
  here.presence.went(before, bob);
  come(there, bob);
  clock.tick(60_000);
  assert.equal(watcher.frames.length, length);
});

Deno.test("those of a node that was killed are gone within 30 s, and their accounts were seen until then", () => {
  const { clock, here, there } = two();
  const watcher = come(here, ann, true);
  come(there, bob);
  come(there, eve);
  clock.tick(presenceBeatMs + 3_000);
  there.kill();
  clock.tick(presenceLeaseMs - presenceBeatMs);
  assert.equal(watcher.count, 3);
  clock.tick(30_000 - (presenceLeaseMs - presenceBeatMs));
  assert.deepEqual([watcher.count, here.in(room)], [1, [ann.id]]);
  assert.deepEqual(here.sightings.map(({ user }) => user), [bob.id]);
});

Deno.test("a node that was started again is another, and what the first one said ends", () => {
  const { cluster, clock, here, there } = two();
  come(here);
  come(there, bob);
  clock.tick(spreads);
  there.kill();
  come(cluster.node(), eve);
  clock.tick(spreads);
  assert.deepEqual(here.in(room), [ann.id, bob.id, eve.id]);
  clock.tick(30_000);
  assert.deepEqual(here.in(room), [ann.id, eve.id]);
});

Deno.test("those of a node that says good-bye are gone after the grace, and late words of it change nothing", () => {
  const { clock, here, there } = two();
  come(there, bob);
  clock.tick(spreads);
  let late = "";
  const heard = here.presence.heard.bind(here.presence);
  there.presence.went(come(there, eve), eve);
  here.presence.heard = (text, from) => {
    if (text.startsWith('["beat"')) late = text;
    heard(text, from);
  };
  clock.tick(presenceBeatMs);
  there.presence.stop();
  clock.tick(presenceGraceMs + 2 * presenceSweepMs);
  assert.deepEqual(here.in(room), []);
  assert.notEqual(late, "");
  heard('["slice",99,0,1,[["' + bob.id + '","bob",0]],[["' + room + '",[0]]]]', there.name);
  heard(late, there.name);
  assert.deepEqual([here.in(room), here.presence.nodes], [[], 0]);
});

Deno.test("a slice that comes late or again does not undo what was said after it", () => {
  const { clock, here, there } = two();
  const slices: string[] = [];
  const heard = here.presence.heard.bind(here.presence);
  here.presence.heard = (text, from) => {
    if (text.startsWith('["slice"')) slices.push(text);
    heard(text, from);
  };
  const first = come(there, bob);
  clock.tick(spreads);
  there.presence.went(first, bob);
  come(there, eve);
  clock.tick(presenceGraceMs + spreads);
  assert.deepEqual([here.in(room), slices.length > 0], [[eve.id], true]);
  for (const text of slices) heard(text, there.name);
  assert.deepEqual(here.in(room), [eve.id]);
});

Deno.test("a node that stood still takes nobody for gone who is not", () => {
  const { clock, here, there } = two();
  const watcher = come(here, ann, true);
  come(there, bob);
  clock.tick(spreads);
  here.freeze();
  clock.tick(10 * 60_000);
  here.thaw();
  clock.tick(60_000);
  assert.ok(watcher.frames.every(({ users }) => users?.every(({ status }) => status === "online")));
  assert.deepEqual([here.in(room), there.in(room)], [[ann.id, bob.id], [ann.id, bob.id]]);
});

Deno.test("a node that stood still for so long that others gave it up is back at once when it goes on", () => {
  const { clock, here, there } = two();
  come(here);
  clock.tick(spreads);
  here.freeze();
  clock.tick(60_000);
  assert.deepEqual(there.in(room), []);
  here.thaw();
  clock.tick(presenceSweepMs + spreads);
  assert.deepEqual(there.in(room), [ann.id]);
});

Deno.test("while the broker is away nobody is taken for gone, and changes are known soon after it is back", () => {
  const { clock, here, there } = two();
  come(here);
  const before = come(there, bob);
  clock.tick(spreads);
  here.healthy = there.healthy = false;
  clock.tick(1_000);
  there.presence.went(before, bob);
  come(there, eve);
  clock.tick(5 * 60_000);
  assert.deepEqual(here.in(room), [ann.id, bob.id]);
  for (const node of [here, there]) {
    node.healthy = true;
    node.presence.resynced();
  }
  clock.tick(presenceGraceMs + 2 * spreads);
  for (const node of [here, there]) assert.deepEqual(node.in(room), [ann.id, eve.id]);
});

Deno.test("wall clocks that jump change nothing of who is here", () => {
  const { clock, here, there } = two();
  come(here);
  come(there, bob);
  clock.tick(spreads);
  for (const jump of [600_000, -1_200_000, 600_000]) {
    clock.jump(jump);
    clock.tick(40_000);
    for (const node of [here, there]) assert.deepEqual(node.in(room), [ann.id, bob.id]);
  }
});

Deno.test("a node with many people tells of them in parts, none longer than presencePartChars", () => {
  const { cluster, clock, here } = two();
  const texts: string[] = [];
  const spread = cluster.spread.bind(cluster);
  cluster.spread = (from, text) => {
    texts.push(text);
    spread(from, text);
  };
  for (let i = 0; i < 5_000; i++) come(here, person(i));
  clock.tick(2 * spreads);
  assert.equal(cluster.nodes[1]?.in(room).length, 5_000);
  assert.ok(texts.filter((text) => text.startsWith('["slice"')).length >= 4);
  for (const text of texts) assert.ok(text.length <= presencePartChars, `${text.length}`);
});

Deno.test("a busy node says no more than a quiet one by the second", () => {
  const { cluster, clock, here } = two();
  clock.tick(spreads);
  const { said } = cluster;
  for (let i = 0; i < 1_000; i++) {
    come(here, person(i));
    clock.tick(60);
  }
  const seconds = 60;
  assert.ok(cluster.said - said <= seconds * 1_000 / presenceGatherMs + 2 * seconds * 1_000 / presenceBeatMs + 4);
});

Deno.test("what no node says is left alone", () => {
  const { clock, here, there } = two();
  come(there, bob);
  clock.tick(spreads);
  const gathering = `[["${eve.id}","eve",0]],[["${room}",[0]]]`;
  const texts = [
    "",
    "{}",
    "null",
    "[1]",
    '["beat"]',
    '["beat",-1,0]',
    '["beat",1.5,0]',
    `["delta",3,3,${gathering},[],[]]`,
    `["delta",0,1e99,${gathering},[],[]]`,
    `["slice",9,1,1,${gathering}]`,
    `["slice",9,0,99999,${gathering}]`,
    `["slice",9,0,1,[["${eve.id}","eve",0]],[["${room}",[1]]]]`,
    `["slice",9,0,1,[["x","eve",0]],[["${room}",[0]]]]`,
    `["slice",9,0,1,[["${eve.id}","${"e".repeat(65)}",0]],[["${room}",[0]]]]`,
    `["slice",9,0,1,[["${eve.id}","eve",0]],[["x",[0]]]]`,
    '["ask",[1]]',
    '["later version",1]',
  ];
  for (const text of texts) here.presence.heard(text, there.name);
  clock.tick(spreads);
  assert.deepEqual(here.in(room), [bob.id]);
});
