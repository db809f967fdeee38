import assert from "node:assert/strict";
import { startServer } from "../support/server_process.ts";
import { User } from "./rest_fixture.ts";

const env = { LIMIT_AUTH_PER_MINUTE: "0", LIMIT_MESSAGES_PER_SECOND: "0" };

Deno.test("A conversation is made once however many of its people ask at once, and shows itself by the others' names", async () => {
  await using server = await startServer({ env });
  const [ada, bob, eve] = await Promise.all(["ada", "bob", "eve"].map((name) => User.registered(server.url, name))) as [
    User,
    User,
    User,
  ];
  const asked = Array.from({ length: 8 }, (_, i) => {
    const [who, other] = i % 2 === 0 ? [ada, bob] : [bob, ada];
    return who.call("POST /api/direct", { user_ids: [other.id] });
  });
  const answers = await Promise.all(asked);
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
  const [id, ...others] = new Set(answers.map(({ body }) => body.id));
  assert.deepEqual(others, []);
  const { body } = await ada.call(`GET /api/rooms/${id}`);
  assert.deepEqual([body["kind"], body["name"], body["is_private"], body["member_count"], body.head], [
    "direct",
    "bob",
    true,
    2,
    2,
  ]);
  const listed = (await bob.call("GET /api/rooms?mine=true")).body.rooms;
  assert.deepEqual(listed.map((room) => [room.id, room["kind"], room["name"]]), [[id, "direct", "ada"]]);

  const group = await eve.call("POST /api/direct", { user_ids: [bob.id, ada.id] });
  assert.notEqual(group.body.id, id);
  assert.equal((await ada.call("POST /api/direct", { user_ids: [eve.id, bob.id, ada.id] })).body.id, group.body.id);
  assert.equal(await bob.status(`POST /api/rooms/${group.body.id}/leave`), 204);
  assert.equal(await bob.code(`GET /api/rooms/${group.body.id}/messages`), "not_member");
  assert.equal((await bob.call("POST /api/direct", { user_ids: [eve.id, ada.id] })).body.id, group.body.id);

  const room = `/api/rooms/${id}`;
  assert.equal(await eve.code(`GET ${room}`), "not_found");
  assert.equal(await eve.code(`POST ${room}/join`), "not_found");
  assert.equal(await ada.code(`POST ${room}/members`, { user_id: eve.id }), "forbidden");
  assert.equal(await ada.code(`POST ${room}/invites`, {}), "forbidden");
  assert.equal(await ada.code(`POST ${room}/leave`), "forbidden");
  assert.equal(await ada.code(`DELETE ${room}`), "forbidden");
  assert.equal(await ada.code(`PATCH ${room}`, { name: "mine" }), "forbidden");

  const guest = await User.guest(server.url, "guest");
  assert.equal(await guest.code("POST /api/direct", { user_ids: [ada.id] }), "forbidden");
  assert.equal(await ada.code("POST /api/direct", { user_ids: [guest.id] }), "not_found");
  assert.equal(await ada.code("POST /api/direct", { user_ids: [ada.id] }), "invalid");
});

Deno.test("Whoever a conversation is begun with, or is added to a room, is told on every device; of a block, the own ones", async () => {
  await using server = await startServer({ env });
  const [ada, bob] = await Promise.all(["ada", "bob"].map((name) => User.registered(server.url, name))) as [User, User];
  await using socket = await bob.connect();
  const { id } = (await ada.call("POST /api/direct", { user_ids: [bob.id] })).body;
  await socket.next({ type: "own", what: "rooms", room_id: id });
  const room = await ada.room({ name: "engines", is_private: true });
  await ada.call(`POST /api/rooms/${room}/members`, { user_id: bob.id });
  await socket.next({ type: "own", what: "rooms", room_id: room });
  await bob.call(`PUT /api/users/${ada.id}/block`);
  await socket.next({ type: "own", what: "blocks" });
});

Deno.test("Whom somebody has blocked says nothing more to them in a conversation, old or new, and is not told why", async () => {
  await using server = await startServer({ env });
  const [ada, bob] = await Promise.all(["ada", "bob"].map((name) => User.registered(server.url, name))) as [User, User];
  assert.equal(await ada.status(`PUT /api/users/${bob.id}/block`), 204);
  const refusal = await bob.call("POST /api/direct", { user_ids: [ada.id] });
  assert.deepEqual([refusal.status, refusal.body.error.code], [403, "forbidden"]);
  assert.ok(!/block/i.test(refusal.body.error.message));
  const { blocks } = (await ada.call("GET /api/users/me/blocks")).body as unknown as { blocks: { user: unknown }[] };
  assert.deepEqual(blocks.map(({ user }) => user), [{ id: bob.id, username: "bob" }]);

  assert.equal(await ada.status(`DELETE /api/users/${bob.id}/block`), 204);
  const room = `/api/rooms/${(await bob.call("POST /api/direct", { user_ids: [ada.id] })).body.id}`;
  assert.equal(await bob.status(`POST ${room}/messages`, { content: "hello" }), 201);
  assert.equal(await ada.status(`PUT /api/users/${bob.id}/block`), 204);
  assert.equal(await bob.code(`POST ${room}/messages`, { content: "again" }), "forbidden");
  assert.equal(await ada.status(`POST ${room}/messages`, { content: "mine" }), 201);
  const { messages } = (await bob.call(`GET ${room}/messages`)).body;
  assert.ok(!JSON.stringify(messages).includes("block"));
  assert.equal(await ada.status(`DELETE /api/users/${bob.id}/block`), 204);
  assert.equal(await bob.status(`POST ${room}/messages`, { content: "again" }), 201);
  assert.equal(await ada.code(`PUT /api/users/${ada.id}/block`), "invalid");
});
