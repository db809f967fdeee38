import assert from "node:assert/strict";
import { startServer } from "../support/server_process.ts";
import { type Json, User } from "./rest_fixture.ts";

const env = { LIMIT_AUTH_PER_MINUTE: "0", LIMIT_MESSAGES_PER_SECOND: "0" };

async function stage(url: string) {
  const [ada, bob] = [await User.registered(url, "ada"), await User.registered(url, "bob")];
  const [one, other] = [await ada.room({ name: "engines" }), await ada.room({ name: "tea" })];
  for (const room of [one, other]) await bob.call(`POST /api/rooms/${room}/join`);
  const say = async (who: User, room: string, content: string, more: object = {}): Promise<number> => {
    const { status, body } = await who.call(`POST /api/rooms/${room}/messages`, { content, ...more });
    assert.equal(status, 201, JSON.stringify(body));
    return body.seq;
  };
  return { ada, bob, one, other, say };
}

async function mentionsOf(user: User, query = ""): Promise<Json[]> {
  const { status, body } = await user.call(`GET /api/mentions${query}`);
  assert.equal(status, 200);
  return body["mentions"] as Json[];
}

const places = (list: readonly Json[]): unknown[] => list.map(({ room_id, seq }) => [room_id, seq]);

/** Messages that mention one, by room, where there are any. */
async function counts(user: User): Promise<Record<string, unknown>> {
  const { rooms } = (await user.call("GET /api/unread")).body;
  return Object.fromEntries(
    rooms.flatMap(({ room_id, mentions }) => mentions === undefined ? [] : [[room_id, mentions]]),
  );
}

Deno.test("what mentions one is listed over all rooms, newest first and as it stands, and counted until it is read", async () => {
  await using server = await startServer({ env });
  const { ada, bob, one, other, say } = await stage(server.url);
  const first = await say(ada, one, "@bob and @Bob, tea?");
  await say(ada, one, "nobody here, not even `@bob`");
  const second = await say(ada, other, "@room come in");
  const answer = await say(ada, one, "in a thread, @bob", { thread: first });
  await say(bob, other, "@bob to myself");
  await bob.call(`PUT /api/rooms/${other}/read`, { seq: 0, back: true });
  assert.deepEqual(places(await mentionsOf(bob)), [[one, answer], [other, second], [one, first]]);
  assert.deepEqual(await mentionsOf(ada), []);
  const [newest] = await mentionsOf(bob, "?limit=1");
  const { content, thread, mentions } = newest!["message"] as Json;
  assert.deepEqual([content, thread, mentions], ["in a thread, @bob", first, [bob.id]]);
  assert.equal(newest!["unread"], true);
  assert.deepEqual(places(await mentionsOf(bob, "?limit=1&offset=1")), [[other, second]]);
  assert.deepEqual(await counts(bob), { [one]: 2, [other]: 1 });
  const { rooms } = (await bob.call("GET /api/rooms?mine=true")).body;
  assert.deepEqual(rooms.map(({ id, mentions }) => [id, mentions]).filter(([id]) => id === one), [[one, 2]]);

  assert.equal((await bob.call(`PUT /api/rooms/${one}/read`, { seq: first })).body["mentions"], 1);
  assert.deepEqual((await mentionsOf(bob)).map(({ unread }) => unread), [true, true, false]);
  await ada.call(`PATCH /api/rooms/${one}/messages/${answer}`, { content: "in a thread" });
  await ada.call(`DELETE /api/rooms/${other}/messages/${second}`);
  assert.deepEqual(await counts(bob), {});
  assert.deepEqual(places(await mentionsOf(bob)), [[one, first]]);
  await bob.call(`POST /api/rooms/${one}/leave`);
  assert.deepEqual((await bob.call("GET /api/mentions")).body, { mentions: [], total: 0, offset: 0, limit: 50 });
  assert.equal(
    await fetch(`${server.url}/api/mentions`).then((answer) => answer.body?.cancel().then(() => answer.status)),
    401,
  );
});

Deno.test("a guest of the room is mentioned by name, and so is who writes it in other letters", async () => {
  await using server = await startServer({ env });
  const { ada, one, other, say } = await stage(server.url);
  const guest = await User.guest(server.url, "Zoë");
  await guest.call(`POST /api/rooms/${one}/join`);
  const seq = await say(ada, one, "hello @zoë!");
  await say(ada, other, "hello @zoë, who is not here");
  assert.deepEqual(places(await mentionsOf(guest)), [[one, seq]]);
  assert.deepEqual(await counts(guest), { [one]: 1 });
});

Deno.test("who is no member learns nothing of who reads, writes or is in a room, be it public or private", async () => {
  await using server = await startServer({ env });
  const { ada, bob, one } = await stage(server.url);
  const hidden = await ada.room({ name: "secret", is_private: true });
  const eve = await User.registered(server.url, "eve");
  for (const [room, codes] of [[one, ["not_member", "not_found"]], [hidden, ["not_found"]]] as const) {
    for (const line of ["GET read", "GET receipts?seq=1", "GET presence", "PUT read", "GET notifications"]) {
      const [method, path] = line.split(" ");
      const code = await eve.code(`${method} /api/rooms/${room}/${path}`, method === "PUT" ? { seq: 1 } : undefined);
      assert.ok((codes as readonly unknown[]).includes(code), `${line}: ${code}`);
    }
  }
  await using socket = await eve.connect();
  await using reader = await bob.connect({ rooms: one });
  for (const room of [one, hidden]) {
    for (const type of ["subscribe", "typing", "read"]) {
      socket.send({ type, room_id: room, ...(type === "read" && { seq: 1 }) });
    }
  }
  socket.send({ type: "ping" });
  await socket.next({ type: "pong" });
  const told = socket.frames.filter((frame) => frame["room_id"] === one || frame["room_id"] === hidden);
  assert.deepEqual(told.filter(({ type }) => type !== "error"), []);
  assert.deepEqual(told.filter(({ code }) => code !== "not_member" && code !== "not_found"), []);
  assert.ok(told.length > 0);
  assert.equal(reader.frames.some(({ user_id }) => user_id === eve.id), false);
});
