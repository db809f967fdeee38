import assert from "node:assert/strict";
import { startServer } from "../support/server_process.ts";
import { User } from "./rest_fixture.ts";

const env = { LIMIT_AUTH_PER_MINUTE: "0", LIMIT_MESSAGES_PER_SECOND: "0" };

Deno.test("Joins and leaves are events of the log, and membership outlives the socket", async () => {
  await using server = await startServer({ env });
  const [ada, bob] = [await User.registered(server.url, "ada"), await User.registered(server.url, "bob")];
  const id = await ada.room({ name: "engines" });
  const room = `/api/rooms/${id}`;
  await using socket = await ada.connect({ room_id: id });
  await socket.next({ type: "subscribed" });
  assert.equal(await bob.code(`GET ${room}/messages`), "not_member");
  assert.equal(await bob.code(`POST ${room}/messages`, { content: "x" }), "not_member");

  assert.equal(await bob.status(`POST ${room}/join`), 200);
  const join = await socket.next({ type: "system", action: "join" });
  assert.deepEqual([join["user_id"], join.content, join.seq], [bob.id, "bob joined", 2]);
  {
    await using visit = await bob.connect({ room_id: id });
    await visit.next({ type: "subscribed" });
    const here = (await ada.call(`GET ${room}/members`)).body.members;
    assert.deepEqual(here.map(({ online }) => online), [true, true]);
  }
  const start = performance.now();
  while ((await ada.call(`GET ${room}/members?offset=1`)).body.members[0]?.["online"] === true) {
    assert.ok(performance.now() - start < 60_000, "who has gone is not shown for ever");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { members, total } = (await ada.call(`GET ${room}/members`)).body;
  assert.equal(total, 2);
  assert.deepEqual(members.map(({ username, role, online }) => ({ username, role, online })), [
    { username: "ada", role: "owner", online: true },
    { username: "bob", role: "member", online: false },
  ]);
  assert.deepEqual((await ada.call(`GET ${room}/members?offset=1&limit=1`)).body.members, [members[1]]);

  assert.equal(await bob.status(`POST ${room}/leave`), 204);
  await socket.next({ type: "system", action: "leave", seq: 3 });
  assert.equal(await bob.status(`POST ${room}/leave`), 204, "leaving again changes nothing");
  assert.equal((await ada.call(`GET ${room}`)).body.head, 3);
});

Deno.test("Removal ends what a member reads at the very event that says so: socket, history and sending", async () => {
  await using server = await startServer({ env });
  const [ada, bob] = [await User.registered(server.url, "ada"), await User.registered(server.url, "bob")];
  const id = await ada.room({ name: "engines" });
  const room = `/api/rooms/${id}`;
  const added = await ada.call(`POST ${room}/members`, { user_id: bob.id });
  assert.deepEqual([added.status, added.body["username"], added.body["role"]], [201, "bob", "member"]);
  await using socket = await bob.connect({ room_id: id });
  await socket.next({ type: "subscribed" });
  assert.equal(await bob.code(`DELETE ${room}/members/${ada.id}`), "forbidden");
  await ada.call(`POST ${room}/messages`, { content: "before" });

  assert.equal(await ada.status(`DELETE ${room}/members/${bob.id}`), 204);
  assert.equal(await ada.status(`POST ${room}/messages`, { content: "after" }), 201);
  const ended = await socket.next({ type: "unsubscribed" });
  assert.deepEqual([ended["reason"], ended.seq], ["removed", 4]);
  const last = await socket.next({ type: "system", action: "remove" });
  assert.deepEqual([last.seq, last["target"]], [4, { id: bob.id, username: "bob" }]);

  for (const line of [`GET ${room}/messages`, `GET ${room}/messages?before=3`, `GET ${room}/members`]) {
    assert.equal(await bob.code(line), "not_member", line);
  }
  assert.equal(await bob.code(`POST ${room}/messages`, { content: "x" }), "not_member");
  socket.send({ type: "subscribe", room_id: id, since: 1 });
  assert.equal((await socket.next({ type: "error" })).code, "not_member");
  assert.ok(!socket.frames.some(({ content }) => content === "after"));
  assert.equal(await ada.code(`DELETE ${room}/members/${bob.id}`), "not_found");
  assert.equal(await bob.status(`POST ${room}/join`), 200, "a removal is no ban");
});

Deno.test("Deleting a room ends every subscription to it with its last event", async () => {
  await using server = await startServer({ env });
  const [ada, bob] = [await User.registered(server.url, "ada"), await User.registered(server.url, "bob")];
  const id = await ada.room({ name: "engines" });
  await using socket = await bob.connect({ room_id: id });
  await socket.next({ type: "subscribed" });
  assert.equal(await ada.status(`DELETE /api/rooms/${id}`), 204);
  assert.equal((await socket.next({ type: "unsubscribed" }))["reason"], "deleted");
  await socket.next({ type: "system", action: "delete", seq: 3 });
  socket.send({ type: "message", room_id: id, content: "x", client_id: "1" });
  const error = await socket.next({ type: "error" });
  assert.deepEqual([error.code, error["client_id"]], ["not_found", "1"]);
});

Deno.test("Only people with an account can be added", async () => {
  await using server = await startServer({ env });
  const [ada, guest] = [await User.registered(server.url, "ada"), await User.guest(server.url, "ann")];
  const room = `/api/rooms/${await ada.room({ name: "engines" })}`;
  assert.equal(await ada.code(`POST ${room}/members`, { user_id: guest.id }), "not_found");
  assert.equal(await ada.status(`POST ${room}/members`, { user_id: "ann" }), 422);
  assert.equal(await guest.status(`POST ${room}/join`), 200, "guests join by themselves");
});
