import assert from "node:assert/strict";
import { startServer } from "../support/server_process.ts";
import { type Json, User } from "./rest_fixture.ts";

const env = { LIMIT_AUTH_PER_MINUTE: "0", LIMIT_MESSAGES_PER_SECOND: "0" };

/** Ada's room with bob in it, and one message of ada's: seq 3. */
async function stage(url: string) {
  const [ada, bob] = [await User.registered(url, "ada"), await User.registered(url, "bob")];
  const id = await ada.room({ name: "engines" });
  await bob.call(`POST /api/rooms/${id}/join`);
  await ada.call(`POST /api/rooms/${id}/messages`, { content: "Helo" });
  return { ada, bob, id, messages: `/api/rooms/${id}/messages`, one: `/api/rooms/${id}/messages/3` };
}

const thumb = encodeURIComponent("👍");

Deno.test("A message is edited, reacted to, pinned and deleted over REST, and history shows it as it stands", async () => {
  await using server = await startServer({ env });
  const { ada, bob, id, messages, one } = await stage(server.url);
  const edited = await ada.call(`PATCH ${one}`, { content: "Hello", client_id: "e1" });
  assert.deepEqual([edited.status, edited.body.seq, edited.body["unchanged"]], [200, 4, false]);
  assert.deepEqual((await ada.call(`PATCH ${one}`, { content: "Hello", client_id: "e1" })).body, edited.body);
  assert.equal(await bob.code(`PATCH ${one}`, { content: "mine" }), "forbidden");
  assert.equal((await bob.call(`PUT ${one}/reactions/${thumb}`)).body.seq, 5);
  assert.deepEqual((await bob.call(`PUT ${one}/reactions/${thumb}`)).body, { seq: 5, unchanged: true });
  assert.equal(await bob.code(`PUT ${one}/reactions/x`), "invalid");
  assert.equal(await bob.code(`PUT ${one}/pin`), "forbidden");
  assert.equal((await ada.call(`PUT ${one}/pin`)).body.seq, 6);

  const view = (await bob.call(`GET ${one}`)).body as unknown as { message: Json; as_of: number };
  const { content, edited: mark, reactions, pinned } = view.message;
  assert.deepEqual({ content, mark: (mark as Json).seq, reactions, pinned, as_of: view.as_of }, {
    content: "Hello",
    mark: 4,
    reactions: [{ emoji: "👍", count: 1, users: [bob.id], me: true }],
    pinned: { seq: 6, user_id: ada.id },
    as_of: 6,
  });
  const page = (await bob.call(`GET ${messages}`)).body;
  assert.deepEqual(page.messages.map(({ seq }) => seq), [1, 2, 3, 6]);
  assert.deepEqual([page["after"], page["up_to"], page["as_of"], page.total], [0, 6, 6, 4]);
  assert.deepEqual(page.messages[2], view.message);
  const raw = (await bob.call(`GET ${messages}?type=all`)).body;
  assert.deepEqual(raw.messages.map(({ seq, content }) => [seq, content]).slice(2), [
    [3, "Helo"],
    [4, "Hello"],
    [5, "👍"],
    [6, "ada pinned a message"],
  ]);
  assert.deepEqual((await bob.call(`GET ${messages}?type=reaction,edited`)).body.messages.map(({ seq }) => seq), [
    4,
    5,
  ]);
  assert.deepEqual((await bob.call(`GET ${one}/reactions`)).body["reactions"], [
    { user_id: bob.id, emoji: "👍", seq: 5 },
  ]);
  const { versions } = (await bob.call(`GET ${one}/edits`)).body as unknown as { versions: Json[] };
  assert.deepEqual(versions.map(({ content }) => content), ["Helo", "Hello"]);
  const pins = (await bob.call(`GET /api/rooms/${id}/pins`)).body;
  assert.deepEqual([pins.messages.map(({ seq }) => seq), pins.total], [[3], 1]);

  assert.equal(await bob.code(`DELETE ${one}`), "forbidden");
  assert.equal((await ada.call(`DELETE ${one}`)).body.seq, 7);
  assert.deepEqual((await ada.call(`DELETE ${one}`)).body, { seq: 7, unchanged: true });
  const gone = ((await bob.call(`GET ${one}`)).body as unknown as { message: Json }).message;
  assert.deepEqual([gone.content, gone["deleted"], gone["reactions"], gone["pinned"]], [
    "",
    { seq: 7, user_id: ada.id },
    undefined,
    undefined,
  ]);
  assert.doesNotMatch(JSON.stringify((await bob.call(`GET ${messages}?type=all`)).body), /Hel+o/);
  assert.deepEqual((await bob.call(`GET ${one}/edits`)).body["versions"], []);
  assert.equal((await bob.call(`GET /api/rooms/${id}/pins`)).body.total, 0);
  for (const line of [`PATCH ${one}`, `POST ${messages}`]) {
    assert.equal(
      await ada.code(line, { content: "x", ...(line.startsWith("POST") && { reply_to: 3 }) }),
      "message_deleted",
    );
  }
});

Deno.test("The same over the socket: each is acknowledged, and told to everybody once", async () => {
  await using server = await startServer({ env });
  const { ada, bob, id: room_id } = await stage(server.url);
  await using a = await ada.connect({ room_id });
  await using b = await bob.connect({ room_id });
  await a.next({ type: "subscribed" });
  await b.next({ type: "subscribed" });
  const deeds = [
    { type: "edit", seq: 3, content: "Hello", client_id: "1" },
    { type: "react", seq: 3, emoji: "👍", client_id: "2" },
    { type: "pin", seq: 3, client_id: "3" },
    { type: "message", content: "in the thread", thread: 3, client_id: "4" },
    { type: "delete", seq: 3, client_id: "5" },
  ];
  for (const [i, deed] of deeds.entries()) {
    a.send({ ...deed, room_id });
    const ack = await a.next({ type: "ack", client_id: deed.client_id });
    assert.deepEqual([ack.seq, ack["unchanged"]], [4 + i, undefined], deed.type);
  }
  a.send({ type: "delete", room_id, seq: 3, client_id: "6" });
  assert.deepEqual(await a.next({ type: "ack", client_id: "6" }), {
    type: "ack",
    client_id: "6",
    room_id,
    seq: 8,
    unchanged: true,
  });
  a.send({ type: "edit", room_id, seq: 3, content: "x", client_id: "7" });
  assert.equal((await a.next({ type: "error" })).code, "message_deleted");
  await b.next({ type: "deleted" });
  const seen = b.frames.flatMap((frame) => frame["of"] === 3 || frame["thread"] === 3 ? [frame["type"]] : []);
  assert.deepEqual(seen, ["edited", "reaction", "system", "reply", "deleted"]);
  await using late = await ada.connect({ room_id, since: "2" });
  await late.next({ seq: 8 });
  assert.doesNotMatch(JSON.stringify(late.frames), /Hel+o/);
});

Deno.test("A thread has its own page, its followers and what they have not read", async () => {
  await using server = await startServer({ env });
  const { ada, bob, id, messages, one } = await stage(server.url);
  const reply = (who: User, content: string) => who.call(`POST ${messages}`, { content, thread: 3 });
  for (const content of ["a", "b", "c"]) assert.equal((await reply(bob, content)).status, 201);
  assert.equal(await bob.code(`POST ${messages}`, { content: "x", thread: 4 }), "invalid");
  const thread = async (who: User, query = "") => (await who.call(`GET ${one}/thread${query}`)).body;
  const whole = await thread(ada);
  assert.deepEqual(whole.messages.map(({ content }) => content), ["a", "b", "c"]);
  assert.deepEqual(whole["root"], (await ada.call(`GET ${one}`)).body["message"]);
  assert.deepEqual(((whole["root"] as Json)["thread_info"] as Json)["replies"], 3);
  assert.deepEqual([whole["following"], whole["unread"], whole["last_read"]], [true, 3, 0]);
  assert.deepEqual((await thread(ada, "?limit=2")).messages.map(({ seq }) => seq), [5, 6]);
  assert.deepEqual((await thread(ada, "?limit=1&after=4")).messages.map(({ seq }) => seq), [5]);
  assert.deepEqual((await thread(bob))["unread"], 0);
  const { body } = await ada.call(`PUT ${one}/thread/read`, { seq: 5 });
  assert.deepEqual(body, { room_id: id, root: 3, following: true, last_read: 5, unread: 1 } as unknown as Json);
  await bob.call(`DELETE ${messages}/6`);
  const inbox = (await ada.call("GET /api/threads")).body as unknown as { threads: Json[]; total: number };
  assert.deepEqual([inbox.total, inbox.threads[0]?.["unread"]], [1, 0]);
  await ada.call(`DELETE ${one}/thread/follow`);
  assert.equal((await ada.call("GET /api/threads")).body.total, 0);
  await reply(bob, "d");
  assert.equal((await ada.call("GET /api/threads")).body.total, 0, "unfollowed is unfollowed");
  await ada.call(`PUT ${one}/thread/follow`);
  assert.equal((await ada.call("GET /api/threads")).body.total, 1);
  await ada.call(`POST ${messages}`, { content: "in the timeline" });
  assert.deepEqual((await bob.call(`GET ${messages}?type=text`)).body.messages.map(({ content }) => content), [
    "Helo",
    "in the timeline",
  ]);
  await bob.call(`POST /api/rooms/${id}/leave`);
  assert.equal((await bob.call("GET /api/threads")).body.total, 0);
  assert.equal(await bob.code(`GET ${one}/thread`), "not_member");
});

Deno.test("Members are mentioned by name; a message is forwarded by who may read it", async () => {
  await using server = await startServer({ env });
  const { ada, bob, messages } = await stage(server.url);
  const said = (await ada.call(`POST ${messages}`, { content: "Look, @Bob, `@ada` and @room" })).body;
  assert.deepEqual([said["mentions"], said["mentions_room"]], [[bob.id], true]);
  const other = await bob.room({ name: "elsewhere", is_private: true });
  const source = messages.split("/")[3]!;
  await ada.call(`PATCH ${messages}/3`, { content: "Hello" });
  const copy = await bob.call(`POST /api/rooms/${other}/messages`, { forward: { room_id: source, seq: 3 } });
  assert.equal(copy.status, 201);
  const { timestamp } = ((await ada.call(`GET ${messages}/3`)).body as unknown as { message: Json }).message;
  assert.deepEqual([copy.body.content, copy.body["forwarded"]], [
    "Hello",
    { room_id: source, seq: 3, user_id: ada.id, username: "ada", timestamp },
  ]);
  assert.equal(
    await ada.code(`POST ${messages}`, { forward: { room_id: other, seq: 2 } }),
    "not_found",
    "a private room is not known to exist",
  );
  assert.equal(await bob.code(`POST ${messages}`, { content: "x", forward: { room_id: other, seq: 2 } }), "invalid");
  assert.equal(await bob.code(`POST ${messages}`, {}), "invalid");
});
