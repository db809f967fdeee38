import assert from "node:assert/strict";
import {
  readReceiptsReadersMax,
  readsGatherMs,
  subscriptionsPerSessionMax,
  typingIntervalMs,
  typingMs,
  unackedPerSessionMax,
} from "../../src/limits.ts";
import type { Principal } from "../../src/protocol/principal.ts";
import { EngineNode, type Peer } from "../support/engine_bench.ts";
import { held } from "../support/intercepted_store.ts";
import { LiveNode, StoreBench, unavailable } from "../support/live_bench.ts";

interface World extends AsyncDisposable {
  readonly bench: StoreBench;
  readonly node: EngineNode;
  readonly ann: Principal;
  readonly bob: Principal;
  /** Ann made it, bob is in it; its head is 2. */
  readonly room: string;
  readonly say: (content: string, client_id?: string) => Record<string, unknown>;
}

async function world(): Promise<World> {
  const bench = await StoreBench.open();
  const [ann, bob] = [bench.person("ann"), bench.person("bob")];
  const room = await bench.room(ann, [bob]);
  const say = (content: string, client_id?: string): Record<string, unknown> => ({
    type: "message",
    room_id: room,
    content,
    ...(client_id === undefined ? {} : { client_id }),
  });
  const node = new EngineNode(bench);
  return { bench, node, ann, bob, room, say, [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose]() };
}

async function reader({ node, room }: World, who: Principal, since?: number): Promise<Peer> {
  const peer = await node.connect(who);
  await peer.subscribe(room, since === undefined ? {} : { since });
  return peer;
}

Deno.test("ping is answered with pong", async () => {
  await using w = await world();
  assert.deepEqual(await (await w.node.connect(w.ann)).ask({ type: "ping" }), [{ type: "pong" }]);
});

Deno.test("a message reaches everybody who reads the room, its sender too; with a client_id it is acknowledged", async () => {
  await using w = await world();
  const [ann, bob] = [await reader(w, w.ann), await reader(w, w.bob)];
  const [event, ack, ...rest] = (await ann.ask(w.say("hello", "c-1"))).sort((a) => a.type === "ack" ? 1 : -1);
  const { id, timestamp } = event!;
  assert.deepEqual(event, {
    id,
    room_id: w.room,
    user_id: w.ann.id,
    username: "ann",
    content: "hello",
    type: "text",
    timestamp,
    seq: 3,
    client_id: "c-1",
  });
  assert.deepEqual(ack, { type: "ack", client_id: "c-1", id, room_id: w.room, seq: 3, timestamp });
  assert.deepEqual(rest, []);
  assert.deepEqual(bob.connection.frames.at(-1), event);
});

Deno.test("a message without a client_id is not acknowledged, and can be sent to a room one does not read", async () => {
  await using w = await world();
  const ann = await w.node.connect(w.ann);
  assert.deepEqual(await ann.ask(w.say("hello")), []);
  assert.equal((await w.bench.events(w.room)).at(-1)?.content, "hello");
});

Deno.test("a message said again under its client_id is acknowledged with the first one's place, and not shown again", async () => {
  await using w = await world();
  const ann = await reader(w, w.ann);
  await ann.ask(w.say("hello", "c"));
  const again = await (await w.node.connect(w.ann)).ask(w.say("hello", "c"));
  assert.deepEqual(again, ann.connection.of("ack"));
  assert.deepEqual(ann.connection.seqs, [3]);
  const [conflict] = await ann.ask(w.say("something else", "c"));
  assert.equal(conflict?.code, "client_id_conflict");
  assert.equal(conflict?.client_id, "c");
});

Deno.test("messages of one connection keep their order", async () => {
  await using w = await world();
  const ann = await reader(w, w.ann);
  ann.say(...Array.from({ length: 200 }, (_, n) => w.say(`${n}`, n % 3 === 0 ? `c${n}` : undefined)));
  await w.bench.clock.settle();
  assert.deepEqual(ann.connection.contents, Array.from({ length: 200 }, (_, n) => `${n}`));
});

Deno.test("a refused message names its client_id and its room, and the session lives on", async () => {
  await using w = await world();
  const eve = await w.node.connect(w.bench.person("eve"));
  const [error] = await eve.ask(w.say("hello", "c-9"));
  assert.deepEqual([error?.type, error?.code, error?.client_id, error?.room_id], [
    "error",
    "not_member",
    "c-9",
    w.room,
  ]);
  assert.deepEqual(await eve.ask({ type: "ping" }), [{ type: "pong" }]);
  const [missing] = await eve.ask({ ...w.say("hello"), room_id: w.bench.nextId() });
  assert.equal(missing?.code, "not_found");
});

Deno.test("a message past the user's rate is refused with the time to wait", async () => {
  await using w = await world();
  const ann = await w.node.connect(w.ann);
  w.node.waitMs = 250;
  const [error] = await ann.ask(w.say("hello", "c"));
  assert.deepEqual([error?.code, error?.retry_after_ms, error?.client_id], ["rate_limited", 250, "c"]);
  assert.equal((await w.bench.events(w.room)).length, 2);
});

Deno.test("a session has at most unackedPerSessionMax messages on their way to the store", async () => {
  await using w = await world();
  const ann = await w.node.connect(w.ann);
  const gate = held();
  w.node.intercept = async (_, call) => {
    await gate.wait();
    return await call();
  };
  ann.say(...Array.from({ length: unackedPerSessionMax + 1 }, (_, n) => w.say(`${n}`, `c${n}`)));
  await w.bench.clock.settle();
  assert.deepEqual(ann.connection.of("error").map(({ code, client_id }) => [code, client_id]), [
    ["overloaded", `c${unackedPerSessionMax}`],
  ]);
  gate.open();
  await w.bench.clock.settle();
  assert.equal(ann.connection.of("ack").length, unackedPerSessionMax);
  assert.equal((await ann.ask(w.say("there is room again", "c"))).length, 1);
});

Deno.test("a store that is down refuses a message as unavailable, a fault of the program as internal and into the log", async () => {
  await using w = await world();
  const ann = await reader(w, w.ann);
  w.node.intercept = (name, call) =>
    name === "log.append" ? Promise.reject(new TypeError("canary of a driver")) : call();
  const [fault] = await ann.ask(w.say("hello", "c"));
  assert.deepEqual([fault?.code, fault?.client_id], ["internal", "c"]);
  assert.ok(!JSON.stringify(fault).includes("canary"));
  assert.equal(w.node.log.lines.filter(({ level }) => level === "error").length, 1);
  assert.equal(w.node.counts.get("session_errors"), 1);
  w.node.intercept = async (name, call) => name === "log.append" ? unavailable() : await call();
  assert.equal((await ann.ask(w.say("hello", "c")))[0]?.code, "unavailable");
  w.node.intercept = (_, call) => call();
  assert.deepEqual((await ann.ask(w.say("hello", "c"))).map(({ type }) => type).sort(), ["ack", "text"]);
});

Deno.test("subscribe tells epoch and head before anything of the log", async () => {
  await using w = await world();
  const ann = await w.node.connect(w.ann);
  const [first, ...events] = await ann.subscribe(w.room, { since: 0 });
  assert.deepEqual(first, { type: "subscribed", room_id: w.room, epoch: "epoch-1", head: 2, reset: false });
  assert.deepEqual(events.map(({ seq }) => seq), [1, 2]);
});

Deno.test("subscribe is a reset where the cursor is of another epoch, or beyond the log", async () => {
  await using w = await world();
  const ann = await w.node.connect(w.ann);
  for (const cursor of [{ since: 1, epoch: "another" }, { since: 99 }, { since: 3, epoch: "epoch-1" }]) {
    const [first, ...events] = await ann.subscribe(w.room, cursor);
    assert.deepEqual([first?.reset, first?.head, events.length], [true, 2, 0], JSON.stringify(cursor));
  }
  const [again] = await ann.subscribe(w.room, { since: 2, epoch: "epoch-1" });
  assert.equal(again?.reset, false);
});

Deno.test("subscribe with a cursor that another node gave is no reset, though this node has not heard of it yet", async () => {
  await using w = await world();
  const [bob] = [await reader(w, w.bob), await reader(w, w.ann)];
  const elsewhere = new LiveNode(w.bench);
  await elsewhere.done(Promise.all([3, 4, 5].map((n) => elsewhere.say(w.room, w.ann, `${n}`))));
  const ann = await w.node.connect(w.ann);
  const [first, ...events] = await ann.subscribe(w.room, { since: 5, epoch: "epoch-1" });
  assert.deepEqual([first?.reset, first?.head, events.length], [false, 5, 0]);
  assert.deepEqual(bob.connection.seqs, [3, 4, 5]);
});

Deno.test("subscribe is refused to who is no member, and as not_found where the room may not be known", async () => {
  await using w = await world();
  const eve = await w.node.connect(w.bench.person("eve"));
  assert.equal((await eve.subscribe(w.room))[0]?.code, "not_member");
  const secret = await w.bench.room(w.ann, [], { isPrivate: true });
  assert.equal((await eve.subscribe(secret))[0]?.code, "not_found");
  assert.equal((await eve.subscribe(w.bench.nextId()))[0]?.code, "not_found");
  assert.equal(w.node.engine.hub.subscriberCount, 0);
});

Deno.test("subscribe again moves the cursor of the one subscription there is", async () => {
  await using w = await world();
  const ann = await reader(w, w.ann);
  await ann.subscribe(w.room, { since: 1 });
  assert.deepEqual(ann.connection.seqs, [2]);
  await ann.ask(w.say("once"));
  assert.deepEqual(ann.connection.seqs, [2, 3]);
  assert.equal(w.node.engine.hub.subscriberCount, 1);
});

Deno.test("a session reads at most subscriptionsPerSessionMax rooms, also where it asks for all at once", async () => {
  await using w = await world();
  const rooms: string[] = [];
  for (let n = 0; n <= subscriptionsPerSessionMax; n++) rooms.push(await w.bench.room(w.ann));
  const ann = await w.node.connect(w.ann);
  await ann.ask(...rooms.map((room) => ({ type: "subscribe", room_id: room })));
  assert.deepEqual(ann.errors, ["overloaded"]);
  assert.equal(w.node.engine.hub.subscriberCount, subscriptionsPerSessionMax);
  await ann.ask({ type: "unsubscribe", room_id: rooms[0] });
  assert.equal((await ann.subscribe(rooms.at(-1)!))[0]?.type, "subscribed");
});

Deno.test("unsubscribe is answered, also where there was no subscription, and ends what came", async () => {
  await using w = await world();
  const ann = await reader(w, w.ann);
  const answer = { type: "unsubscribed", room_id: w.room };
  assert.deepEqual(await ann.ask({ type: "unsubscribe", room_id: w.room }), [answer]);
  assert.deepEqual(await ann.ask({ type: "unsubscribe", room_id: w.room }), [answer]);
  assert.deepEqual(await ann.ask(w.say("unseen")), []);
});

Deno.test("unsubscribe right behind subscribe holds: the last word counts", async () => {
  await using w = await world();
  const ann = await w.node.connect(w.ann);
  await ann.ask({ type: "subscribe", room_id: w.room }, { type: "unsubscribe", room_id: w.room });
  assert.deepEqual(ann.connection.frames.map(({ type }) => type), ["subscribed", "unsubscribed"]);
  assert.equal(w.node.engine.hub.subscriberCount, 0);
  const frames = await ann.ask(
    { type: "subscribe", room_id: w.room },
    { type: "unsubscribe", room_id: w.room },
    { type: "subscribe", room_id: w.room },
  );
  assert.deepEqual(frames.map(({ type }) => type), ["subscribed", "unsubscribed", "subscribed"]);
  assert.equal(w.node.engine.hub.subscriberCount, 1);
});

Deno.test("typing is told to the others, here and on other nodes, at most once in typingIntervalMs", async () => {
  await using w = await world();
  const [ann, bob] = [await reader(w, w.ann), await reader(w, w.bob)];
  const typing = { type: "typing", room_id: w.room };
  assert.deepEqual(await ann.ask(typing, typing), []);
  const told = { type: "typing", room_id: w.room, user_id: w.ann.id, username: "ann", expires_in_ms: typingMs };
  assert.deepEqual(bob.connection.of("typing"), [told]);
  assert.deepEqual(w.node.signals, [{ kind: "ephemeral", room: w.room, from: w.ann.id, text: JSON.stringify(told) }]);
  await w.bench.clock.tick(typingIntervalMs - 1);
  await ann.ask(typing);
  assert.equal(bob.connection.of("typing").length, 1);
  await w.bench.clock.tick(1);
  await ann.ask(typing);
  assert.equal(bob.connection.of("typing").length, 2);
});

Deno.test("a typing signal is ended when its sender stops, leaves or is cut off, and once only", async () => {
  await using w = await world();
  const bob = await reader(w, w.bob);
  const room = { room_id: w.room };
  const endings = [
    (ann: Peer) => ann.ask({ type: "typing", ...room, stop: true }),
    (ann: Peer) => ann.ask({ type: "unsubscribe", ...room }),
    (ann: Peer) => ann.handler.closed(1006),
  ];
  for (const end of endings) {
    const ann = await reader(w, w.ann);
    await ann.ask({ type: "typing", ...room });
    await end(ann);
    ann.handler.closed(1006);
    await w.bench.clock.settle();
    assert.deepEqual(bob.connection.of("typing").map(({ expires_in_ms }) => expires_in_ms), [typingMs, 0]);
    bob.connection.forget();
  }
});

Deno.test("to stop typing is passed on only where others still show it", async () => {
  await using w = await world();
  const [ann, bob] = [await reader(w, w.ann), await reader(w, w.bob)];
  const stop = { type: "typing", room_id: w.room, stop: true };
  await ann.ask(stop, stop);
  await ann.ask({ type: "typing", room_id: w.room });
  await w.bench.clock.tick(typingMs);
  await ann.ask(stop);
  assert.deepEqual(bob.connection.of("typing").map(({ expires_in_ms }) => expires_in_ms), [typingMs]);
});

Deno.test("read positions are told to the readers and to the own sessions once they are stored, and never go back", async () => {
  await using w = await world();
  const [ann, bob, elsewhere] = [await reader(w, w.ann), await reader(w, w.bob), await w.node.connect(w.ann)];
  const read = (seq: number): Record<string, unknown> => ({ type: "read", room_id: w.room, seq });
  assert.deepEqual(await ann.ask(read(2), read(1), read(2), read(0)), []);
  assert.deepEqual(bob.connection.of("read"), []);
  await w.bench.clock.tick(readsGatherMs);
  const told = { type: "read", room_id: w.room, user_id: w.ann.id, seq: 2 };
  for (const peer of [ann, bob, elsewhere]) assert.deepEqual(peer.connection.of("read"), [told]);
  assert.deepEqual(w.node.signals.filter(({ kind }) => kind === "reads"), [
    { kind: "reads", marks: [{ room: w.room, user: w.ann.id, seq: 2 }] },
  ]);
  const [error] = await ann.ask(read(3));
  assert.deepEqual([error?.code, error?.room_id], ["invalid", w.room]);
  await bob.ask(w.say("3"));
  await ann.ask(read(3));
  await w.bench.clock.tick(readsGatherMs);
  assert.deepEqual(bob.connection.of("read").map(({ seq }) => seq), [2, 3]);
});

Deno.test("what another device has read further stays, and is what everybody is told", async () => {
  await using w = await world();
  const [ann, other] = [await reader(w, w.ann), await reader(w, w.ann)];
  await ann.ask({ type: "read", room_id: w.room, seq: 2 });
  await w.bench.clock.tick(readsGatherMs);
  await other.ask({ type: "read", room_id: w.room, seq: 1 });
  await w.bench.clock.tick(readsGatherMs);
  assert.deepEqual(ann.connection.of("read").map(({ seq }) => seq), [2, 2]);
  const { rooms } = await w.bench.store.reads.standings(w.ann.id, 10);
  assert.deepEqual(rooms.map(({ lastRead }) => lastRead), [2]);
});

Deno.test("a read position that cannot be stored is told to nobody, refused, and heard when it is said again", async () => {
  await using w = await world();
  const [ann, bob] = [await reader(w, w.ann), await reader(w, w.bob)];
  w.node.intercept = (name, call) => name === "reads.mark" ? Promise.resolve().then(unavailable) : call();
  await ann.ask({ type: "read", room_id: w.room, seq: 2 });
  await w.bench.clock.tick(readsGatherMs);
  assert.deepEqual([ann.errors, bob.connection.of("read")], [["unavailable"], []]);
  w.node.intercept = (_, call) => call();
  await ann.ask({ type: "read", room_id: w.room, seq: 2 });
  await w.bench.clock.tick(readsGatherMs);
  assert.equal(bob.connection.of("read").length, 1);
});

Deno.test("what a session has said it has read is remembered for as many rooms as it may read, not for all it ever read", async () => {
  await using w = await world();
  const ann = await reader(w, w.ann);
  let marks = 0;
  w.node.intercept = (name, call, [asked]) => {
    if (name === "reads.mark") marks += (asked as readonly unknown[]).length;
    return call();
  };
  const read = async (): Promise<number> => {
    marks = 0;
    await ann.ask({ type: "read", room_id: w.room, seq: 2 });
    await w.bench.clock.tick(readsGatherMs);
    return marks;
  };
  assert.deepEqual([await read(), await read()], [1, 0]);
  await ann.ask({ type: "unsubscribe", room_id: w.room });
  for (let n = 0; n < subscriptionsPerSessionMax; n++) {
    const room = await w.bench.room(w.ann);
    await ann.subscribe(room);
    await ann.ask({ type: "read", room_id: room, seq: 1 }, { type: "unsubscribe", room_id: room });
    await w.bench.clock.tick(20);
  }
  await ann.subscribe(w.room);
  await w.bench.clock.tick(readsGatherMs);
  assert.equal(await read(), 1);
});

Deno.test("read positions of a room that many read are told to the own sessions alone", async () => {
  await using w = await world();
  const [ann, bob] = [await reader(w, w.ann), await reader(w, w.bob)];
  const read = (seq: number) => ann.ask({ type: "read", room_id: w.room, seq });
  for (let n = 2; n < readReceiptsReadersMax; n++) await reader(w, w.bob);
  await read(1);
  await w.bench.clock.tick(readsGatherMs);
  assert.equal(bob.connection.of("read").length, 1);
  await reader(w, w.bob);
  await read(2);
  await w.bench.clock.tick(readsGatherMs);
  assert.deepEqual([ann.connection.of("read").length, bob.connection.of("read").length], [2, 1]);
});

Deno.test("unsubscribe behind a subscribe that the store keeps waiting is answered though the store fails", async () => {
  await using w = await world();
  const ann = await w.node.connect(w.ann);
  w.node.intercept = () => new Promise(() => unavailable());
  await ann.ask({ type: "subscribe", room_id: w.room }, { type: "unsubscribe", room_id: w.room });
  const told = ann.connection.frames.map(({ type, code }) => code ?? type);
  assert.deepEqual(told.sort(), ["unavailable", "unsubscribed"]);
});

Deno.test("typing and read need a subscription", async () => {
  await using w = await world();
  const ann = await w.node.connect(w.ann);
  await ann.ask({ type: "typing", room_id: w.room }, { type: "read", room_id: w.room, seq: 1 });
  assert.deepEqual(ann.errors, ["not_member", "not_member"]);
});

Deno.test("an ephemeral signal of another node reaches the readers here", async () => {
  await using w = await world();
  await w.node.engine.start();
  const [ann, bob] = [await reader(w, w.ann), await reader(w, w.bob)];
  const text = JSON.stringify({ type: "typing", room_id: w.room, user_id: w.ann.id, username: "ann" });
  w.node.ring({ kind: "ephemeral", room: w.room, from: w.ann.id, text });
  await w.bench.clock.settle();
  assert.deepEqual([ann.connection.of("typing").length, bob.connection.of("typing").length], [0, 1]);
  w.node.engine.stop();
});

Deno.test("several frames of one turn leave as one write", async () => {
  await using w = await world();
  const ann = await reader(w, w.ann);
  ann.connection.forget();
  await ann.ask({ type: "ping" }, { type: "ping" }, w.say("hello", "c"));
  assert.ok(ann.connection.writes.length <= 2, `${ann.connection.writes.length} writes`);
  assert.equal(ann.connection.frames.length, 4);
});
