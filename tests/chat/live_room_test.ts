import assert from "node:assert/strict";
import { appendEventsMax, appendQueueEventsMax, roomQuestionsMax } from "../../src/limits.ts";
import { held } from "../support/intercepted_store.ts";
import { LiveNode, refused, StoreBench } from "../support/live_bench.ts";

Deno.test("LiveRoom.submit() resolves when the event stands in the log, with its place and its bytes", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new LiveNode(bench)];
  const room = await bench.room(ann);
  const receipt = await node.done(node.say(room, ann, "hello", "c-1"));
  const [entry] = await bench.store.log.read(room, { after: 1, upTo: 2 }, 1);
  assert.deepEqual(receipt, { written: true, seq: 2, id: entry!.id, text: entry!.text });
  assert.deepEqual(node.seqs, [2]);
  const carried = { epoch: "epoch-1", entries: node.delivered };
  assert.deepEqual(node.signals, [{ kind: "head", room, head: 2, carried }]);
});

Deno.test("LiveRoom.submit() says nothing to anybody before the write is durable", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new LiveNode(bench)];
  const room = await bench.room(ann);
  const gate = held();
  node.intercept = async (name, call) => {
    if (name === "log.append") await gate.wait();
    return await call();
  };
  const sent = node.say(room, ann, "hello");
  await bench.clock.settle();
  assert.deepEqual([gate.waiting, node.delivered.length, node.signals.length], [1, 0, 0]);
  assert.ok(node.room(room).busy && !node.live.settled);
  gate.open();
  assert.equal((await node.done(sent)).seq, 2);
  assert.deepEqual([node.delivered.length, node.signals.length], [1, 1]);
  assert.ok(!node.room(room).busy && node.live.settled);
});

Deno.test("LiveRoom gathers into one append what arrives in one turn, and what arrives during an append", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new LiveNode(bench)];
  const room = await bench.room(ann);
  const gate = held();
  const sizes: number[] = [];
  node.intercept = async (name, call, args) => {
    if (name !== "log.append") return await call();
    sizes.push((args[2] as readonly unknown[]).length);
    await gate.wait();
    return await call();
  };
  const all = [1, 2, 3].map((n) => node.say(room, ann, `${n}`));
  await bench.clock.settle();
  for (let n = 4; n < 4 + appendEventsMax + 1; n++) all.push(node.say(room, ann, `${n}`));
  gate.open();
  const receipts = await node.done(Promise.all(all));
  assert.deepEqual(sizes, [3, appendEventsMax, 1]);
  assert.deepEqual(receipts.map(({ seq }) => seq), receipts.map((_, i) => i + 2));
  assert.deepEqual(node.seqs, receipts.map(({ seq }) => seq));
});

Deno.test("LiveRoom.submit() refuses as overloaded what its queue cannot hold, and goes on with the rest", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new LiveNode(bench)];
  const room = await bench.room(ann);
  const sent = Array.from({ length: appendQueueEventsMax }, () => node.say(room, ann, "x"));
  const error = await refused(node.say(room, ann, "one too many"), "overloaded");
  assert.ok(error.temporary && error.retryAfterMs !== undefined);
  const receipts = await node.done(Promise.all(sent));
  assert.equal(receipts.at(-1)?.seq, appendQueueEventsMax + 1);
});

Deno.test("LiveRoom.consult() refuses as overloaded where too many wait for an answer already", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new LiveNode(bench)];
  const room = await bench.room(ann);
  const gate = held();
  node.intercept = async (name, call) => {
    if (name === "rooms.byId") await gate.wait();
    return await call();
  };
  const asked = Array.from({ length: roomQuestionsMax }, () => node.room(room).consult([ann.id], ({ head }) => head));
  await refused(node.room(room).consult([ann.id], () => 0), "overloaded");
  gate.open();
  assert.deepEqual(new Set(await node.done(Promise.all(asked))), new Set([1]));
});

Deno.test("LiveRoom judges each event by the ones before it in the same batch", async () => {
  await using bench = await StoreBench.open();
  const [ann, bob, node] = [bench.person("ann"), bench.person("bob"), new LiveNode(bench)];
  const room = await bench.room(ann);
  const outcomes = await node.done(Promise.allSettled([
    node.say(room, bob, "too early"),
    node.room(room).submit(bob, { kind: "join" }),
    node.say(room, bob, "a member"),
    node.room(room).submit(bob, { kind: "leave" }),
    node.say(room, bob, "too late"),
  ]));
  assert.deepEqual(outcomes.map(({ status }) => status), [
    "rejected",
    "fulfilled",
    "fulfilled",
    "fulfilled",
    "rejected",
  ]);
  assert.deepEqual((await bench.events(room)).map(({ content }) => content), [
    "ann joined",
    "bob joined",
    "a member",
    "bob left",
  ]);
});

Deno.test("LiveRoom.submit() of what is so already writes nothing and tells the head at which that was seen", async () => {
  await using bench = await StoreBench.open();
  const [ann, bob, node] = [bench.person("ann"), bench.person("bob"), new LiveNode(bench)];
  const room = await bench.room(ann);
  const [joined, said, left] = await node.done(Promise.all([
    node.room(room).submit(ann, { kind: "join" }),
    node.say(room, ann, "hello"),
    node.room(room).submit(bob, { kind: "leave" }),
  ]));
  assert.deepEqual(joined, { written: false, seq: 1 });
  assert.equal(said?.seq, 2);
  assert.deepEqual(left, { written: false, seq: 1 });
  assert.equal((await bench.events(room)).length, 2);
});

Deno.test("LiveRoom.submit() with a client_id used before gives the first one's place where the content is the same", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new LiveNode(bench)];
  const room = await bench.room(ann);
  const first = await node.done(node.say(room, ann, "hello", "c"));
  const [other, again, next] = await node.done(Promise.allSettled([
    node.say(room, ann, "something else", "c"),
    node.say(room, ann, "hello", "c"),
    node.say(room, ann, "next", "d"),
  ]));
  await refused(Promise.reject((other as PromiseRejectedResult).reason), "client_id_conflict");
  assert.deepEqual(again, { status: "fulfilled", value: first });
  assert.equal(next?.status === "fulfilled" && next.value.seq, 3);
  assert.equal(node.counts.get("append_duplicates"), 2);
  assert.equal((await bench.events(room)).length, 3);
});

Deno.test("LiveRoom.submit() of what was said before, on whichever node, is answered without the store where it was heard", async () => {
  await using bench = await StoreBench.open();
  const [ann, bob] = [bench.person("ann"), bench.person("bob")];
  const [here, there] = [new LiveNode(bench), new LiveNode(bench)];
  const room = await bench.room(ann, [bob]);
  await there.done(there.room(room).consult([ann.id, bob.id], () => 0));
  const first = await here.done(here.say(room, ann, "hello", "c"));
  there.hear(here.signals.at(-1)!, here.name);
  await bench.clock.settle();
  for (const node of [here, there]) {
    node.calls.length = 0;
    assert.deepEqual(await node.done(node.say(room, ann, "hello", "c")), first);
    await refused(node.done(node.say(room, ann, "something else", "c")), "client_id_conflict");
    assert.deepEqual([node.calls, node.counts.get("append_duplicates")], [[], 2]);
  }
  assert.equal((await here.done(here.say(room, bob, "hello", "c"))).seq, 4);
});

Deno.test("LiveRoom.submit() twice at once with one client_id writes one event and answers both alike", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new LiveNode(bench)];
  const room = await bench.room(ann);
  const [one, other, conflicting] = await node.done(Promise.allSettled([
    node.say(room, ann, "hello", "c"),
    node.say(room, ann, "hello", "c"),
    node.say(room, ann, "different", "c"),
  ]));
  assert.deepEqual(one, other);
  assert.equal(conflicting?.status, "rejected");
  assert.equal((await bench.events(room)).length, 2);
});

Deno.test("LiveRoom.submit() to a room that does not exist is refused as not_found, and the room is not kept", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new LiveNode(bench)];
  const room = bench.nextId();
  await refused(node.say(room, ann, "hello"), "not_found");
  await refused(node.room(room).consult([ann.id], () => "never asked"), "not_found");
  assert.equal(node.live.size, 0);
});

Deno.test("LiveRoom tells everybody who waits that the room is gone when it is deleted, in order", async () => {
  await using bench = await StoreBench.open();
  const [ann, bob, node] = [bench.person("ann"), bench.person("bob"), new LiveNode(bench)];
  const room = await bench.room(ann, [bob]);
  const outcomes = await node.done(Promise.allSettled([
    node.say(room, bob, "before"),
    node.room(room).submit(ann, { kind: "delete" }),
    node.say(room, bob, "after"),
    node.room(room).submit(ann, { kind: "delete" }),
  ]));
  assert.deepEqual(outcomes.map(({ status }) => status), ["fulfilled", "fulfilled", "rejected", "rejected"]);
  await refused(Promise.reject((outcomes[2] as PromiseRejectedResult).reason), "not_found");
  assert.deepEqual(node.seqs, [3, 4]);
  assert.deepEqual(node.gone, [room]);
  assert.equal(node.live.size, 0);
  await refused(node.say(room, bob, "much later"), "not_found");
});

Deno.test("LiveRoom.consult() asks at one head: what was accepted before it is in it, what comes after is not", async () => {
  await using bench = await StoreBench.open();
  const [ann, bob, node] = [bench.person("ann"), bench.person("bob"), new LiveNode(bench)];
  const room = await bench.room(ann);
  await node.done(node.room(room).submit(bob, { kind: "join" }));
  const answer = await node.done(
    node.room(room).consult([bob.id], (state) => {
      return { head: state.head, inside: state.member(bob.id) !== undefined, live: node.room(room).head };
    }),
  );
  assert.deepEqual(answer, { head: 2, inside: true, live: { epoch: "epoch-1", seq: 2 } });
});

Deno.test("LiveRoom.consult() hands back what the question throws, to its asker alone", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new LiveNode(bench)];
  const room = await bench.room(ann);
  const [broken, fine] = await node.done(Promise.allSettled([
    node.room(room).consult([ann.id], () => {
      throw new Error("mine");
    }),
    node.room(room).consult([ann.id], ({ head }) => head),
  ]));
  assert.equal((broken as PromiseRejectedResult).reason.message, "mine");
  assert.deepEqual(fine, { status: "fulfilled", value: 1 });
});

Deno.test("LiveRoom.backlog() gives what follows a cursor up to the head, from the store where memory does not reach", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new LiveNode(bench)];
  const room = await bench.room(ann);
  assert.deepEqual(await node.room(room).backlog(0), []);
  await node.done(Promise.all([1, 2, 3].map((n) => node.say(room, ann, `${n}`))));
  node.calls.length = 0;
  assert.deepEqual((await node.room(room).backlog(2)).map(({ seq }) => seq), [3, 4]);
  assert.deepEqual(node.calls, []);
  assert.deepEqual((await node.room(room).backlog(0)).map(({ seq }) => seq), [1, 2, 3, 4]);
  assert.deepEqual(node.calls, ["log.read"]);
  assert.deepEqual(await node.room(room).backlog(4), []);
});

Deno.test("LiveRoom.backlog() ends at the head this node has folded, though the store has more", async () => {
  await using bench = await StoreBench.open();
  const [ann, node, other] = [bench.person("ann"), new LiveNode(bench), new LiveNode(bench)];
  const room = await bench.room(ann);
  await node.done(node.room(room).consult([ann.id], () => 0));
  await other.done(other.say(room, ann, "elsewhere"));
  assert.deepEqual((await node.room(room).backlog(0)).map(({ seq }) => seq), [1]);
});

Deno.test("the log can be followed from a request to its append by the trace of its actor", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new LiveNode(bench)];
  const room = await bench.room(ann);
  await node.done(node.say(room, { ...ann, trace: "request-7" }, "hello"));
  const line = node.log.lines.find(({ message }) => message === "appended");
  assert.deepEqual([line?.fields.request_id, line?.fields.room_id], ["request-7", room]);
});
