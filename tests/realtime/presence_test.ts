import assert from "node:assert/strict";
import {
  presenceBeatMs,
  presenceGatherMs,
  presenceGraceMs,
  presenceNamesAgain,
  presenceNamesMax,
  watermarkBytes,
} from "../../src/limits.ts";
import { person, PresenceCluster, type PresenceNode, Watcher } from "./presence_cluster.ts";

const room = "5".repeat(24);
const [ann, bob, eve] = [person(1), person(2), person(3, true)];

function alone() {
  const cluster = new PresenceCluster();
  const node = cluster.node();
  return { cluster, clock: cluster.clock, node, watch: (who = ann) => come(node, who, true) };
}

function come(node: PresenceNode, who = ann, watches = false): Watcher {
  const watcher = new Watcher(room);
  node.presence.came(watcher, who, watches);
  return watcher;
}

Deno.test("who watches a room is told who is there at once, and then who comes and goes", () => {
  const { clock, node, watch } = alone();
  const watcher = watch();
  const me = { user_id: ann.id, username: "user 1", status: "online" };
  assert.deepEqual(watcher.frames, [{ type: "presence", room_id: room, count: 1, snapshot: true, users: [me] }]);
  const guest = come(node, eve);
  clock.tick(presenceGatherMs);
  const came = { user_id: eve.id, username: "user 3", status: "online" };
  assert.deepEqual(watcher.frames[1]?.users?.filter(({ user_id }) => user_id === eve.id), [came]);
  node.presence.went(guest, eve);
  const account = come(node, bob);
  clock.tick(presenceGatherMs);
  const left = clock.now();
  node.presence.went(account, bob);
  clock.tick(presenceGraceMs + 2_000);
  const [gone, goneToo] = watcher.frames.slice(3).flatMap(({ users }) => users ?? []);
  assert.deepEqual(gone, { user_id: eve.id, username: "user 3", status: "offline" });
  const last_seen = new Date(left).toISOString();
  assert.deepEqual(goneToo, { user_id: bob.id, username: "user 2", status: "offline", last_seen });
  assert.equal(watcher.count, 1);
});

Deno.test("who did not ask is told nothing", () => {
  const { clock, node } = alone();
  const [silent, guest] = [come(node), come(node, eve)];
  node.presence.went(guest, eve);
  clock.tick(60_000);
  assert.deepEqual(silent.frames, []);
});

Deno.test("coming back within the grace is no news, and several devices are one person", () => {
  const { clock, node, watch } = alone();
  const watcher = watch();
  clock.tick(presenceGatherMs);
  const [phone, laptop] = [come(node, bob), come(node, bob)];
  clock.tick(presenceGatherMs);
  assert.deepEqual([watcher.frames.length, watcher.count], [2, 2]);
  node.presence.went(phone, bob);
  clock.tick(2 * presenceGraceMs);
  node.presence.went(laptop, bob);
  clock.tick(presenceGraceMs - 1);
  const back = come(node, bob);
  clock.tick(10 * presenceGraceMs);
  assert.equal(watcher.frames.length, 2);
  node.presence.went(back, bob);
  node.presence.went(come(node, bob), bob);
  clock.tick(presenceGraceMs - 1);
  assert.equal(node.in(room).length, 2);
  clock.tick(2_001);
  assert.deepEqual([node.in(room), watcher.count], [[ann.id], 1]);
});

Deno.test("who goes, comes back and goes again has the whole grace again", () => {
  const { clock, node } = alone();
  const first = come(node, bob);
  node.presence.went(first, bob);
  clock.tick(presenceGraceMs - 2_000);
  const second = come(node, bob);
  clock.tick(1_000);
  node.presence.went(second, bob);
  clock.tick(presenceGraceMs - 1);
  assert.deepEqual(node.in(room), [bob.id]);
  clock.tick(2_000);
  assert.deepEqual(node.in(room), []);
});

Deno.test("many who come at once are one frame for everybody", () => {
  const { clock, node } = alone();
  const watchers = Array.from({ length: 100 }, (_, i) => come(node, person(i + 1), true));
  clock.tick(presenceGatherMs);
  for (const watcher of watchers) {
    assert.deepEqual([watcher.frames.length, watcher.online?.size, watcher.count], [2, 100, 100]);
  }
});

Deno.test("people of a room beyond presenceNamesMax are only counted, and named again when they are fewer", () => {
  const { clock, node, watch } = alone();
  const watcher = watch();
  const others = Array.from({ length: presenceNamesMax }, (_, i) => ({ who: person(i + 10), at: new Watcher(room) }));
  for (const { who, at } of others) node.presence.came(at, who, false);
  clock.tick(presenceGatherMs);
  const counted = { type: "presence", room_id: room, count: presenceNamesMax + 1 };
  assert.deepEqual(watcher.frames.at(-1), counted);
  assert.deepEqual(come(node, bob, true).frames, [{ ...counted, count: presenceNamesMax + 2 }]);
  const go = (count: number): void => {
    for (const { who, at } of others.splice(0, count)) node.presence.went(at, who);
    clock.tick(presenceGraceMs + 2_000);
  };
  go(2);
  assert.deepEqual([watcher.online, watcher.count], [undefined, presenceNamesMax]);
  go(presenceNamesMax - presenceNamesAgain);
  assert.equal(watcher.frames.at(-1)?.snapshot, true);
  assert.deepEqual([watcher.online?.size, watcher.count], [presenceNamesAgain, presenceNamesAgain]);
});

Deno.test("who looks is told of another profile, in one frame with who comes and goes", () => {
  const { clock, node, watch } = alone();
  const [watcher, silent] = [watch(), come(node, bob)];
  clock.tick(presenceGatherMs);
  const { length } = watcher.frames;
  const shown = (status_text: string) => ({ display_name: "", avatar_url: "", status_text });
  const guest = come(node, eve);
  node.presence.showed(bob.id, shown("at lunch"));
  node.presence.showed(bob.id, shown("at tea"));
  node.presence.showed(person(9).id, shown("elsewhere"));
  clock.tick(presenceGatherMs);
  const online = { status: "online" };
  assert.deepEqual(watcher.frames.slice(length).map(({ count, users }) => [count, users]), [[3, [
    { user_id: eve.id, username: "user 3", ...online },
    { user_id: bob.id, username: "user 2", ...online, profile: shown("at tea") },
  ]]]);
  assert.deepEqual([node.presence.looksAt(bob.id), node.presence.looksAt(person(9).id)], [true, false]);
  clock.tick(10 * presenceGatherMs);
  assert.equal(watcher.frames.length, length + 1, "said once");
  // Who goes in the same breath: both are said.
  node.presence.went(silent, bob);
  clock.tick(presenceGraceMs - 100);
  node.presence.went(guest, eve);
  node.presence.showed(bob.id, shown("gone home"));
  clock.tick(presenceGatherMs + 2_000);
  const last = watcher.frames.slice(length + 1).flatMap(({ users }) => users ?? []);
  assert.deepEqual(
    last.filter(({ user_id }) => user_id === bob.id).map(({ status, profile }) => [status, profile?.status_text]),
    [["offline", "gone home"]],
  );
  assert.deepEqual(silent.frames, []);
});

Deno.test("nobody looks at people of a room that is too large to name them, nor where nobody watches", () => {
  const { clock, node, watch } = alone();
  come(node, bob);
  assert.equal(node.presence.looksAt(bob.id), false);
  const watcher = watch();
  assert.equal(node.presence.looksAt(bob.id), true);
  for (let n = 10; n < 10 + presenceNamesMax; n++) come(node, person(n));
  clock.tick(presenceGatherMs);
  assert.equal(node.presence.looksAt(bob.id), false);
  const { length } = watcher.frames;
  node.presence.showed(bob.id, { display_name: "Bob", avatar_url: "", status_text: "" });
  clock.tick(10 * presenceGatherMs);
  assert.equal(watcher.frames.length, length);
});

Deno.test("who does not read is told nothing meanwhile, and everything when it reads again", () => {
  const { clock, node, watch } = alone();
  const watcher = watch();
  clock.tick(presenceGatherMs);
  watcher.bufferedBytes = watermarkBytes + 1;
  come(node, bob);
  clock.tick(5_000);
  assert.equal(watcher.frames.length, 1);
  watcher.bufferedBytes = 0;
  clock.tick(presenceGatherMs);
  assert.deepEqual([watcher.frames.at(-1)?.snapshot, watcher.online?.size], [true, 2]);
});

Deno.test("a node that its store does not answer tells nobody who comes and goes until it does", () => {
  const { clock, node, watch } = alone();
  const watcher = watch();
  clock.tick(presenceGatherMs);
  node.fenced = true;
  come(node, bob);
  clock.tick(20_000);
  assert.equal(watcher.frames.length, 1);
  node.fenced = false;
  clock.tick(2 * presenceGatherMs);
  assert.equal(watcher.online?.size, 2);
});

Deno.test("a node alone says nothing but that it is there, however many come and go", () => {
  const { cluster, clock, node } = alone();
  for (let i = 0; i < 500; i++) {
    node.presence.went(come(node, person(i)), person(i));
    clock.tick(200);
  }
  const beats = 1 + clock.monotonic() / presenceBeatMs;
  assert.ok(cluster.said <= beats, `${cluster.said} signals in ${clock.monotonic()} ms`);
});

Deno.test("after stop() nothing is said and no timer is left", () => {
  const { cluster, clock, node, watch } = alone();
  watch();
  node.presence.stop();
  const { said } = cluster;
  come(node, bob);
  clock.tick(60_000);
  assert.equal(cluster.said, said);
});
