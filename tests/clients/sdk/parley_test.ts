import assert from "node:assert/strict";
import { createMemoryStore, createSoleTab, Parley } from "../../../clients/sdk/mod.ts";
import { FakeServer, me, other, refusal, roomId } from "./fake_server.ts";
import { parleyFixture, watch } from "./parley_fixture.ts";

Deno.test("Parley asks again who is logged in when the server cannot be reached", async () => {
  const server = new FakeServer();
  server.isUp = false;
  const { parley, tick } = await parleyFixture({}, server);
  assert.deepEqual([parley.session.get().status, parley.session.get().error?.code], ["loading", "network"]);
  server.isUp = true;
  await tick(6_000);
  assert.equal(parley.session.get().user?.username, "ada");
  await parley.close();
});

Deno.test("Parley is logged out when its token is refused for good, and keeps what waits to be sent", async () => {
  const store = createMemoryStore();
  const { server, parley, model, tick } = await parleyFixture({ store });
  const stop = watch(model().messages);
  server.isUp = false;
  server.socket.cut();
  model().send("written before the end");
  server.tokens.clear();
  server.isUp = true;
  await tick(60_000);
  assert.deepEqual([parley.session.get().status, parley.session.get().error?.code], ["signedOut", "unauthorized"]);
  assert.equal(parley.account.get(), undefined);
  assert.equal(parley.connection.get().state, "closed");
  assert.equal((await store.list(`${me.id}/outbox/`)).length, 1);
  stop();
  await parley.close();
});

Deno.test("Parley goes on with the token that the application has renewed", async () => {
  let asked = 0;
  const { server, parley, tick } = await parleyFixture({
    onTokenExpired: () => {
      asked++;
      server.tokens.add("newer");
      return "newer";
    },
  });
  server.tokens.clear();
  server.socket.cut(4401, "token expired or revoked");
  await tick(5_000);
  assert.deepEqual([asked, parley.connection.get().state, parley.api.token], [1, "online", "newer"]);
  await parley.close();
});

Deno.test("With cookies Parley holds no token, and ends the session by its own call", async () => {
  const server = new FakeServer();
  server.room();
  const session = { user: { ...me, guest: true }, expires_at: "2026-01-09T00:00:00.000Z" };
  let isIn = false;
  server.answer = (path) => {
    const ended = server.calls.at(-1) === "DELETE /api/session";
    if (path === "/api/session/guest" || (path === "/api/session" && isIn && !ended)) {
      isIn = true;
      return Response.json(session);
    }
    if (path === "/api/session") {
      isIn = false;
      return ended ? new Response(null, { status: 204 }) : refusal(401, "unauthorized");
    }
    return isIn && path === "/api/ws-ticket" ? Response.json({ ticket: "t", expires_in: 30 }) : undefined;
  };
  const environment = server.environment();
  const parley = new Parley({
    ...{ url: "http://parley.test", auth: "cookie", environment, store: createMemoryStore(), tabs: createSoleTab },
  });
  const starting = parley.start();
  await server.clock.tick(50);
  await starting;
  assert.equal(parley.session.get().status, "signedOut");
  const coming = parley.guest("ada");
  await server.clock.tick(100);
  await coming;
  assert.deepEqual([parley.session.get().user?.username, parley.api.token], ["ada", undefined]);
  assert.deepEqual(server.socket.protocols.at(-1), "ticket.t");
  const leaving = parley.logOut();
  await server.clock.tick(100);
  await leaving;
  assert.equal(parley.session.get().status, "signedOut");
  await parley.close();
});

Deno.test("A room to which one was added appears in the list, and one that is left goes from it", async () => {
  const { server, parley, account, tick } = await parleyFixture();
  const names = () => account().rooms.snapshot.get().rooms.map(({ id }) => id);
  const stop = watch(account().rooms.snapshot);
  assert.deepEqual(names(), []);
  server.room();
  await tick(61_000);
  assert.deepEqual(names(), [roomId]);
  server.socket.say({ type: "unsubscribed", room_id: roomId, reason: "removed", seq: 1 });
  await tick(100);
  assert.deepEqual(names(), []);
  stop();
  await parley.close();
});

Deno.test("What one has read is told to the server again after the connection broke", async () => {
  const server = new FakeServer();
  server.room();
  const { parley, model, tick, account } = await parleyFixture({}, server);
  const stop = watch(model().messages);
  await tick(100);
  for (const text of ["m1", "m2", "m3"]) server.post(text);
  await tick(100);
  assert.equal(account().rooms.get(roomId)?.unread, 3);
  server.isUp = false;
  server.socket.cut();
  model().markRead(2);
  assert.deepEqual([account().rooms.get(roomId)?.lastRead, account().rooms.get(roomId)?.unread], [2, 1]);
  server.isUp = true;
  server.lastRead = 0;
  await tick(30_000);
  const read = server.socket.taken.filter((frame) => frame.type === "read");
  assert.deepEqual(read.map((frame) => frame.seq), [2]);
  assert.deepEqual([account().rooms.get(roomId)?.lastRead, account().rooms.get(roomId)?.unread], [2, 1]);
  stop();
  await parley.close();
});

Deno.test("The first unread message is told as it was when the room was opened, until one answers", async () => {
  const server = new FakeServer();
  for (const text of ["m1", "m2", "m3"]) server.append(text, undefined, roomId, other);
  server.lastRead = 1;
  const { parley, model, tick } = await parleyFixture({}, server);
  const stop = watch(model().messages);
  await tick(200);
  const first = () => model().messages.get().firstUnreadSeq;
  assert.equal(first(), 2);
  model().markRead(3);
  server.post("m4");
  await tick(100);
  assert.equal(first(), 2);
  model().send("an answer");
  assert.equal(first(), undefined);
  await tick(100);
  model().timeline.leaveMark();
  server.post("while the page was hidden");
  await tick(100);
  assert.equal(first(), 6);
  stop();
  await parley.close();
});
