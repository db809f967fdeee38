import assert from "node:assert/strict";
import { createPresenceActions } from "../../src/chat/presence_actions.ts";
import { presenceNamesMax } from "../../src/limits.ts";
import { idOf } from "../contract/store/store_cases.ts";
import { LiveNode, refused, StoreBench } from "../support/live_bench.ts";

async function world() {
  const bench = await StoreBench.open();
  const node = new LiveNode(bench);
  const [ann, bob, eve] = [bench.person("ann"), bench.person("bob"), bench.person("eve")];
  const here = new Map<string, { readonly username: string }>();
  const { members, lastSeen } = bench.store;
  const presence = createPresenceActions({ live: node.live, members, lastSeen, present: () => here });
  const room = await bench.room(ann, [bob]);
  const of = (who: typeof ann, parts = {}, id = room) =>
    node.done(presence.of(who, id, { limit: 50, offset: 0, ...parts }));
  return { bench, ann, bob, eve, here, room, of, [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose]() };
}

Deno.test("presence is of members: who is online by name, and when the others were seen", async () => {
  await using w = await world();
  w.here.set(w.ann.id, { username: "ann" });
  await w.bench.store.lastSeen.note([{ user: w.bob.id, at: Date.UTC(2026, 0, 2) }, { user: w.ann.id, at: 5 }]);
  const ann = { user_id: w.ann.id, username: "ann", status: "online" };
  const bob = { user_id: w.bob.id, username: "bob", status: "offline", last_seen: "2026-01-02T00:00:00.000Z" };
  const page = { room_id: w.room, count: 1, online: [ann], total: 2, limit: 50, offset: 0 };
  const { members, ...rest } = await w.of(w.bob);
  assert.deepEqual(rest, page);
  assert.deepEqual(members.toSorted((a, b) => a.username < b.username ? -1 : 1), [ann, bob]);
  assert.equal((await w.of(w.bob, { limit: 1, offset: 1 })).members.length, 1);
});

Deno.test("presence of a room that somebody is not in does not exist, though the room be public", async () => {
  await using w = await world();
  await refused(w.of(w.eve), "not_found");
  await refused(w.of(w.ann, {}, idOf(99)), "not_found");
});

Deno.test("presence names nobody where more than presenceNamesMax are online", async () => {
  await using w = await world();
  for (let i = 0; i < presenceNamesMax; i++) w.here.set(idOf(i), { username: `${i}` });
  assert.equal((await w.of(w.ann)).online?.length, presenceNamesMax);
  w.here.set(idOf(presenceNamesMax), { username: "one more" });
  const { count, online } = await w.of(w.ann);
  assert.deepEqual([count, online], [presenceNamesMax + 1, undefined]);
});
