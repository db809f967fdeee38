import assert from "node:assert/strict";
import { headCheckDeafMs, headCheckMs, roomIdleMs } from "../../src/limits.ts";
import type { Head } from "../../src/ports/event_log.ts";
import type { RoomRecord } from "../../src/ports/rooms.ts";
import { held, type Interceptor } from "../support/intercepted_store.ts";
import { LiveNode, onCall, refused, StoreBench, unavailable } from "../support/live_bench.ts";

/** A store whose rooms and heads seem to be of another log: as after a restore from a backup. */
function restored(parts: Head): Interceptor {
  return async (name, call) => {
    const answer = await call();
    if (name === "rooms.byId") return { ...(answer as RoomRecord), epoch: parts.epoch, head: parts.seq };
    if (name !== "log.heads") return answer;
    return new Map([...(answer as Map<string, Head>).keys()].map((room) => [room, parts]));
  };
}

async function loaded(bench: StoreBench) {
  const [ann, node] = [bench.person("ann"), new LiveNode(bench)];
  const room = await bench.room(ann);
  await node.done(Promise.all([2, 3].map((n) => node.say(room, ann, `${n}`))));
  node.delivered.length = 0;
  node.calls.length = 0;
  return { ann, node, room };
}

Deno.test("LiveRooms repairs a lost doorbell by comparing heads every headCheckMs", async () => {
  await using bench = await StoreBench.open();
  const { ann, node, room } = await loaded(bench);
  const other = new LiveNode(bench);
  node.live.start();
  await other.done(other.say(room, ann, "unheard"));
  await bench.clock.tick(headCheckMs);
  assert.deepEqual(node.seqs, [4]);
  node.live.stop();
  assert.equal(bench.clock.pending, 0);
});

Deno.test("LiveRooms compares heads every headCheckDeafMs while the broker is deaf", async () => {
  await using bench = await StoreBench.open();
  const { ann, node, room } = await loaded(bench);
  const other = new LiveNode(bench);
  node.healthy = false;
  node.live.start();
  await other.done(other.say(room, ann, "unheard"));
  await bench.clock.tick(headCheckDeafMs);
  assert.deepEqual(node.seqs, [4]);
  await bench.clock.tick(3 * headCheckDeafMs);
  assert.equal(node.calls.filter((name) => name === "log.heads").length, 4);
  node.live.stop();
});

Deno.test("LiveRooms.checkHeads() survives a store that fails, says so, and does the next check", async () => {
  await using bench = await StoreBench.open();
  const { ann, node, room } = await loaded(bench);
  const other = new LiveNode(bench);
  await other.done(other.say(room, ann, "unheard"));
  node.intercept = onCall("log.heads", 1, unavailable);
  await node.live.checkHeads();
  assert.deepEqual(node.log.lines.filter(({ level }) => level === "warn").length, 1);
  await node.live.checkHeads();
  await bench.clock.settle();
  assert.deepEqual(node.seqs, [4]);
});

Deno.test("LiveRooms.checkHeads() does not pile up over a slow store", async () => {
  await using bench = await StoreBench.open();
  const { node } = await loaded(bench);
  const gate = held();
  node.intercept = async (_, call) => {
    await gate.wait();
    return await call();
  };
  const checks = [node.live.checkHeads(), node.live.checkHeads(), node.live.checkHeads()];
  await bench.clock.settle();
  assert.equal(gate.waiting, 1);
  gate.open();
  await Promise.all(checks);
});

Deno.test("LiveRooms.checkHeads() asks for many rooms in calls of bounded size", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new LiveNode(bench)];
  const rooms: string[] = [];
  for (let n = 0; n < 501; n++) rooms.push(await bench.room(ann));
  await node.done(Promise.all(rooms.map((room) => node.room(room).consult([], () => 0))));
  const sizes: number[] = [];
  node.intercept = (name, call, [asked]) => {
    if (name === "log.heads") sizes.push((asked as string[]).length);
    return call();
  };
  await node.live.checkHeads();
  assert.deepEqual(sizes, [500, 1]);
});

Deno.test("an answer about heads that is older than what was folded since is no reset", async () => {
  await using bench = await StoreBench.open();
  const { ann, node, room } = await loaded(bench);
  const gate = held();
  node.intercept = async (name, call) => {
    const answer = await call();
    if (name === "log.heads") await gate.wait();
    return answer;
  };
  const check = node.live.checkHeads();
  await node.done(node.say(room, ann, "meanwhile"));
  gate.open();
  await check;
  await bench.clock.settle();
  assert.deepEqual([node.resets, node.gone, node.seqs], [[], [], [4]]);
});

Deno.test("a log of another epoch is told as a reset with its head, once", async () => {
  await using bench = await StoreBench.open();
  const { node, room } = await loaded(bench);
  node.intercept = restored({ epoch: "epoch-2", seq: 2 });
  await node.live.checkHeads();
  await bench.clock.settle();
  await node.live.checkHeads();
  await bench.clock.settle();
  assert.deepEqual(node.resets, [{ epoch: "epoch-2", seq: 2 }]);
  assert.deepEqual(node.gone, []);
  assert.deepEqual(node.room(room).head, { epoch: "epoch-2", seq: 2 });
});

Deno.test("a log that has become shorter is told as a reset though its epoch is the same", async () => {
  await using bench = await StoreBench.open();
  const { node } = await loaded(bench);
  node.intercept = restored({ epoch: "epoch-1", seq: 2 });
  await node.live.checkHeads();
  await bench.clock.settle();
  assert.deepEqual(node.resets, [{ epoch: "epoch-1", seq: 2 }]);
});

Deno.test("after a reset the backlog is that of the new log, not what memory held of the old one", async () => {
  await using bench = await StoreBench.open();
  const { node, room } = await loaded(bench);
  node.intercept = restored({ epoch: "epoch-2", seq: 2 });
  await node.live.checkHeads();
  await bench.clock.settle();
  node.calls.length = 0;
  assert.deepEqual((await node.room(room).backlog(1)).map(({ seq }) => seq), [2]);
  assert.deepEqual(node.calls, ["log.read"]);
});

Deno.test("a reset that the store keeps from being loaded is told as soon as it can be", async () => {
  await using bench = await StoreBench.open();
  const { node } = await loaded(bench);
  const other = restored({ epoch: "epoch-2", seq: 3 });
  node.intercept = (name, call, args) => name === "rooms.byId" ? unavailable() : other(name, call, args);
  node.hasReaders = true;
  await node.live.checkHeads();
  await bench.clock.settle();
  assert.deepEqual(node.resets, []);
  node.intercept = other;
  await node.live.checkHeads();
  await bench.clock.settle();
  assert.deepEqual(node.resets, [{ epoch: "epoch-2", seq: 3 }]);
});

Deno.test("an append that finds the log replaced is unavailable, and its readers are told of a reset, not of an end", async () => {
  await using bench = await StoreBench.open();
  const { ann, node, room } = await loaded(bench);
  node.intercept = async (name, call, args) => {
    if (name === "log.append" && node.resets.length === 0) return { kind: "conflict", head: 2 };
    return await restored({ epoch: "epoch-2", seq: 3 })(name, call, args);
  };
  await refused(node.say(room, ann, "onto the old log"), "unavailable");
  await bench.clock.settle();
  assert.deepEqual([node.resets, node.gone], [[{ epoch: "epoch-2", seq: 3 }], []]);
  assert.equal((await node.done(node.say(room, ann, "onto the new log"))).seq, 4);
});

Deno.test("a refusal re-checked against another epoch tells of a reset, and what waited behind it is judged by the new log", async () => {
  await using bench = await StoreBench.open();
  const { ann, node, room } = await loaded(bench);
  const eve = bench.person("eve");
  node.intercept = restored({ epoch: "epoch-2", seq: 3 });
  await refused(node.say(room, eve, "a stranger"), "unavailable");
  await bench.clock.settle();
  assert.deepEqual([node.resets.length, node.gone], [1, []]);
  assert.equal((await node.done(node.say(room, ann, "a member"))).seq, 4);
});

Deno.test("a room deleted elsewhere is told to be gone by the next check, doorbell or not", async () => {
  await using bench = await StoreBench.open();
  const { ann, node, room } = await loaded(bench);
  const other = new LiveNode(bench);
  await other.done(other.room(room).submit(ann, { kind: "delete" }));
  await node.live.checkHeads();
  await bench.clock.settle();
  assert.deepEqual(node.gone, [room]);
  assert.equal(node.live.size, 0);
});

Deno.test("LiveRooms lets go of rooms that nobody reads or writes for roomIdleMs, and of no others", async () => {
  await using bench = await StoreBench.open();
  const { ann, node, room } = await loaded(bench);
  await bench.clock.tick(roomIdleMs);
  await node.live.checkHeads();
  assert.equal(node.live.size, 1);
  node.hasReaders = true;
  await bench.clock.tick(1);
  await node.live.checkHeads();
  assert.equal(node.live.size, 1);
  node.hasReaders = false;
  const gate = held();
  node.intercept = async (name, call) => {
    if (name === "log.append") await gate.wait();
    return await call();
  };
  const sent = node.say(room, ann, "slow");
  await bench.clock.tick(roomIdleMs + 1);
  await node.live.checkHeads();
  assert.equal(node.live.size, 1);
  gate.open();
  await node.done(sent);
  await bench.clock.tick(roomIdleMs + 1);
  await node.live.checkHeads();
  assert.equal(node.live.size, 0);
  assert.equal((await node.done(node.say(room, ann, "loaded again"))).seq, 5);
});

Deno.test("LiveRooms keeps no room that was asked for while the store was down", async () => {
  await using bench = await StoreBench.open();
  const [ann, node] = [bench.person("ann"), new LiveNode(bench)];
  node.intercept = () => unavailable();
  await Promise.all(
    Array.from({ length: 50 }, () => refused(node.say(bench.nextId(), ann, "anybody there?"), "unavailable")),
  );
  assert.equal(node.live.size, 50);
  await bench.clock.tick(roomIdleMs + 1);
  await node.live.checkHeads();
  assert.equal(node.live.size, 0);
});
