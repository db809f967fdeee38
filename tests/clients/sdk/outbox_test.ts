import assert from "node:assert/strict";
import type { ApiError } from "../../../clients/sdk/mod.ts";
import type { FakeServer, Frame } from "./fake_server.ts";
import { otherRoomId, roomId } from "./fake_server.ts";
import { connected, fixture, subscribed, watch } from "./fixture.ts";

/** Refuses the messages for which `refuses` answers a frame's fields. */
function refusing(server: FakeServer, refuses: (content: string) => object | undefined): void {
  server.script = (socket, frame) => {
    const refusal = frame.type === "message" ? refuses(frame.content) : undefined;
    if (refusal === undefined || frame.type !== "message") return false;
    socket.say({ type: "error", message: "no", client_id: frame.client_id, ...refusal });
    return true;
  };
}

const contents = (server: FakeServer, id = roomId) => server.room(id).log.map(({ content }) => content);
const messagesIn = (frames: readonly Frame[]) =>
  frames.flatMap((frame) => frame.type === "message" ? [frame.content] : []);

Deno.test("ParleyClient.send() resolves on acknowledgement with id, seq and time", async () => {
  const { server, client, tick } = await connected();
  const sent = client.send(roomId, "hello", { clientId: "mine" });
  await tick(20);
  const { id, timestamp } = server.room().log[0]!;
  assert.deepEqual(await sent, { id, seq: 1, timestamp, clientId: "mine" });
  assert.equal(client.unacknowledged, 0);
  client.close();
  assert.equal(server.clock.pending, 0);
});

Deno.test("ParleyClient.send() before the connection goes out when it stands, oldest first", async () => {
  const { server, client, tick } = fixture();
  const sends = ["one", "two", "three"].map((content) => client.send(roomId, content));
  watch(client.connect());
  await tick(100);
  assert.deepEqual((await Promise.all(sends)).map(({ seq }) => seq), [1, 2, 3]);
  assert.deepEqual(contents(server), ["one", "two", "three"]);
  client.close();
});

Deno.test("ParleyClient.send() is repeated with the same client_id when its acknowledgement was lost", async () => {
  const { server, client, tick, events } = await subscribed();
  server.script = (socket, frame) => {
    if (frame.type !== "message") return false;
    server.script = () => false;
    server.append(frame.content, frame.client_id);
    socket.cut();
    return true;
  };
  const sent = client.send(roomId, "once");
  await tick(400);
  assert.equal((await sent).seq, 1);
  assert.deepEqual(contents(server), ["once"]);
  assert.deepEqual(events.map(({ content }) => content), ["once"]);
  client.close();
});

Deno.test("ParleyClient.send() is repeated when a living connection never answers", async () => {
  const { server, client, tick } = await connected();
  server.script = (socket, frame) => frame.type === "message" && messagesIn(socket.taken).length === 1;
  const sent = watch(client.send(roomId, "hello"));
  await tick(19_000);
  assert.equal(sent.isSettled, false);
  await tick(2_000);
  assert.equal(sent.value?.seq, 1);
  client.close();
});

Deno.test("ParleyClient.send() rejects a definite refusal with its code, and the next message goes on", async () => {
  const { server, client, tick } = await connected();
  refusing(server, (content) => content === "bad" ? { code: "not_member" } : undefined);
  const bad = watch(client.send(roomId, "bad"));
  const good = watch(client.send(roomId, "good"));
  await tick(50);
  assert.equal((bad.error as ApiError).code, "not_member");
  assert.equal(good.value?.seq, 1);
  client.close();
});

Deno.test("ParleyClient.send() waits as long as rate_limited asks, and nothing overtakes", async () => {
  const { server, client, tick } = await connected();
  let refusals = 1;
  refusing(server, () => refusals-- > 0 ? { code: "rate_limited", retry_after_ms: 3_000 } : undefined);
  const sends = ["one", "two"].map((content) => watch(client.send(roomId, content)));
  await tick(3_000);
  assert.deepEqual(contents(server), []);
  await tick(200);
  assert.deepEqual(contents(server), ["one", "two"]);
  assert.ok(sends.every(({ value }) => value !== undefined));
  client.close();
});

Deno.test("While a room waits out a refusal, neither a new message nor another room's sets it going", async () => {
  const { server, client, tick } = await connected();
  let refusals = 1;
  refusing(server, () => refusals-- > 0 ? { code: "rate_limited", retry_after_ms: 3_000 } : undefined);
  watch(client.send(roomId, "one"));
  await tick(20);
  watch(client.send(roomId, "two"));
  const elsewhere = watch(client.send(otherRoomId, "elsewhere"));
  await tick(2_000);
  assert.equal(elsewhere.value?.seq, 1);
  assert.deepEqual(messagesIn(server.socket.taken), ["one", "elsewhere"]);
  await tick(2_000);
  assert.deepEqual(contents(server), ["one", "two"]);
  client.close();
});

Deno.test("ParleyClient.send() gives rate_limited to the sender when told not to wait", async () => {
  const { server, client, tick } = await connected({ waitOutRateLimit: false });
  refusing(server, () => ({ code: "rate_limited", retry_after_ms: 3_000 }));
  const sent = watch(client.send(roomId, "one"));
  await tick(20);
  const error = sent.error as ApiError;
  assert.deepEqual([error.code, error.retryAfterMs, error.temporary], ["rate_limited", 3_000, true]);
  client.close();
});

for (const code of ["unavailable", "overloaded", "draining"]) {
  Deno.test(`ParleyClient.send() tries again after ${code}, with growing pauses`, async () => {
    const { server, client, tick } = await connected();
    let refusals = 6;
    refusing(server, () => refusals-- > 0 ? { code } : undefined);
    const sent = watch(client.send(roomId, "one"));
    await tick(30_000);
    assert.equal(sent.value?.seq, 1);
    client.close();
  });
}

Deno.test("ParleyClient.send() gives up a message that the server fails at every time", async () => {
  const { server, client, tick } = await connected();
  refusing(server, (content) => content === "poison" ? { code: "internal" } : undefined);
  const poison = watch(client.send(roomId, "poison"));
  const next = watch(client.send(roomId, "next"));
  await tick(30_000);
  assert.equal((poison.error as ApiError).code, "internal");
  assert.equal(next.value?.seq, 1);
  client.close();
});

Deno.test("A temporary refusal in a burst holds back what follows until what is under way is settled", async () => {
  const { server, client, tick } = await connected({ inFlightPerRoom: 3 });
  let refusals = 1;
  refusing(server, (content) => content === "one" && refusals-- > 0 ? { code: "unavailable" } : undefined);
  for (const content of ["one", "two", "three", "four", "five"]) watch(client.send(roomId, content));
  await tick(2_000);
  // Two and three were on their way already, which is what the option says; four and five must not overtake.
  assert.deepEqual(contents(server), ["two", "three", "one", "four", "five"]);
  client.close();
});

Deno.test("After a temporary refusal nothing is sent while an answer of the same burst is still due", async () => {
  const { server, client, tick } = await connected({ inFlightPerRoom: 2 });
  let frames = 0;
  server.script = (socket, frame) => {
    if (frame.type !== "message") return false;
    frames++;
    if (frames === 1) socket.say({ type: "error", code: "unavailable", message: "no", client_id: frame.client_id });
    // The second is not answered at all.
    return frames <= 2;
  };
  for (const content of ["one", "two", "three"]) watch(client.send(roomId, content));
  await tick(15_000);
  assert.deepEqual(messagesIn(server.socket.taken), ["one", "two"]);
  await tick(15_000);
  assert.deepEqual(contents(server), ["one", "two", "three"]);
  client.close();
});

Deno.test("ParleyClient sends at most one message of a room at a time, and rooms do not wait for each other", async () => {
  const { server, client, tick } = await connected();
  server.script = (_, frame) => frame.type === "message" && frame.room_id === roomId;
  for (const content of ["one", "two"]) watch(client.send(roomId, content));
  const elsewhere = watch(client.send(otherRoomId, "elsewhere"));
  await tick(50);
  assert.deepEqual(messagesIn(server.socket.taken), ["one", "elsewhere"]);
  assert.equal(elsewhere.value?.seq, 1);
  client.close();
});

Deno.test("ParleyClient keeps below the server's bound of messages under way", async () => {
  const { server, client, tick } = await connected({ inFlightPerRoom: 500 });
  server.script = (_, frame) => frame.type === "message";
  for (let i = 0; i < 300; i++) watch(client.send(roomId, `m${i}`));
  await tick(20);
  assert.equal(messagesIn(server.socket.taken).length, 128);
  client.close();
});

Deno.test("ParleyClient.send() refuses when the outbox is full", async () => {
  const { client } = fixture({ outboxMessagesMax: 2 });
  for (const content of ["one", "two"]) watch(client.send(roomId, content));
  await assert.rejects(client.send(roomId, "three"), { code: "outbox_full" });
  client.close();
});

Deno.test("ParleyClient.send() refuses a client_id that is under way already", async () => {
  const { client } = fixture();
  watch(client.send(roomId, "one", { clientId: "same" }));
  await assert.rejects(client.send(roomId, "two", { clientId: "same" }), { code: "client_id_conflict" });
  client.close();
});

Deno.test("ParleyClient.send() can be given up by a signal, and the next message goes on", async () => {
  const { server, client, tick } = await connected();
  server.script = (_, frame) => frame.type === "message" && frame.content === "stuck";
  const ending = new AbortController();
  const stuck = watch(client.send(roomId, "stuck", { signal: ending.signal }));
  const next = watch(client.send(roomId, "next"));
  await tick(50);
  assert.equal(next.isSettled, false);
  ending.abort(new Error("changed my mind"));
  await tick(50);
  assert.match(String(stuck.error), /changed my mind/);
  assert.equal(next.value?.seq, 1);
  await assert.rejects(client.send(roomId, "late", { signal: ending.signal }), /changed my mind/);
  client.close();
});

Deno.test("A refusal of a message that was given up does not end the room's subscription", async () => {
  const { server, client, room, tick } = await subscribed();
  let isOver = false;
  room.on("ended", () => isOver = true);
  watch(room.subscribe());
  server.socket.say({ type: "error", code: "not_member", message: "no", client_id: "gone", room_id: roomId });
  await tick(20);
  assert.equal(isOver, false);
  client.close();
});

Deno.test("ParleyClient.close() rejects what is not acknowledged", async () => {
  const { server, client, tick } = await connected();
  server.script = (_, frame) => frame.type === "message";
  const sends = ["one", "two"].map((content) => watch(client.send(roomId, content)));
  await tick(20);
  client.close();
  await tick(0);
  assert.ok(sends.every(({ error }) => (error as ApiError).code === "closed"));
  assert.equal(server.clock.pending, 0);
});

Deno.test("ParleyClient sends nothing new to a draining server, and everything to the next", async () => {
  const { server, client, tick } = await connected();
  server.socket.say({ type: "draining", retry_after_ms: 1_000 });
  await tick(20);
  const sent = watch(client.send(roomId, "later"));
  await tick(500);
  assert.deepEqual(messagesIn(server.socket.taken), []);
  await tick(600);
  assert.equal(server.sockets.length, 2);
  assert.equal(sent.value?.seq, 1);
  client.close();
});

Deno.test("ParleyClient hears the acknowledgement of what a draining server had accepted", async () => {
  const { server, client, tick } = await connected();
  const sent = watch(client.send(roomId, "just in time"));
  server.socket.say({ type: "draining", retry_after_ms: 1_000 });
  await tick(20);
  assert.equal(sent.value?.seq, 1);
  client.close();
});

Deno.test("An acknowledgement of another room does not settle a message", async () => {
  const { server, client, tick } = await connected();
  server.script = (_, frame) => frame.type === "message";
  const sent = watch(client.send(roomId, "one", { clientId: "mine" }));
  server.socket.say({ type: "ack", client_id: "mine", id: "x", room_id: otherRoomId, seq: 1, timestamp: "" });
  await tick(20);
  assert.equal(sent.isSettled, false);
  client.close();
});
