import assert from "node:assert/strict";
import { presenceGatherMs, profileRestMs } from "../../src/limits.ts";
import type { PresenceNews } from "../../src/protocol/presence.ts";
import type { Principal } from "../../src/protocol/principal.ts";
import { EngineNode, type Peer } from "../support/engine_bench.ts";
import { StoreBench } from "../support/live_bench.ts";

/** Ann looks at a room with one node, bob is in it with another; what one node says the other hears. */
async function twoNodes() {
  const bench = await StoreBench.open();
  const [ann, bob] = [bench.person("ann"), bench.person("bob")];
  const room = await bench.room(ann, [bob]);
  const createdAt = new Date(bench.clock.now()).toISOString();
  const profile = { displayName: "", avatarUrl: "", bio: "", statusText: "" };
  for (const { id, username } of [ann, bob]) {
    await bench.store.accounts.create({
      id,
      username,
      email: `${username}@x.org`,
      passwordHash: "x",
      createdAt,
      ...profile,
    });
  }
  const [here, there] = [new EngineNode(bench), new EngineNode(bench, "00000000000000bb")];
  /** Times that accounts were read. */
  const reads = { here: 0, there: 0 };
  here.intercept = (name, call) => (reads.here += name === "accounts.byIds" ? 1 : 0, call());
  there.intercept = (name, call) => (reads.there += name === "accounts.byIds" ? 1 : 0, call());
  for (const node of [here, there]) await node.engine.start();
  async function pass(ms: number): Promise<void> {
    for (const end = bench.clock.monotonic() + ms; bench.clock.monotonic() < end;) {
      await bench.clock.tick(50);
      for (const signal of here.signals.splice(0)) there.ring(signal, "00000000000000aa");
      for (const signal of there.signals.splice(0)) here.ring(signal);
    }
  }
  const watcher = await here.connect(ann);
  await watcher.ask({ type: "subscribe", room_id: room, presence: true });
  const bobs = await there.connect(bob, { room });
  await pass(5_000);
  const change = async (node: EngineNode, statusText: string, { id }: Principal = bob) => {
    await bench.store.accounts.update(id, { statusText });
    node.engine.tellProfile(id);
  };
  return { bench, room, ann, bob, bobs, here, there, watcher, reads, pass, change };
}

/** What was told of whose status, frame by frame. */
function told({ connection }: Peer): (string | undefined)[][] {
  return connection.of("presence").flatMap(({ users }) => {
    const news = ((users ?? []) as PresenceNews[]).filter(({ profile }) => profile !== undefined);
    return news.length === 0 ? [] : [news.flatMap(({ username, profile }) => [username, profile?.status_text])];
  });
}

Deno.test("A changed profile is told within a second and a half to who looks with another node, who reads it once", async () => {
  const { bench, here, there, watcher, bobs, bob, reads, pass, change } = await twoNodes();
  await using _ = bench;
  await change(there, "at lunch");
  assert.deepEqual(there.signals.filter(({ kind }) => kind === "profile"), [{ kind: "profile", user: bob.id }]);
  await pass(presenceGatherMs + profileRestMs);
  assert.deepEqual(told(watcher), [["bob", "at lunch"]]);
  assert.deepEqual([bobs.connection.of("presence"), reads], [[], { here: 1, there: 0 }], "where nobody looks");
  for (const node of [here, there]) node.engine.stop();
});

Deno.test("Whoever changes a profile again and again is told of once a second, and of the last at last", async () => {
  const { bench, here, there, watcher, ann, reads, pass, change } = await twoNodes();
  await using _ = bench;
  for (let n = 1; n <= 40; n++) {
    await change(there, `at hour ${n}`);
    await change(here, "counting", ann);
    await pass(100);
  }
  await pass(2 * (presenceGatherMs + profileRestMs));
  const all = told(watcher);
  assert.ok(all.length <= 6 && reads.here <= 6, `${all.length} frames, ${reads.here} reads`);
  assert.deepEqual(all.at(-1)?.includes("at hour 40"), true);
  for (const node of [here, there]) node.engine.stop();
});

Deno.test("Of two reads the later is shown, however slow the earlier is; one that fails is followed by others", async () => {
  const { bench, here, there, watcher, pass, change } = await twoNodes();
  await using _ = bench;
  const { promise, resolve } = Promise.withResolvers<void>();
  let reads = 0;
  here.intercept = async (name, call) => {
    const answer = await call();
    if (name === "accounts.byIds" && ++reads === 1) await promise;
    if (name === "accounts.byIds" && reads === 2) throw new Error("The store is away");
    return answer;
  };
  await change(there, "at lunch");
  await pass(200);
  await change(there, "at tea");
  await pass(10 * profileRestMs);
  assert.deepEqual([reads, told(watcher)], [1, []]);
  resolve();
  await pass(2 * (presenceGatherMs + profileRestMs));
  assert.deepEqual([reads, told(watcher)], [2, [["bob", "at lunch"]]]);
  await change(there, "at home");
  await pass(2 * (presenceGatherMs + profileRestMs));
  assert.deepEqual(told(watcher).at(-1), ["bob", "at home"]);
  for (const node of [here, there]) node.engine.stop();
});

Deno.test("A node that stops reads no profile any more", async () => {
  const { bench, here, there, bob, reads, pass } = await twoNodes();
  await using _ = bench;
  for (let n = 0; n < 2; n++) here.ring({ kind: "profile", user: bob.id });
  await bench.clock.settle();
  here.engine.stop();
  await pass(10 * profileRestMs);
  assert.equal(reads.here, 1);
  there.engine.stop();
});
