import assert from "node:assert/strict";
import { startServer } from "../support/server_process.ts";
import { User } from "./rest_fixture.ts";

const env = { LIMIT_AUTH_PER_MINUTE: "0", LIMIT_MESSAGES_PER_SECOND: "0" };

Deno.test("A room is made, shown, listed, searched, changed and deleted by its creator", async () => {
  await using server = await startServer({ env });
  const [ada, bob] = [await User.registered(server.url, "ada"), await User.registered(server.url, "bob")];
  const made = await ada.call("POST /api/rooms", { name: " Engines ", description: "Analytical" });
  assert.equal(made.status, 201);
  const room = `/api/rooms/${made.body.id}`;
  assert.deepEqual(
    { ...made.body, id: "", created_at: "", epoch: "" },
    {
      ...{ id: "", name: "Engines", description: "Analytical", creator_id: ada.id, members: [ada.id], member_count: 1 },
      ...{ is_private: false, has_password: false, created_at: "", head: 1, epoch: "" },
    },
  );
  assert.deepEqual((await bob.call(`GET ${room}`)).body, made.body);

  assert.equal(await bob.code("POST /api/rooms", { name: "Engines" }), "name_taken");
  assert.equal(await bob.status("POST /api/rooms", { name: "engines" }), 201, "names are case-sensitive");
  const list = async (query: string) => (await bob.call(`GET /api/rooms${query}`)).body.rooms.map(({ name }) => name);
  assert.deepEqual(await list(""), ["Engines", "engines", "global"]);
  assert.deepEqual(await list("?q=ENGIN&limit=1&offset=1"), ["engines"]);
  assert.deepEqual(await list("?mine=true"), ["engines"]);
  assert.equal(await bob.status("GET /api/rooms?limit=201"), 422);

  assert.equal(await bob.code(`PATCH ${room}`, { description: "x" }), "forbidden");
  assert.equal(await ada.code(`PATCH ${room}`, { name: "global" }), "name_taken");
  const changed = await ada.call(`PATCH ${room}`, { name: "Looms", description: "Woven" });
  assert.deepEqual([changed.status, changed.body["name"], changed.body.head], [200, "Looms", 2]);
  assert.equal(await bob.status("POST /api/rooms", { name: "Engines" }), 201, "the old name is free");

  assert.equal(await bob.code(`DELETE ${room}`), "forbidden");
  assert.equal(await ada.status(`DELETE ${room}`), 204);
  for (const line of [`GET ${room}`, `GET ${room}/messages`, `DELETE ${room}`, `POST ${room}/join`]) {
    assert.equal(await ada.code(line), "not_found", line);
  }
  assert.equal(await bob.status("POST /api/rooms", { name: "Looms" }), 201, "the deleted room's name is free");
});

Deno.test("Room names are 1 to 64 characters on one line, and a room's settings are checked", async () => {
  await using server = await startServer({ env });
  const ada = await User.guest(server.url, "ada");
  const bad = [
    {},
    { name: "  " },
    { name: "x".repeat(65) },
    { name: "a\nb" },
    { name: "ok", description: "x".repeat(501) },
    { name: "ok", password: "" },
    { name: "ok", password: "x".repeat(73) },
    { name: "ok", is_private: "yes" },
    { name: "ok", creator_id: "0".repeat(24) },
  ];
  for (const settings of bad) {
    assert.equal(await ada.code("POST /api/rooms", settings), "invalid", JSON.stringify(settings).slice(0, 60));
  }
  assert.equal(await ada.status("POST /api/rooms", { name: "x".repeat(64) }), 201);
});

Deno.test("Nobody can change, delete or empty the room global", async () => {
  await using server = await startServer({ env });
  const ada = await User.registered(server.url, "ada");
  const { rooms } = (await ada.call("GET /api/rooms?q=global")).body;
  const room = `/api/rooms/${rooms[0]?.id}`;
  assert.equal(await ada.code(`PATCH ${room}`, { name: "mine" }), "forbidden");
  assert.equal(await ada.code(`DELETE ${room}`), "forbidden");
  const bob = await User.guest(server.url, "bob");
  assert.equal(await bob.status(`POST ${room}/join`), 200);
  assert.equal(await ada.code(`DELETE ${room}/members/${bob.id}`), "forbidden");
});

Deno.test("A private room does not exist for who is not in it, over REST and the socket alike", async () => {
  await using server = await startServer({ env });
  const [ada, bob] = [await User.registered(server.url, "ada"), await User.registered(server.url, "bob")];
  const id = await ada.room({ name: "secret", is_private: true });
  const room = `/api/rooms/${id}`;
  const message = { content: "psst" };
  const lines: [line: string, body?: unknown][] = [
    [`GET ${room}`],
    [`PATCH ${room}`, { name: "x" }],
    [`DELETE ${room}`],
    [`POST ${room}/join`, {}],
    [`POST ${room}/leave`],
    [`GET ${room}/members`],
    [`POST ${room}/members`, { user_id: bob.id }],
    [`DELETE ${room}/members/${ada.id}`],
    [`GET ${room}/messages`],
    [`POST ${room}/messages`, message],
  ];
  for (const [line, body] of lines) {
    const refused = await bob.call(line, body);
    const missing = await bob.call(line.replace(id, "0".repeat(24)), body);
    assert.deepEqual([refused.status, refused.body], [404, missing.body], line);
  }
  await using socket = await bob.connect();
  for (const frame of [{ type: "subscribe", room_id: id }, { type: "message", room_id: id, ...message }]) {
    const from = socket.frames.length;
    socket.send(frame);
    assert.equal((await socket.next({ type: "error" }, from)).code, "not_found");
  }
  await using opened = await bob.connect({ room_id: id });
  assert.equal((await opened.next({ type: "error" })).code, "not_found");
  assert.ok(!(await bob.call("GET /api/rooms")).body.rooms.some((room) => room.id === id));

  assert.equal(await ada.status(`POST ${room}/members`, { user_id: bob.id }), 201);
  assert.equal(await bob.status(`GET ${room}`), 200);
  assert.equal(await bob.status(`POST ${room}/messages`, message), 201);
});

Deno.test("A room with a password is listed and joined with it; wrong ones are slowed down", async () => {
  await using server = await startServer({ env });
  const [ada, bob] = [await User.registered(server.url, "ada"), await User.registered(server.url, "bob")];
  const id = await ada.room({ name: "club", password: "swordfish" });
  const room = `/api/rooms/${id}`;
  const seen = (await bob.call(`GET ${room}`)).body;
  assert.equal(seen["has_password"], true);
  assert.ok(!JSON.stringify(seen).includes("swordfish") && !JSON.stringify(seen).includes("$2"));
  assert.equal(await bob.code(`POST ${room}/join`), "wrong_password");
  await using socket = await bob.connect({ room_id: id });
  assert.equal((await socket.next({ type: "error" })).code, "wrong_password");

  const carl = await User.registered(server.url, "carl");
  const outcomes = [];
  for (let i = 0; i < 6; i++) outcomes.push(await carl.status(`POST ${room}/join`, { password: "shark" }));
  assert.deepEqual(outcomes, [403, 403, 403, 403, 403, 429]);
  assert.equal(await carl.status(`POST ${room}/join`, { password: "swordfish" }), 429);

  const joined = await bob.call(`POST ${room}/join`, { password: "swordfish" });
  assert.deepEqual([joined.status, joined.body["members"]], [200, [ada.id, bob.id]]);
  const again = await bob.call(`POST ${room}/join`);
  assert.deepEqual([again.status, again.body.head], [200, joined.body.head], "joining again changes nothing");

  assert.equal((await ada.call(`PATCH ${room}`, { password: null })).body["has_password"], false);
  assert.equal(await carl.status(`POST ${room}/join`), 200);
});
