import assert from "node:assert/strict";
import type { createMemoryStore, TimelineItem } from "../../../clients/sdk/mod.ts";
import type { Writing } from "../../../clients/sdk/writing.ts";
import { me, other, refusal, roomId } from "./fake_server.ts";
import { openRoom, parleyFixture, watch } from "./parley_fixture.ts";

const at = (seq: number) => ({ room_id: roomId, seq });

/** The item at a seq, without what does not matter here. */
function brief(items: readonly TimelineItem[], seq: number): object {
  const item = items.find((item) => item.seq === seq);
  assert.ok(item !== undefined, `an item at ${seq}`);
  const { content, isDeleted, isChanging, isPinned, reactions, failure, editedAt, thread } = item;
  return {
    ...{ content, isDeleted, isChanging, isPinned, isEdited: editedAt !== undefined },
    ...{ failure: failure?.error.code, replies: thread?.replies },
    reactions: reactions?.map(({ emoji, count, me }) => `${emoji}${count}${me ? " me" : ""}`),
  };
}

const plain = {
  ...{ isDeleted: undefined, isChanging: undefined, isPinned: undefined, isEdited: false },
  ...{ failure: undefined, reactions: undefined, replies: undefined },
};

Deno.test("What others do to messages is shown where they are loaded, and found there when they are loaded later", async () => {
  const { server, model, tick, close } = await openRoom(70);
  const frames: Writing[] = [
    { type: "edit", ...at(60), content: "better" },
    { type: "react", ...at(60), emoji: "+1" },
    { type: "delete", ...at(61) },
    { type: "pin", ...at(62) },
    { type: "message", room_id: roomId, content: "below", thread: 63 },
    { type: "edit", ...at(5), content: "old, but better" },
  ];
  for (const frame of frames) server.publish(server.write(frame, other).event);
  await tick(50);
  const look = (seq: number) => brief(model().messages.get().items, seq);
  assert.deepEqual(look(60), { ...plain, content: "better", isEdited: true, reactions: ["+11"] });
  assert.deepEqual(look(61), { ...plain, content: "", isDeleted: true });
  assert.deepEqual(look(62), { ...plain, content: "m62", isPinned: true });
  assert.deepEqual(look(63), { ...plain, content: "m63", replies: 1 });
  assert.deepEqual(model().messages.get().items.map(({ content }) => content).slice(-2), ["m70", ""]);
  assert.equal(model().messages.get().items.at(-1)!.action, "pin", "a reply is not in the timeline");
  void model().timeline.loadOlder();
  await tick(50);
  assert.deepEqual(look(5), { ...plain, content: "old, but better", isEdited: true });
  await close();
});

Deno.test("What one does is shown at once, and stands when the log has it, without a moment between", async () => {
  const { model, tick, close } = await openRoom(3);
  const seen = new Set<string>();
  const look = () => seen.add(JSON.stringify(brief(model().messages.get().items, 2)));
  const stop = model().messages.subscribe(look);
  model().actions.edit(2, "mine");
  model().actions.toggle({ seq: 2 }, "+1");
  assert.deepEqual(brief(model().messages.get().items, 2), {
    ...plain,
    ...{ content: "mine", isEdited: true, isChanging: true, reactions: ["+11 me"] },
  });
  await tick(200);
  assert.deepEqual(brief(model().messages.get().items, 2), {
    ...plain,
    ...{ content: "mine", isEdited: true, reactions: ["+11 me"] },
  });
  assert.equal([...seen].filter((text) => text.includes("m2")).length, 0, "what was before is never shown again");
  model().actions.toggle(model().messages.get().items.find(({ seq }) => seq === 2)!, "+1");
  assert.equal(model().messages.get().items[1]!.reactions, undefined);
  await tick(200);
  assert.equal(model().messages.get().items[1]!.reactions, undefined);
  stop();
  await close();
});

Deno.test("What the server refuses is taken back and told, until it is tried again or given up", async () => {
  const { server, model, tick, close } = await openRoom(3);
  server.script = (socket, frame) => {
    if (frame.type !== "edit") return false;
    socket.say({ type: "error", code: "forbidden", message: "no", client_id: frame.client_id });
    return true;
  };
  const look = () => brief(model().messages.get().items, 1);
  model().actions.edit(1, "not mine");
  await tick(50);
  assert.deepEqual(look(), { ...plain, content: "m1", failure: "forbidden" });
  const { failure } = model().messages.get().items[0]!;
  assert.deepEqual([failure?.act, failure?.content], ["edit", "not mine"]);
  server.script = () => false;
  model().retry(failure!.clientId);
  await tick(50);
  assert.deepEqual(look(), { ...plain, content: "not mine", isEdited: true });
  server.script = (socket, frame) => {
    if (frame.type !== "delete") return false;
    socket.say({ type: "error", code: "forbidden", message: "no", client_id: frame.client_id });
    return true;
  };
  model().actions.delete(1);
  assert.deepEqual(look(), { ...plain, content: "", isDeleted: true, isChanging: true });
  await tick(50);
  model().discard(model().messages.get().items[0]!.failure!.clientId);
  assert.deepEqual(look(), { ...plain, content: "not mine", isEdited: true });
  await close();
});

Deno.test("What one does while there is no connection waits, over a reload too, and happens once", async () => {
  const first = await openRoom(5);
  first.server.isUp = false;
  first.server.socket.cut();
  first.model().actions.edit(4, "written offline");
  first.model().actions.delete(3);
  await first.tick(100);
  await first.close();
  const second = await parleyFixture({}, first.server, first.store);
  const stop = watch(second.model().messages);
  await second.tick(100);
  assert.deepEqual(second.shown(), ["m1", "m2", "", "written offline", "m5"], "from the cache, and from the outbox");
  first.server.isUp = true;
  await second.tick(60_000);
  assert.deepEqual(second.shown(), ["m1", "m2", "", "written offline", "m5"]);
  assert.deepEqual(first.server.room().log.slice(5).map(({ type, of }) => [type, of]), [["edited", 4], ["deleted", 3]]);
  assert.equal(second.account().posts.size, 0);
  stop();
  await second.parley.close();
});

Deno.test("What is deleted while a room is closed, or nobody is here, is taken out of the cache, and so is the newest line", async () => {
  const kept = async (store: ReturnType<typeof createMemoryStore>) => JSON.stringify(await store.list(""));
  const first = await openRoom(5);
  await first.close();
  const second = await parleyFixture({}, first.server, first.store);
  assert.match(await kept(first.store), /"m5"/);
  first.server.publish(first.server.write({ type: "delete", ...at(5) }, other).event);
  first.server.post("m7");
  await second.tick(2_000);
  assert.doesNotMatch(await kept(first.store), /"m5"/);
  assert.match(await kept(first.store), /"m7"/);
  await second.parley.close();
  for (const seq of [4, 7]) first.server.write({ type: "delete", ...at(seq) }, other);
  const third = await parleyFixture({}, first.server, first.store);
  await third.tick(2_000);
  assert.doesNotMatch(await kept(first.store), /"m4"|"m7"/);
  assert.match(await kept(first.store), /"m3"/);
  await third.parley.close();
});

Deno.test("A page that is older than what has arrived is not shown, and asked for again", async () => {
  const { server, model, tick, close } = await openRoom(60);
  let refused = 0;
  server.answer = (path) => {
    if (!path.endsWith("/messages") || refused++ > 0) return undefined;
    return Response.json({ messages: [], total: 0, offset: 0, limit: 50, after: 0, up_to: 10, as_of: 3 });
  };
  void model().timeline.loadOlder();
  await tick(20);
  assert.equal(model().messages.get().error?.code, "unavailable");
  assert.equal(model().messages.get().items[0]!.content, "m11");
  void model().timeline.loadOlder();
  await tick(20);
  assert.deepEqual([model().messages.get().items[0]!.content, model().messages.get().error], ["m1", undefined]);
  await close();
});

Deno.test("A message that stands elsewhere is read once, kept current, and taken from the timeline where it is loaded", async () => {
  const { server, model, tick, close } = await openRoom(70);
  server.calls.length = 0;
  const near = model().message(69);
  const stopNear = watch(near);
  assert.equal(near.get().item?.content, "m69");
  const far = model().message(2);
  const stopFar = watch(far);
  await tick(50);
  assert.equal(far.get().item?.content, "m2");
  assert.deepEqual(server.calls, [`GET /api/rooms/${roomId}/messages/2`]);
  server.publish(server.write({ type: "edit", ...at(2), content: "better" }, other).event);
  server.publish(server.write({ type: "delete", ...at(69) }, other).event);
  await tick(50);
  assert.deepEqual([far.get().item?.content, near.get().item?.isDeleted], ["better", true]);
  server.answer = (path) => path.endsWith("/messages/500") ? refusal(404, "not_found") : undefined;
  const none = model().message(500);
  const stopNone = watch(none);
  await tick(50);
  assert.equal(none.get().status, "gone");
  for (const stop of [stopNear, stopFar, stopNone]) stop();
  await close();
});

Deno.test("A thread has its replies and nothing else, shows one's own at once, and counts them at its root", async () => {
  const { server, model, tick, close } = await openRoom(3);
  const reply = (content: string, user = other) =>
    server.publish(server.write({ type: "message", room_id: roomId, content, thread: 2 }, user).event);
  reply("r1");
  server.post("in the timeline");
  const thread = model().thread(2);
  const stop = watch(thread.messages);
  const stopRoot = watch(thread.message);
  await tick(100);
  reply("r2");
  thread.send("mine", { replyTo: 4 });
  const shown = () => thread.messages.get().items.map(({ content, state }) => `${content} ${state}`);
  assert.ok(shown().includes("mine pending"));
  assert.ok(!model().messages.get().items.some(({ content }) => content === "mine"));
  await tick(100);
  assert.deepEqual(shown(), ["r1 sent", "r2 sent", "mine sent"]);
  assert.deepEqual(thread.messages.get().items.at(-1)!.replyTo, 4);
  assert.deepEqual([thread.message.get().item?.content, thread.message.get().item?.thread?.replies], ["m2", 3]);
  assert.equal(thread.standing.get().isFollowing, true);
  server.publish(server.write({ type: "delete", ...at(4) }, other).event);
  await tick(100);
  assert.deepEqual(shown(), [" sent", "r2 sent", "mine sent"]);
  assert.equal(model().messages.get().items.find(({ seq }) => seq === 2)?.thread?.replies, 2);
  assert.equal(server.room().log.find(({ content }) => content === "mine")?.user_id, me.id);
  stop();
  stopRoot();
  await close();
});

Deno.test("The pins of a room are read when somebody looks, and again when they change", async () => {
  const { server, model, tick, close } = await openRoom(3);
  server.publish(server.write({ type: "pin", ...at(1) }, other).event);
  const { pins } = model();
  const stop = watch(pins.snapshot);
  await tick(1_000);
  assert.deepEqual(pins.snapshot.get().items.map(({ content }) => content), ["m1"]);
  server.publish(server.write({ type: "pin", ...at(3) }, other).event);
  server.publish(server.write({ type: "edit", ...at(1), content: "better" }, other).event);
  await tick(1_000);
  assert.deepEqual(pins.snapshot.get().items.map(({ content }) => content), ["m3", "better"]);
  assert.equal(pins.snapshot.get().total, 2);
  stop();
  await close();
});

Deno.test("What one does to a message reads nothing, a deletion takes what it took from the unread, and replies count for nothing", async () => {
  const { server, account, model, tick, close } = await openRoom(3);
  const unread = () => account().rooms.get(roomId)?.unread;
  server.post("four");
  server.post("five");
  await tick(50);
  assert.equal(unread(), 2);
  model().actions.react(1, "+1");
  server.publish(server.write({ type: "message", room_id: roomId, content: "below", thread: 2 }, other).event);
  await tick(100);
  assert.equal(unread(), 2);
  server.answer = (path) => {
    if (!path.endsWith("/read")) return undefined;
    const head = server.room().log.length;
    return Response.json({ room_id: roomId, head, last_read: 3, unread: 1 });
  };
  server.publish(server.write({ type: "delete", ...at(5) }, other).event);
  await tick(1_000);
  assert.equal(unread(), 1);
  assert.equal(account().rooms.get(roomId)?.lastMessage, undefined, "what was deleted is not shown below the name");
  await close();
});

Deno.test("What is marked as unread here or on another device is unread here at once", async () => {
  const { server, account, model, tick, close } = await openRoom(3);
  const standing = () => [account().rooms.get(roomId)?.lastRead, account().rooms.get(roomId)?.unread];
  server.answer = (path, { method }) => {
    if (!path.endsWith("/read") || method !== "PUT") return undefined;
    server.lastRead = 1;
    return Response.json({ room_id: roomId, head: 3, last_read: 1, unread: 2, rewinds: 1 });
  };
  const done = model().markUnread(1);
  await tick(50);
  await done;
  assert.deepEqual(standing(), [1, 2]);
  model().markRead(3);
  assert.deepEqual(standing(), [3, 0]);
  server.lastRead = 2;
  server.socket.say({ type: "read", room_id: roomId, user_id: me.id, seq: 2, rewinds: 2 });
  await tick(100);
  assert.deepEqual(standing(), [2, 1]);
  await close();
});
