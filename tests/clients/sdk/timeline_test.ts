import assert from "node:assert/strict";
import { ApiError, type Discontinuity } from "../../../clients/sdk/mod.ts";
import { other, refusal, roomId } from "./fake_server.ts";
import { openRoom, parleyFixture, texts, watch } from "./parley_fixture.ts";

Deno.test("A room opens with its newest page, and older pages come when they are asked for", async () => {
  const { model, shown, tick, close } = await openRoom(120);
  assert.deepEqual(shown(), texts(71, 120));
  assert.deepEqual([model().messages.get().hasOlder, model().messages.get().status], [true, "ready"]);
  for (const [from, hasOlder] of [[21, true], [1, false], [1, false]] as const) {
    void model().timeline.loadOlder();
    await tick(50);
    assert.deepEqual(shown(), texts(from, 120));
    assert.equal(model().messages.get().hasOlder, hasOlder);
  }
  await close();
});

Deno.test("An empty room is ready, not loading for ever", async () => {
  const { model, shown, close } = await openRoom(0);
  assert.deepEqual([shown(), model().messages.get().status], [[], "ready"]);
  await close();
});

Deno.test("What arrives while the first page is being read is shown after it, once", async () => {
  const { server, shown, tick, parley, model } = await openRoom(3).then(async (made) => {
    await made.close();
    return await parleyFixture({}, made.server);
  });
  const stop = watch(model().messages);
  server.post("m4");
  server.post("m5");
  await tick(100);
  assert.deepEqual(shown(), texts(1, 5));
  stop();
  await parley.close();
});

Deno.test("A message is shown at once as pending, then as sent at its seq, under one key and never twice", async () => {
  const { model, shown, tick, close } = await openRoom(2);
  model().send("mine");
  assert.deepEqual(shown(), ["m1", "m2", "mine (pending)"]);
  const pending = model().messages.get().items.at(-1)!;
  await tick(100);
  assert.deepEqual(shown(), ["m1", "m2", "mine"]);
  const sent = model().messages.get().items.at(-1)!;
  assert.deepEqual([sent.key, sent.seq, sent.clientId], [pending.key, 3, pending.clientId]);
  await close();
});

Deno.test("An acknowledged message stands after what was before it in the log, although that comes later", async () => {
  const { server, model, shown, tick, close } = await openRoom(1);
  const { event } = server.append("somebody's, not delivered yet", undefined, roomId, other);
  server.script = (socket, frame) => {
    if (frame.type !== "message") return false;
    const { event: own } = server.append(frame.content, frame.client_id);
    const { id, seq, timestamp, room_id } = own;
    socket.say({ type: "ack", client_id: frame.client_id, id, seq, timestamp, room_id });
    return true;
  };
  model().send("mine");
  await tick(50);
  assert.deepEqual(shown(), ["m1", "mine"]);
  server.publish(event);
  await tick(50);
  assert.deepEqual(shown(), ["m1", "somebody's, not delivered yet", "mine"]);
  server.publish(server.room().log[2]!);
  await tick(50);
  assert.deepEqual(shown(), ["m1", "somebody's, not delivered yet", "mine"]);
  assert.equal(new Set(model().messages.get().items.map(({ key }) => key)).size, 3);
  await close();
});

Deno.test("A refused message has failed, and can be sent again or given up", async () => {
  const { server, model, shown, tick, close } = await openRoom(0);
  let refuses = true;
  server.script = (socket, frame) => {
    if (frame.type !== "message" || !refuses) return false;
    socket.say({ type: "error", code: "forbidden", message: "not here", client_id: frame.client_id });
    return true;
  };
  model().send("one");
  model().send("two");
  await tick(100);
  assert.deepEqual(shown(), ["one (failed)", "two (failed)"]);
  const [one, two] = model().messages.get().items;
  assert.equal(one!.error?.code, "forbidden");
  refuses = false;
  model().discard(one!.clientId!);
  model().retry(two!.clientId!);
  assert.deepEqual(shown(), ["two (pending)"]);
  await tick(100);
  assert.deepEqual(shown(), ["two"]);
  assert.equal(model().messages.get().items[0]!.key, two!.key);
  await close();
});

Deno.test("Messages arriving change nothing of the items before them, and are told once a frame", async () => {
  const { server, model, tick, close } = await openRoom(10);
  const before = model().messages.get().items;
  let told = 0;
  const stop = model().messages.subscribe(() => told++);
  for (let i = 0; i < 100; i++) server.post(`n${i}`);
  await tick(40);
  const after = model().messages.get().items;
  assert.equal(after.length, 110);
  assert.ok(told <= 2, `told ${told} times`);
  before.forEach((item, at) => assert.equal(after[at], item));
  stop();
  await close();
});

Deno.test("A window that grows too long forgets its oldest while the reader is at the end, and loads them again", async () => {
  const { server, model, tick, close } = await openRoom(1);
  for (let seq = 2; seq <= 2_300; seq++) server.post(`m${seq}`);
  await tick(100);
  const { items, hasOlder, hasNewer } = model().messages.get();
  assert.ok(items.length >= 1_500 && items.length <= 2_000, `${items.length} items`);
  assert.deepEqual([items.at(-1)!.seq, hasOlder, hasNewer], [2_300, true, false]);
  const first = items[0]!.seq!;
  void model().timeline.loadOlder();
  await tick(50);
  assert.equal(model().messages.get().items[0]!.seq, first - 50);
  await close();
});

Deno.test("A window that grows too long forgets its newest while the reader is further up, and finds back", async () => {
  const { server, model, tick, shown, close } = await openRoom(3_000);
  for (let page = 0; page < 45; page++) {
    void model().timeline.loadOlder();
    await tick(30);
  }
  const { items, hasNewer } = model().messages.get();
  assert.ok(items.length <= 2_000 && hasNewer, `${items.length} items`);
  const last = items.at(-1)!.seq!;
  server.post("arrives out of sight");
  await tick(50);
  assert.equal(model().messages.get().items.at(-1)!.seq, last);
  void model().timeline.loadNewer();
  await tick(50);
  assert.equal(model().messages.get().items.at(-1)!.seq, last + 50);
  void model().timeline.jumpToLatest();
  await tick(50);
  assert.deepEqual(shown().slice(-2), ["m3000", "arrives out of sight"]);
  assert.equal(model().messages.get().hasNewer, false);
  await close();
});

Deno.test("Timeline.jumpTo() shows the surroundings of a place far up, and sending leads back to the end", async () => {
  const { model, tick, shown, close } = await openRoom(1_000);
  void model().timeline.jumpTo(300);
  await tick(50);
  assert.ok(shown().includes("m300") && !shown().includes("m1000"));
  model().send("back");
  await tick(100);
  assert.deepEqual(shown().slice(-2), ["m1000", "back"]);
  await close();
});

Deno.test("A page that cannot be read is told, and reading it again helps", async () => {
  const { server, model, tick, shown, close } = await openRoom(60);
  server.answer = (path) => path.endsWith("/messages") ? refusal(503, "unavailable") : undefined;
  void model().timeline.loadOlder();
  await tick(50);
  assert.ok(model().messages.get().error instanceof ApiError);
  assert.deepEqual(shown(), texts(11, 60));
  server.answer = () => undefined;
  void model().timeline.loadOlder();
  await tick(50);
  assert.equal(model().messages.get().error, undefined);
  assert.deepEqual(shown(), texts(1, 60));
  await close();
});

Deno.test("Another log in the place of the room's is told, and shown anew", async () => {
  const told: Discontinuity[] = [];
  const { server, shown, tick, close } = await openRoom(5, { onDiscontinuity: (_room, break_) => told.push(break_) });
  server.socket.cut();
  server.rooms.set(roomId, { epoch: "e2", log: [] });
  for (const content of ["n1", "n2"]) server.append(content, undefined, roomId, other);
  await tick(20_000);
  assert.deepEqual(told.map(({ reason, head }) => [reason, head]), [["epoch", { epoch: "e2", seq: 2 }]]);
  assert.deepEqual(shown(), ["n1", "n2"]);
  server.post("n3");
  await tick(50);
  assert.deepEqual(shown(), ["n1", "n2", "n3"]);
  await close();
});

Deno.test("A room whose beginning was removed while one was away is read anew, from where it begins now", async () => {
  const told: Discontinuity[] = [];
  const { server, model, shown, tick, close } = await openRoom(5, { onDiscontinuity: (_room, gap) => told.push(gap) });
  server.socket.cut();
  for (const content of ["n1", "n2"]) server.append(content, undefined, roomId, other);
  const { epoch, log } = server.room(roomId);
  server.script = (socket, frame) => {
    if (frame.type !== "subscribe" || frame.since !== 5) return false;
    socket.say({ type: "subscribed", room_id: roomId, epoch, head: 7, reset: true });
    return true;
  };
  const page = { messages: log.slice(5), total: 2, offset: 0, limit: 50, after: 0, up_to: 7, as_of: 7, begins_at: 6 };
  server.answer = (path) => path.endsWith("/messages") ? Response.json(page) : undefined;
  await tick(20_000);
  assert.deepEqual(told.map(({ reason, head }) => [reason, head]), [["reset", { epoch, seq: 7 }]]);
  assert.deepEqual(shown(), ["n1", "n2"]);
  assert.equal(model().messages.get().hasOlder, false);
  server.socket.say(server.append("n3", undefined, roomId, other).event);
  await tick(50);
  assert.deepEqual(shown(), ["n1", "n2", "n3"]);
  await close();
});

Deno.test("What a room does not keep any longer goes from an open screen and from what is kept for reading offline", async () => {
  const { server, store, parley, model, shown, tick, close } = await openRoom(10);
  const user = parley.session.get().user!.id;
  const kept = async () => {
    const entries = await store.list(`${user}/`);
    return entries.flatMap(([key, value]) => key.endsWith(roomId) ? JSON.stringify(value).match(/"m\d+"/g) ?? [] : []);
  };
  await tick(2_000);
  assert.deepEqual(await kept(), texts(1, 10).map((text) => `"${text}"`));
  server.socket.say({ type: "trimmed", room_id: roomId, begins_at: 8 });
  await tick(2_000);
  assert.deepEqual(shown(), texts(8, 10));
  assert.equal(model().messages.get().hasOlder, false);
  assert.deepEqual(await kept(), texts(8, 10).map((text) => `"${text}"`));
  server.socket.say(server.append("m11", undefined, roomId, other).event);
  await tick(50);
  assert.deepEqual(shown(), texts(8, 11));
  await close();
});

Deno.test("What a room does not keep any longer goes from what is kept of rooms that nobody looks at", async () => {
  const first = await openRoom(10);
  await first.close();
  const second = await parleyFixture({}, first.server, first.store);
  second.server.socket.say({ type: "trimmed", room_id: roomId, begins_at: 9 });
  await second.tick(2_000);
  await second.parley.close();
  first.server.isUp = false;
  const third = await parleyFixture({}, first.server, first.store);
  const stop = watch(third.model().messages);
  await third.tick(100);
  assert.deepEqual(third.shown(), texts(9, 10));
  stop();
  await third.parley.close();
});

Deno.test("Over cuts of the connection every message is shown once and in order, one's own too", async () => {
  const { server, model, shown, tick, close } = await openRoom(3);
  for (let round = 0; round < 20; round++) {
    model().send(`own${round}`);
    server.post(`other${round}`);
    await tick(server.random.int(12));
    server.socket.cut();
    server.post(`unheard${round}`);
    await tick(server.random.int(2_000));
  }
  await tick(60_000);
  const log = server.room().log.map(({ content }) => content);
  assert.equal(log.length, 63);
  assert.equal(new Set(log).size, 63);
  assert.deepEqual(shown().slice(-50), log.slice(-50));
  await close();
});

Deno.test("What was read last is shown while there is no connection, and completed when there is one", async () => {
  const first = await openRoom(10);
  await first.close();
  first.server.isUp = false;
  const second = await parleyFixture({}, first.server, first.store);
  assert.equal(second.parley.session.get().user?.username, "ada");
  const stop = watch(second.model().messages);
  await second.tick(100);
  assert.deepEqual(second.shown(), texts(1, 10));
  assert.equal(second.model().messages.get().status, "ready");
  second.model().send("written offline");
  assert.deepEqual(second.shown().slice(-1), ["written offline (pending)"]);
  first.server.append("m11", undefined, roomId, other);
  first.server.isUp = true;
  await second.tick(60_000);
  assert.deepEqual(second.shown(), [...texts(1, 11), "written offline"]);
  stop();
  await second.parley.close();
});
