import assert from "node:assert/strict";
import { appendAttemptsMax, appendDeadlineMs } from "../../src/limits.ts";
import type { Principal } from "../../src/protocol/principal.ts";
import type { Interceptor } from "../support/intercepted_store.ts";
import { LiveNode, onCall, refused, StoreBench, unavailable } from "../support/live_bench.ts";

interface World extends AsyncDisposable {
  readonly bench: StoreBench;
  readonly node: LiveNode;
  readonly ann: Principal;
  readonly room: string;
}

/** A node with one room loaded, whose creator is known. Its head is 1. */
async function world(): Promise<World> {
  const bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new LiveNode(bench)];
  const room = await bench.room(ann);
  await node.done(node.room(room).consult([ann.id], () => 0));
  node.calls.length = 0;
  return { bench, node, ann, room, [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose]() };
}

const unknown = { kind: "unknown" } as const;

Deno.test("an append of unknown outcome that is in the log is found by its id and acknowledged, once", async () => {
  await using w = await world();
  const { bench, node, ann, room } = w;
  node.intercept = onCall("log.append", 1, async (call) => (await call(), unknown));
  const receipts = await node.done(Promise.all([node.say(room, ann, "with", "c"), node.say(room, ann, "without")]));
  assert.deepEqual(receipts.map(({ seq }) => seq), [2, 3]);
  assert.deepEqual(node.calls.filter((name) => name === "log.append").length, 1);
  assert.deepEqual(node.seqs, [2, 3]);
  assert.equal((await bench.events(room)).length, 3);
  assert.equal(node.counts.get("append_unknown"), 1);
});

Deno.test("an append of unknown outcome that is not in the log is repeated with the same seqs and ids", async () => {
  await using w = await world();
  const { bench, node, ann, room } = w;
  const appends: unknown[] = [];
  node.intercept = (name, call, args) => {
    if (name !== "log.append") return call();
    appends.push([args[1], (args[2] as { seq: number; id: string }[]).map(({ seq, id }) => [seq, id])]);
    return appends.length === 1 ? Promise.resolve(unknown) : call();
  };
  const receipts = await node.done(Promise.all([node.say(room, ann, "1"), node.say(room, ann, "2", "c")]));
  assert.deepEqual(receipts.map(({ seq }) => seq), [2, 3]);
  assert.equal(appends.length, 2);
  assert.deepEqual(appends[0], appends[1]);
  assert.equal((await bench.events(room)).length, 3);
});

Deno.test("a zombie write that lands between read-back and repetition is recognised, with or without a client_id", async () => {
  await using w = await world();
  const { bench, node, ann, room } = w;
  let zombie: (() => Promise<unknown>) | undefined;
  node.intercept = async (name, call) => {
    if (name !== "log.append") return await call();
    if (zombie === undefined) {
      zombie = call;
      return unknown;
    }
    await zombie();
    return await call();
  };
  const sent = Promise.all([node.say(room, ann, "1"), node.say(room, ann, "2", "c")]);
  await bench.clock.tick(200); // The second attempt lost: there is a pause before the third.
  const receipts = await node.done(sent);
  assert.deepEqual(receipts.map(({ seq }) => seq), [2, 3]);
  assert.deepEqual((await bench.events(room)).map(({ content }) => content), ["ann joined", "1", "2"]);
  assert.deepEqual(node.seqs, [2, 3]);
});

Deno.test("after an unknown outcome the store is asked until it answers", async () => {
  await using w = await world();
  const { bench, node, ann, room } = w;
  let down = true;
  node.intercept = async (name, call) => {
    if (name === "log.append" && down) return (await call(), unknown);
    if (down) unavailable();
    return await call();
  };
  const sent = node.say(room, ann, "hello");
  await bench.clock.tick(appendDeadlineMs / 2);
  assert.ok(node.room(room).busy);
  down = false;
  await bench.clock.tick(2_000);
  assert.equal((await node.done(sent)).seq, 2);
});

Deno.test("a store that stays down makes an unknown append unavailable by the deadline, and the room goes on after", async () => {
  await using w = await world();
  const { bench, node, ann, room } = w;
  let down = true;
  node.intercept = async (name, call) => {
    if (!down) return await call();
    return name === "log.append" ? unknown : unavailable();
  };
  const outcome = refused(node.say(room, ann, "hello", "c"), "unavailable");
  await bench.clock.tick(appendDeadlineMs);
  await node.done(outcome);
  assert.ok(!node.room(room).busy);
  down = false;
  assert.equal((await node.done(node.say(room, ann, "hello", "c"))).seq, 2);
});

Deno.test("a store that answers unknown again and again is given up at the deadline, not asked for ever", async () => {
  await using w = await world();
  const { bench, node, ann, room } = w;
  node.intercept = (name, call) => {
    if (name !== "log.append") return call();
    bench.clock.block(1_000);
    return Promise.resolve(unknown);
  };
  await node.done(refused(node.say(room, ann, "hello"), "unavailable"));
  const appends = node.calls.filter((name) => name === "log.append").length;
  assert.ok(appends >= appendDeadlineMs / 1_000 && appends <= appendAttemptsMax, `${appends} attempts`);
});

Deno.test("a sender waits no longer than the deadline for a store that answers nobody, however long the queue", async () => {
  await using w = await world();
  const { bench, node, ann, room } = w;
  node.intercept = (name) => new Promise((resolve) => resolve(name === "log.append" ? unknown : unavailable()));
  const sent = Array.from({ length: 1_000 }, (_, n) => refused(node.say(room, ann, `${n}`), "unavailable"));
  await bench.clock.tick(2 * appendDeadlineMs);
  await node.done(Promise.all(sent));
});

Deno.test("a conflict that never ends makes an append unavailable after a bounded number of attempts", async () => {
  await using w = await world();
  const { bench, node, ann, room } = w;
  const other = new LiveNode(bench);
  let wins = 0;
  node.intercept = async (name, call) => {
    if (name === "log.append") await other.say(room, ann, `winner ${++wins}`);
    return await call();
  };
  const outcome = refused(node.say(room, ann, "loser"), "unavailable");
  await bench.clock.tick(2 * appendDeadlineMs);
  await node.done(outcome);
  assert.ok(wins <= appendAttemptsMax, `${wins} attempts`);
});

Deno.test("a definite failure of an append rejects what it held, changes nothing, and the next one goes through", async () => {
  await using w = await world();
  const { bench, node, ann, room } = w;
  node.intercept = onCall("log.append", 1, unavailable);
  const eve = bench.person("eve");
  const [joined, said] = await node.done(Promise.allSettled([
    node.room(room).submit(eve, { kind: "join" }),
    node.say(room, ann, "hello", "c"),
  ]));
  for (const one of [joined, said]) await refused(Promise.reject((one as PromiseRejectedResult).reason), "unavailable");
  assert.deepEqual([node.delivered.length, node.signals.length], [0, 0]);
  assert.deepEqual(node.room(room).head?.seq, 1);
  await refused(node.say(room, eve, "I thought I was in"), "not_member");
  assert.equal((await node.done(node.say(room, ann, "hello", "c"))).seq, 2);
});

Deno.test("a batch that fails does not take with it what waits behind it", async () => {
  await using w = await world();
  const { node, ann, room } = w;
  node.intercept = onCall("log.append", 1, unavailable);
  const outcomes = await node.done(
    Promise.allSettled(Array.from({ length: 130 }, (_, n) => node.say(room, ann, `${n}`))),
  );
  assert.deepEqual(new Set(outcomes.slice(0, 128).map(({ status }) => status)), new Set(["rejected"]));
  assert.deepEqual(outcomes.slice(128).map((one) => one.status === "fulfilled" && one.value.seq), [2, 3]);
});

Deno.test("a fault of the program in the store ends one batch, and not as a refusal of the catalogue", async () => {
  await using w = await world();
  const { node, ann, room } = w;
  node.intercept = onCall("log.append", 1, () => {
    throw new TypeError("a bug");
  });
  await assert.rejects(node.done(node.say(room, ann, "hello")), TypeError);
  assert.equal((await node.done(node.say(room, ann, "hello"))).seq, 2);
});

Deno.test("a room that cannot be loaded is unavailable, and is loaded when it is asked again", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new LiveNode(bench)];
  const room = await bench.room(ann);
  node.intercept = onCall("rooms.byId", 1, unavailable);
  await Promise.all([
    refused(node.say(room, ann, "hello"), "unavailable"),
    refused(node.room(room).consult([ann.id], () => 0), "unavailable"),
  ]);
  assert.deepEqual(node.gone, []);
  assert.equal((await node.done(node.say(room, ann, "hello"))).seq, 2);
});

Deno.test("the room is gone for who sends when the store says so in the middle of an append", async () => {
  await using w = await world();
  const { bench, node, ann, room } = w;
  const other = new LiveNode(bench);
  const deleteFirst: Interceptor = async (name, call) => {
    if (name === "log.append") await other.room(room).submit(ann, { kind: "delete" });
    return await call();
  };
  node.intercept = deleteFirst;
  const sent = Array.from({ length: 130 }, (_, n) => refused(node.say(room, ann, `${n}`), "not_found"));
  await node.done(Promise.all(sent));
  assert.deepEqual(node.gone, [room]);
});
