import assert from "node:assert/strict";
import { backlogPageEventsMax, watermarkBytes } from "../../src/limits.ts";
import { silentLog } from "../../src/ports/log.ts";
import type { Principal } from "../../src/protocol/principal.ts";
import { Outgoing } from "../../src/realtime/outgoing.ts";
import { type Reader, Subscriber } from "../../src/realtime/subscriber.ts";
import { EngineNode, type Peer } from "../support/engine_bench.ts";
import { held } from "../support/intercepted_store.ts";
import { StoreBench, unavailable } from "../support/live_bench.ts";

interface World extends AsyncDisposable {
  readonly bench: StoreBench;
  readonly node: EngineNode;
  readonly ann: Principal;
  readonly bob: Principal;
  readonly room: string;
  readonly post: (...contents: readonly string[]) => Promise<void>;
  /** So many messages of bob, past all that counts frames. */
  readonly fill: (count: number, content?: string) => Promise<void>;
}

/** A room with ann and bob in it; its head is 2. Bob posts over a session of his own. */
async function world(): Promise<World> {
  const bench = await StoreBench.open();
  const [ann, bob] = [bench.person("ann"), bench.person("bob")];
  const room = await bench.room(ann, [bob]);
  const node = new EngineNode(bench);
  const writer = await node.connect(bob);
  const post = async (...contents: readonly string[]): Promise<void> => {
    writer.say(...contents.map((content) => ({ type: "message", room_id: room, content })));
    await bench.clock.settle();
  };
  const fill = async (count: number, content = "x"): Promise<void> => {
    const live = node.engine.live.room(room);
    const sent = Array.from({ length: count }, () => live.submit(bob, { kind: "text", content }));
    await bench.clock.settle();
    await Promise.all(sent);
  };
  return { bench, node, ann, bob, room, post, fill, [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose]() };
}

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

async function reader(w: World, since?: number): Promise<Peer> {
  const peer = await w.node.connect(w.ann);
  await peer.subscribe(w.room, since === undefined ? {} : { since });
  return peer;
}

Deno.test("a subscriber without a cursor gets what comes from now on, and nothing before", async () => {
  await using w = await world();
  await w.post("before");
  const { connection } = await reader(w);
  await w.post("after");
  assert.deepEqual(connection.contents, ["after"]);
  assert.deepEqual(connection.seqs, [4]);
});

Deno.test("a subscriber with a cursor gets all that follows it, then what comes, without a gap or a repeat", async () => {
  await using w = await world();
  await w.post("3", "4", "5");
  const { connection } = await reader(w, 1);
  await w.post("6");
  assert.deepEqual(connection.seqs, [2, 3, 4, 5, 6]);
});

Deno.test("a backlog longer than memory and than a page is read page by page from the store", async () => {
  await using w = await world();
  const count = 3 * backlogPageEventsMax;
  await w.fill(count);
  const { connection } = await reader(w, 0);
  assert.deepEqual(connection.seqs, numbers(1, count + 2));
});

Deno.test("what comes live while a backlog is read is delivered after it, once", async () => {
  await using w = await world();
  await w.fill(1_024);
  const gate = held();
  w.node.intercept = async (name, call) => {
    if (name === "log.read") await gate.wait();
    return await call();
  };
  const { connection } = await reader(w, 0);
  await w.post("live 1", "live 2");
  assert.deepEqual(connection.seqs, []);
  gate.open();
  await w.bench.clock.settle();
  await w.post("live 3");
  assert.deepEqual(connection.seqs, numbers(1, 1_029));
});

Deno.test("a subscriber who joins between a delivery and its flush gets each event once", async () => {
  await using w = await world();
  const first = await reader(w);
  const second = await w.node.connect(w.ann);
  // Posting, and subscribing at the new head, in one turn: the flush of the post comes after.
  first.say({ type: "message", room_id: w.room, content: "posted" });
  second.say({ type: "subscribe", room_id: w.room, since: 2 });
  await w.bench.clock.settle();
  await w.post("next");
  assert.deepEqual(second.connection.seqs, [3, 4]);
  assert.deepEqual(first.connection.seqs, [3, 4]);
});

Deno.test("a reader who does not read is told of the lag once, kept nothing for, and caught up when it reads again", async () => {
  await using w = await world();
  const { connection } = await reader(w);
  connection.bufferedBytes = watermarkBytes + 1;
  await w.post("missed 1");
  await w.post("missed 2");
  await w.post("missed 3");
  assert.deepEqual(connection.seqs, []);
  assert.deepEqual(connection.of("lag"), [{ type: "lag", room_id: w.room, head: 3 }]);
  connection.drain();
  await w.post("read again");
  assert.deepEqual(connection.seqs, [3, 4, 5, 6]);
});

Deno.test("a lagging reader is caught up by the watch though nothing new is said", async () => {
  await using w = await world();
  const { connection } = await reader(w);
  connection.bufferedBytes = watermarkBytes + 1;
  await w.post("missed");
  connection.bufferedBytes = watermarkBytes / 2 + 1;
  w.node.engine.sessions.sweep();
  await w.bench.clock.settle();
  assert.deepEqual(connection.seqs, []);
  connection.bufferedBytes = watermarkBytes / 2;
  w.node.engine.sessions.sweep();
  await w.bench.clock.settle();
  assert.deepEqual(connection.seqs, [3]);
});

Deno.test("a backlog stops above the watermark: what waits in a connection stays bounded", async () => {
  await using w = await world();
  await w.fill(1_280, "x".repeat(4_000));
  const peer = await w.node.connect(w.ann);
  peer.connection.stuck = true;
  await peer.subscribe(w.room, { since: 0 });
  const page = backlogPageEventsMax * 4_400;
  assert.ok(peer.connection.bufferedBytes <= watermarkBytes + page, `${peer.connection.bufferedBytes} bytes wait`);
  assert.ok(peer.connection.seqs.length < 1_282);
  for (let i = 0; i < 5; i++) {
    peer.connection.bufferedBytes = 0;
    w.node.engine.sessions.sweep();
    await w.bench.clock.settle();
  }
  assert.deepEqual(peer.connection.seqs, numbers(1, 1_282));
});

Deno.test("who is removed while reading a backlog gets nothing after the end", async () => {
  await using w = await world();
  await w.fill(1_024);
  const gate = held();
  w.node.intercept = async (name, call) => {
    const answer = await call();
    if (name === "log.read") await gate.wait();
    return answer;
  };
  const peer = await w.node.connect(w.bob);
  await peer.subscribe(w.room, { since: 0 });
  const owner = await w.node.connect(w.ann);
  const removal = w.node.engine.live.room(w.room).submit(w.ann, { kind: "remove", target: w.bob.id });
  await w.bench.clock.settle();
  assert.equal((await removal).seq, 1_027);
  gate.open();
  await w.bench.clock.settle();
  owner.say({ type: "message", room_id: w.room, content: "in private" });
  await w.bench.clock.settle();
  const { frames } = peer.connection;
  assert.deepEqual(frames.at(-1), { type: "unsubscribed", room_id: w.room, reason: "removed", seq: 1_027 });
  assert.ok(peer.connection.seqs.every((seq) => seq < 1_027));
});

Deno.test("a reader whose room was restored in the middle of a backlog begins anew at the reset", async () => {
  await using w = await world();
  await w.fill(1_024);
  const gate = held();
  w.node.intercept = async (name, call) => {
    const answer = await call();
    if (name === "log.read") await gate.wait();
    return answer;
  };
  const peer = await reader(w, 0);
  w.node.engine.hub.reset(w.room, { epoch: "new", seq: 1_026 }, () => true);
  gate.open();
  await w.bench.clock.settle();
  await w.post("after the reset");
  assert.equal(peer.connection.of("reset").length, 1);
  assert.deepEqual(peer.connection.seqs, [1_027]);
});

Deno.test("a backlog that cannot be read ends the session: it comes back and resumes", async () => {
  await using w = await world();
  await w.post("3");
  w.node.intercept = (name, call) => name === "log.read" ? Promise.reject(new Error("disk")) : call();
  const peer = await reader(w, 0);
  assert.deepEqual(peer.errors, ["internal"]);
  assert.equal(peer.connection.closedWith?.code, 1011);
  w.node.intercept = (name, call) => name === "log.read" ? new Promise(() => unavailable()) : call();
  const again = await reader(w, 0);
  assert.deepEqual(again.errors, ["unavailable"]);
  assert.equal(w.node.engine.hub.subscriberCount, 0);
});

Deno.test("a failing backlog of a session that is over already is nobody's error", async () => {
  await using w = await world();
  await w.post("3");
  const gate = held();
  w.node.intercept = async (name, call) => {
    if (name !== "log.read") return await call();
    await gate.wait();
    return unavailable();
  };
  const peer = await reader(w, 0);
  peer.handler.closed(1006);
  gate.open();
  await w.bench.clock.settle();
  assert.deepEqual(w.node.log.lines.filter(({ level }) => level === "warn" || level === "error"), []);
});

/** A subscriber by itself, at a cursor of a room whose head is 7, and the seqs it hands on. */
async function alone(w: World, cursor: number): Promise<{ subscriber: Subscriber; seqs: () => number[] }> {
  await w.fill(5);
  const texts: string[] = [];
  const reader: Reader = {
    userId: w.ann.id,
    bufferedBytes: 0,
    enqueue: (outgoing) => void texts.push(...outgoing.texts),
    flush() {},
    dismissed() {},
    broken(error) {
      throw error;
    },
    failed(error) {
      throw error;
    },
  };
  const subscriber = new Subscriber(reader, w.node.engine.live.room(w.room), cursor, silentLog);
  return { subscriber, seqs: () => texts.map((text) => (JSON.parse(text) as { seq: number }).seq) };
}

const offered = (from: number, to: number): Outgoing =>
  new Outgoing(numbers(from, to).map((seq) => JSON.stringify({ seq })));

Deno.test("Subscriber.offer() of entries that do not follow its cursor reads the gap from the log first", async () => {
  await using w = await world();
  const { subscriber, seqs } = await alone(w, 2);
  subscriber.offer(6, 7, offered(6, 7));
  await w.bench.clock.settle();
  assert.deepEqual(seqs(), [3, 4, 5, 6, 7]);
  assert.equal(subscriber.cursor, 7);
});

Deno.test("Subscriber.offer() of entries it has in part hands on the rest, and of entries it has nothing", async () => {
  await using w = await world();
  const { subscriber, seqs } = await alone(w, 4);
  subscriber.offer(3, 6, offered(3, 6));
  subscriber.offer(3, 6, offered(3, 6));
  assert.deepEqual(seqs(), [5, 6]);
});

Deno.test("Subscriber.offer() after its end hands on nothing", async () => {
  await using w = await world();
  const { subscriber, seqs } = await alone(w, 4);
  subscriber.end();
  subscriber.offer(5, 6, offered(5, 6));
  subscriber.resume();
  subscriber.reset(9);
  subscriber.offer(10, 10, offered(10, 10));
  await w.bench.clock.settle();
  assert.deepEqual(seqs(), []);
});
