import assert from "node:assert/strict";
import { headCheckMs } from "../../src/limits.ts";
import { held } from "../support/intercepted_store.ts";
import { LiveNode, refused, StoreBench } from "../support/live_bench.ts";

interface Pair extends AsyncDisposable {
  readonly bench: StoreBench;
  readonly here: LiveNode;
  readonly there: LiveNode;
  readonly ann: ReturnType<StoreBench["person"]>;
  readonly bob: ReturnType<StoreBench["person"]>;
  readonly room: string;
}

/** Two nodes over one store, both with the room loaded and both people known. Nothing rings unless a test does. */
async function pair(): Promise<Pair> {
  const bench = await StoreBench.open();
  const [ann, bob] = [bench.person("ann"), bench.person("bob")];
  const room = await bench.room(ann, [bob]);
  const [here, there] = [new LiveNode(bench), new LiveNode(bench)];
  for (const node of [here, there]) await node.done(node.room(room).consult([ann.id, bob.id], () => 0));
  return { bench, here, there, ann, bob, room, [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose]() };
}

Deno.test("an append that lost against another node catches up, delivers what won first, and comes after it", async () => {
  await using world = await pair();
  const { here, there, ann, bob, room } = world;
  await there.done(there.say(room, bob, "first"));
  assert.equal((await here.done(here.say(room, ann, "second"))).seq, 4);
  assert.deepEqual(here.seqs, [3, 4]);
  assert.equal(here.counts.get("append_conflicts"), 1);
});

Deno.test("an append that lost is judged again: who was removed meanwhile is refused, the others are written", async () => {
  await using world = await pair();
  const { bench, here, there, ann, bob, room } = world;
  await there.done(there.room(room).submit(ann, { kind: "remove", target: bob.id }));
  const [refusal, written] = await here.done(Promise.allSettled([
    here.say(room, bob, "I am still here"),
    here.say(room, ann, "no"),
  ]));
  await refused(Promise.reject((refusal as PromiseRejectedResult).reason), "not_member");
  assert.equal(written?.status === "fulfilled" && written.value.seq, 4);
  assert.ok((await bench.events(room)).every(({ content }) => content !== "I am still here"));
});

Deno.test("sends keep their order over a conflict", async () => {
  await using world = await pair();
  const { bench, here, there, ann, bob, room } = world;
  const gate = held();
  here.intercept = async (name, call) => {
    if (name === "log.append") await gate.wait();
    return await call();
  };
  const sent = [1, 2, 3].map((n) => here.say(room, ann, `a${n}`));
  await bench.clock.settle();
  sent.push(...[4, 5].map((n) => here.say(room, ann, `a${n}`)));
  await there.done(there.say(room, bob, "b"));
  gate.open();
  await here.done(Promise.all(sent));
  assert.deepEqual((await bench.events(room)).slice(2).map(({ content }) => content), [
    "b",
    "a1",
    "a2",
    "a3",
    "a4",
    "a5",
  ]);
});

Deno.test("nobody is refused on old news: who joined on another node a moment ago may write here", async () => {
  await using world = await pair();
  const { bench, here, there, room } = world;
  const eve = bench.person("eve");
  // Here she is known to be a stranger.
  assert.equal(await here.done(here.room(room).consult([eve.id], (state) => state.member(eve.id))), undefined);
  await there.done(there.room(room).submit(eve, { kind: "join" }));
  assert.equal((await here.done(here.say(room, eve, "hello"))).seq, 4);
});

Deno.test("a refusal that holds is told after one look at the store, and writes nothing", async () => {
  await using world = await pair();
  const { bench, here, room } = world;
  const eve = bench.person("eve");
  await refused(here.say(room, eve, "hello"), "not_member");
  assert.equal(here.calls.filter((name) => name === "log.heads").length, 1);
  assert.equal((await bench.events(room)).length, 2);
});

Deno.test("LiveRoom.consult() judges at a head at least as new as the lookup of membership", async () => {
  await using world = await pair();
  const { bench, here, there, ann, room } = world;
  const eve = bench.person("eve");
  await there.done(there.say(room, ann, "3"));
  await there.done(there.room(room).submit(eve, { kind: "join" }));
  // No doorbell came, but her lookup says that she joined at 4.
  const [head, joined] = await here.done(
    here.room(room).consult([eve.id], (state) => [state.head, state.member(eve.id) !== undefined]),
  );
  assert.deepEqual([head, joined], [4, true]);
  assert.deepEqual(here.seqs, [3, 4]);
});

Deno.test("LiveRoom.consult() of a room that was deleted elsewhere is refused as not_found, doorbell or not", async () => {
  await using world = await pair();
  const { bench, here, there, ann, room } = world;
  await there.done(there.room(room).submit(ann, { kind: "delete" }));
  const eve = bench.person("eve");
  await refused(here.room(room).consult([eve.id], (state) => state.head), "not_found");
  assert.deepEqual(here.gone, [room]);
});

Deno.test("a doorbell has the gap read and delivered, once, however often and in whatever order it is heard", async () => {
  await using world = await pair();
  const { bench, here, there, bob, room } = world;
  await there.done(Promise.all([3, 4, 5].map((n) => there.say(room, bob, `${n}`))));
  for (const head of [4, 5, 5, 3, 4, 1]) here.rang(room, head);
  await bench.clock.settle();
  assert.deepEqual(here.seqs, [3, 4, 5]);
  for (const head of [5, 4, 3]) here.rang(room, head);
  await bench.clock.settle();
  assert.deepEqual(here.seqs, [3, 4, 5]);
  assert.equal(here.counts.get("gaps_filled"), 1);
});

Deno.test("a doorbell of a room that nobody lives in wakes nothing", async () => {
  await using bench = await StoreBench.open();
  const node = new LiveNode(bench);
  node.rang(bench.nextId(), 7);
  await bench.clock.settle();
  assert.deepEqual([node.live.size, node.calls], [0, []]);
});

Deno.test("a doorbell that lies changes no outcome: neither what waits here nor what comes after fails", async () => {
  await using world = await pair();
  const { here, ann, room } = world;
  here.rang(room, 1_000_000);
  const [said, asked] = await here.done(Promise.all([
    here.say(room, ann, "hello"),
    here.room(room).consult([ann.id], (state) => state.member(ann.id)?.username),
  ]));
  assert.equal(said.seq, 3);
  assert.equal(asked, "ann");
  here.rang(room, 1_000_000);
  assert.equal((await here.done(here.say(room, ann, "again"))).seq, 4);
});

Deno.test("a doorbell that rings while the room is being loaded is not forgotten", async () => {
  await using bench = await StoreBench.open();
  const [ann, here, there] = [bench.person("ann"), new LiveNode(bench), new LiveNode(bench)];
  const room = await bench.room(ann);
  const gate = held();
  here.intercept = async (name, call) => {
    const answer = await call();
    if (name === "rooms.byId") await gate.wait();
    return answer;
  };
  const asked = here.room(room).consult([], (state) => state.head);
  await bench.clock.settle();
  await there.done(there.say(room, ann, "meanwhile"));
  here.rang(room, 2);
  gate.open();
  assert.equal(await here.done(asked), 2);
  assert.deepEqual(here.seqs, [2]);
});

Deno.test("LiveRoom says unavailable where the store names a head that its log does not show", async () => {
  await using world = await pair();
  const { bench, here, there, bob, room } = world;
  await there.done(there.say(room, bob, "3"));
  const eve = bench.person("eve");
  here.intercept = (name, call) => name === "log.read" ? Promise.resolve([]) : call();
  await refused(here.room(room).consult([eve.id], () => 0), "unavailable");
  here.intercept = (_, call) => call();
  assert.equal(await here.done(here.room(room).consult([eve.id], (state) => state.head)), 3);
});

Deno.test("a gap longer than a page is read page by page and delivered without a hole", async () => {
  await using world = await pair();
  const { bench, here, there, bob, room } = world;
  await there.done(Promise.all(Array.from({ length: 1_200 }, (_, n) => there.say(room, bob, `${n}`))));
  here.rang(room, 1_202);
  await bench.clock.settle();
  assert.deepEqual(here.seqs, Array.from({ length: 1_200 }, (_, n) => n + 3));
  assert.equal(here.calls.filter((name) => name === "log.read").length, 3);
});

Deno.test("LiveRoom.submit() keeps going against another writer, and starves nobody", async () => {
  await using world = await pair();
  const { bench, here, there, ann, bob, room } = world;
  const sent = Array.from(
    { length: 20 },
    (_, n) => [here.say(room, ann, `a${n}`, `${n}`), there.say(room, bob, `b${n}`, `${n}`)],
  ).flat();
  await bench.clock.tick(headCheckMs);
  await here.done(Promise.all(sent));
  const texts = (await bench.events(room)).slice(2).map(({ content }) => content);
  for (const letter of ["a", "b"]) {
    assert.deepEqual(texts.filter((text) => text.startsWith(letter)), Array.from({ length: 20 }, (_, n) => letter + n));
  }
});

Deno.test("a room deleted on another node is told to its readers here with the event that ends it", async () => {
  await using world = await pair();
  const { bench, here, there, ann, bob, room } = world;
  await there.done(there.room(room).submit(ann, { kind: "delete" }));
  await refused(here.say(room, bob, "still there?"), "not_found");
  assert.deepEqual(here.gone, [room]);
  assert.equal(here.live.size, 0);
  await bench.clock.settle();
  assert.ok(there.live.settled && here.live.settled);
});
