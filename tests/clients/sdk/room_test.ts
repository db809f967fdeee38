import assert from "node:assert/strict";
import { type ApiError, type Discontinuity, type Ended, ParleyClient } from "../../../clients/sdk/mod.ts";
import { otherRoomId, roomId } from "./fake_server.ts";
import { connected, fixture, subscribed, watch } from "./fixture.ts";

Deno.test("Room delivers live events in order, several in one frame too", async () => {
  const { server, client, tick, seqs } = await subscribed();
  server.post("one");
  server.socket.say(server.append("two").event, server.append("three").event);
  await tick(20);
  assert.deepEqual(seqs(), [1, 2, 3]);
  client.close();
});

Deno.test("Room.subscribe() without a cursor starts at the head", async () => {
  const { server, client, tick } = await connected();
  server.append("before");
  const room = client.room(roomId);
  const standing = room.subscribe();
  await tick(20);
  assert.equal((await standing).head, 1);
  assert.deepEqual(room.cursor, { epoch: "e1", seq: 1 });
  assert.deepEqual(server.socket.taken, [{ type: "subscribe", room_id: roomId }]);
  client.close();
});

Deno.test("Room.watchPresence() is asked for also by who begins to look while a subscription is under way", async () => {
  const { server, client, tick } = await connected();
  const room = client.room(roomId);
  watch(room.subscribe());
  room.watchPresence(true);
  await tick(20);
  const asked = () => server.socket.taken.splice(0).map((frame) => "presence" in frame);
  assert.deepEqual(asked(), [false, true]);
  room.watchPresence(false);
  room.watchPresence(true);
  await tick(20);
  assert.equal(asked().at(-1), true);
  await tick(100);
  assert.deepEqual(asked(), []);
  client.close();
});

Deno.test("Room.subscribe() with a cursor of another life replays what came after it", async () => {
  const { server, client, tick } = await connected();
  for (const content of ["one", "two", "three"]) server.append(content);
  const room = client.room(roomId);
  const contents: string[] = [];
  room.on("event", ({ content }) => contents.push(content));
  watch(room.subscribe({ epoch: "e1", seq: 1 }));
  await tick(20);
  assert.deepEqual(contents, ["two", "three"]);
  client.close();
});

Deno.test("Room resumes after a reconnection from its cursor, and delivers nothing twice", async () => {
  const { server, client, tick, seqs } = await subscribed();
  server.post("one");
  await tick(20);
  server.socket.cut();
  server.append("two");
  server.append("three");
  await tick(400);
  assert.deepEqual(server.socket.taken, [{ type: "subscribe", room_id: roomId, since: 1, epoch: "e1" }]);
  assert.deepEqual(seqs(), [1, 2, 3]);
  client.close();
});

Deno.test("Room drops repeats, whatever their order", async () => {
  const { server, client, tick, seqs } = await subscribed();
  const one = server.append("one").event;
  const two = server.append("two").event;
  server.socket.say(one, two, one, two, two);
  await tick(20);
  assert.deepEqual(seqs(), [1, 2]);
  client.close();
});

Deno.test("Room asks for what a gap hides and delivers nothing ahead of it", async () => {
  const { server, client, tick, seqs } = await subscribed();
  server.append("one");
  server.socket.say(server.append("two").event, server.append("three").event);
  await tick(wayThere);
  assert.deepEqual(seqs(), []);
  await tick(20);
  assert.deepEqual(seqs(), [1, 2, 3]);
  assert.equal(server.socket.taken.filter(({ type }) => type === "subscribe").length, 2);
  client.close();
});

Deno.test("Room takes a new connection when the server leaves the same gap again and again", async () => {
  const { server, client, tick, statuses, seqs } = await subscribed();
  server.append("one");
  const hiding = server.append("two").event;
  server.script = (socket, frame) => {
    if (frame.type !== "subscribe" || server.sockets.length > 1) return false;
    socket.say({ type: "subscribed", room_id: roomId, epoch: "e1", head: 2, reset: false }, hiding);
    return true;
  };
  server.socket.say(hiding);
  await tick(1_000);
  assert.deepEqual(statuses(), ["waiting", "connecting", "open"]);
  assert.deepEqual(seqs(), [1, 2]);
  client.close();
});

Deno.test("Room keeps types of events that it does not know in their order", async () => {
  const { server, client, tick, events } = await subscribed();
  const { event } = server.append("edited later");
  server.socket.say({ ...event, type: "edited" });
  await tick(20);
  assert.equal(String(events[0]?.type), "edited");
  client.close();
});

const breaks: { name: string; head: object; reason: string }[] = [
  { name: "says reset", head: { epoch: "e1", head: 9, reset: true }, reason: "reset" },
  { name: "has another epoch", head: { epoch: "e2", head: 9, reset: false }, reason: "epoch" },
  { name: "ends before the cursor", head: { epoch: "e1", head: 0, reset: false }, reason: "behind" },
];
for (const { name, head, reason } of breaks) {
  Deno.test(`Room tells of a discontinuity when the server ${name}, and goes on from the new head`, async () => {
    const { server, client, room, tick, seqs } = await subscribed();
    server.post("one");
    await tick(20);
    const told: Discontinuity[] = [];
    room.on("discontinuity", (event) => told.push(event));
    server.script = (socket, frame) => {
      if (frame.type !== "subscribe") return false;
      socket.say({ type: "subscribed", room_id: roomId, ...head });
      return true;
    };
    server.socket.cut();
    await tick(400);
    assert.equal(told.length, 1);
    assert.equal(told[0]?.reason, reason);
    assert.deepEqual(told[0]?.after, { epoch: "e1", seq: 1 });
    assert.equal(told[0]?.action, "reload_history");
    const next = room.cursor!.seq + 1;
    server.socket.say({ ...server.append("after").event, seq: next });
    await tick(20);
    assert.deepEqual(seqs(), [1, next]);
    client.close();
  });
}

Deno.test("Room tells of a log that took another's place while it was read, and goes on in the new one", async () => {
  const { server, client, room, tick, seqs } = await subscribed();
  server.post("one");
  server.post("two");
  await tick(20);
  const told: Discontinuity[] = [];
  room.on("discontinuity", (event) => told.push(event));
  server.socket.say({ type: "reset", room_id: roomId, epoch: "e2", head: 1 });
  server.socket.say({ ...server.append("of the new log").event, seq: 2 });
  await tick(20);
  assert.deepEqual(told.map(({ reason, head }) => [reason, head]), [["epoch", { epoch: "e2", seq: 1 }]]);
  assert.deepEqual(seqs(), [1, 2, 2]);
  assert.deepEqual(room.cursor, { epoch: "e2", seq: 2 });
  client.close();
});

Deno.test("Room ignores events that come before the answer to its subscription", async () => {
  const { server, client, tick, seqs } = await subscribed();
  server.script = (socket, frame) => {
    if (frame.type !== "subscribe") return false;
    // Of the log that was: the next seq, but another epoch.
    socket.say({ ...server.append("stale").event, seq: 1 });
    socket.say({ type: "subscribed", room_id: roomId, epoch: "e2", head: 5, reset: true });
    return true;
  };
  server.socket.cut();
  await tick(400);
  assert.deepEqual(seqs(), []);
  client.close();
});

Deno.test("Room asks again when a subscription is not answered", async () => {
  const { server, client, tick } = await connected();
  server.script = (_, frame) => frame.type === "subscribe" && server.socket.taken.length < 3;
  const standing = watch(client.room(roomId).subscribe());
  await tick(20_100);
  assert.equal(standing.value?.head, 0);
  client.close();
});

Deno.test("Room asks again after a temporary refusal, no sooner than told", async () => {
  const { server, client, tick } = await connected();
  server.script = (socket, frame) => {
    if (frame.type !== "subscribe" || socket.taken.length > 1) return false;
    socket.say({ type: "error", code: "overloaded", message: "busy", room_id: roomId, retry_after_ms: 2_000 });
    return true;
  };
  const standing = watch(client.room(roomId).subscribe());
  await tick(2_000);
  assert.equal(standing.isSettled, false);
  await tick(300);
  assert.equal(standing.value?.head, 0);
  client.close();
});

Deno.test("Room ends when the server refuses the subscription for good", async () => {
  const { server, client, tick } = await connected();
  server.script = (socket, frame) => {
    socket.say({ type: "error", code: "not_member", message: "join first", room_id: roomId });
    return frame.type === "subscribe";
  };
  const room = client.room(roomId);
  const ended: Ended[] = [];
  room.on("ended", (event) => ended.push(event));
  const standing = watch(room.subscribe());
  await tick(20);
  assert.equal((standing.error as ApiError).code, "not_member");
  assert.equal(ended[0]?.reason, "refused");
  server.socket.cut();
  await tick(400);
  assert.deepEqual(server.socket.taken, []);
  client.close();
});

Deno.test("Room ends when its member is removed, and does not come back by itself", async () => {
  const { server, client, room, tick } = await subscribed();
  const ended: Ended[] = [];
  room.on("ended", (event) => ended.push(event));
  server.socket.say({ type: "unsubscribed", room_id: roomId, reason: "removed", seq: 4 });
  await tick(20);
  assert.deepEqual(ended, [{ reason: "removed" }]);
  server.socket.cut();
  await tick(400);
  assert.deepEqual(server.socket.taken, []);
  client.close();
});

Deno.test("Room.join() joins, subscribes, and is not ended by the leave before it", async () => {
  const { server, client, tick, seqs, room } = await subscribed();
  server.append("joined again");
  const joined = room.join();
  await tick(20);
  assert.equal((await joined).head, 1);
  server.socket.say({ type: "unsubscribed", room_id: roomId, reason: "left", seq: 1 });
  server.post("still here");
  await tick(20);
  assert.deepEqual(seqs(), [1, 2]);
  client.close();
});

Deno.test("Room.join() replays what was posted between joining and the subscription", async () => {
  const { server, client, tick } = await connected();
  server.append("joined");
  const contents: string[] = [];
  client.room(roomId).on("event", ({ content }) => contents.push(content));
  const joined = client.room(roomId).join();
  // The answer to the join is made at 5 ms, the subscription arrives at 10 ms.
  await tick(7);
  server.append("in between");
  await tick(20);
  await joined;
  assert.deepEqual(contents, ["in between"]);
  client.close();
});

Deno.test("Room signals nothing before its subscription stands, because the refusal would look like its own", async () => {
  const { server, client, tick } = await connected();
  const room = client.room(roomId);
  watch(room.subscribe());
  room.typing();
  room.read(1);
  await tick(20);
  assert.deepEqual(server.socket.taken.map(({ type }) => type), ["subscribe"]);
  client.close();
});

Deno.test("Room.unsubscribe() stops delivery, and subscribe() resumes at the cursor", async () => {
  const { server, client, room, tick, seqs } = await subscribed();
  server.post("one");
  await tick(20);
  room.unsubscribe();
  server.post("two");
  await tick(20);
  assert.deepEqual(seqs(), [1]);
  // The answer to the unsubscribe arrives after the new subscription was asked for: it must not end it.
  room.unsubscribe();
  watch(room.subscribe());
  await tick(20);
  assert.deepEqual(seqs(), [1, 2]);
  client.close();
});

Deno.test("Room signals typing and reading, and hears those of others", async () => {
  const { server, client, room, tick } = await subscribed();
  const heard: string[] = [];
  room.on("typing", ({ username }) => heard.push(`${username} types`));
  room.on("read", ({ seq }) => heard.push(`read to ${seq}`));
  room.typing();
  room.read(3);
  server.socket.say({ type: "typing", room_id: roomId, user_id: "u", username: "bob" });
  server.socket.say({ type: "read", room_id: roomId, user_id: "u", seq: 2 });
  await tick(20);
  assert.deepEqual(heard, ["bob types", "read to 2"]);
  assert.deepEqual(server.socket.taken.slice(1), [
    { type: "typing", room_id: roomId },
    { type: "read", room_id: roomId, seq: 3 },
  ]);
  client.close();
});

Deno.test("Room.events() gives events one by one and ends with its signal", async () => {
  const { server, client, room, tick } = await subscribed();
  const ending = new AbortController();
  const contents: string[] = [];
  const reading = (async () => {
    for await (const { content } of room.events({ signal: ending.signal })) contents.push(content);
  })();
  server.post("one");
  server.post("two");
  await tick(20);
  assert.deepEqual(contents, ["one", "two"]);
  ending.abort();
  await reading;
  client.close();
});

Deno.test("Room.events() tells a reader that is too slow, after what was kept", async () => {
  const { server, client, room, tick } = await subscribed();
  const events = room.events();
  for (let i = 0; i < 10_001; i++) server.socket.say(server.append(`m${i}`, `x${i}`).event);
  await tick(20);
  let read = 0;
  await assert.rejects(async () => {
    for await (const _ of events) read++;
  }, { code: "reader_too_slow" });
  assert.equal(read, 10_000);
  client.close();
});

Deno.test("Rooms of one client do not disturb each other", async () => {
  const { server, client, tick, seqs } = await subscribed();
  const other: number[] = [];
  client.room(otherRoomId).on("event", ({ seq }) => other.push(seq));
  watch(client.room(otherRoomId).subscribe());
  await tick(20);
  server.post("here");
  server.post("there", otherRoomId);
  server.post("here too");
  await tick(20);
  assert.deepEqual(seqs(), [1, 2]);
  assert.deepEqual(other, [1]);
  client.close();
});

Deno.test("ParleyClient.close() rejects a subscription that still waits, and leaves no timer", async () => {
  const { server, client, tick } = fixture();
  server.isUp = false;
  watch(client.connect());
  const standing = watch(client.room(roomId).subscribe());
  await tick(100);
  client.close();
  await tick(0);
  assert.equal((standing.error as ApiError).code, "closed");
  assert.equal(server.clock.pending, 0);
});

Deno.test("ParleyClient.room() refuses what is no id, before it costs the connection", () => {
  const client = new ParleyClient({ url: "http://parley.test" });
  assert.throws(() => client.room("global"), { code: "invalid" });
});

const wayThere = 6;

Deno.test("Room says what is missing and goes on when another log takes the place of its own", async () => {
  const { server, client, room, tick, seqs } = await subscribed();
  const broken: Discontinuity[] = [];
  room.on("discontinuity", (discontinuity) => broken.push(discontinuity));
  server.post("one");
  await tick(20);
  server.rooms.set(roomId, { epoch: "e2", log: [] });
  for (const content of ["restored", "again"]) server.append(content);
  server.socket.say({ type: "reset", room_id: roomId, epoch: "e2", head: 2 });
  await tick(20);
  assert.deepEqual(broken.map(({ reason, head }) => ({ reason, head })), [{
    reason: "epoch",
    head: { epoch: "e2", seq: 2 },
  }]);
  server.post("three");
  await tick(20);
  assert.deepEqual(seqs(), [1, 3]);
  client.close();
});
