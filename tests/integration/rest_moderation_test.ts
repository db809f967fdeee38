import assert from "node:assert/strict";
import { startServer } from "../support/server_process.ts";
import { User } from "./rest_fixture.ts";

const env = { LIMIT_AUTH_PER_MINUTE: "0", LIMIT_MESSAGES_PER_SECOND: "0" };

async function people(url: string, ...names: readonly string[]): Promise<User[]> {
  return await Promise.all(names.map((name) => User.registered(url, name)));
}

Deno.test("After a ban is acknowledged nothing later reaches its user by push, resume, history, members or any door", async () => {
  await using server = await startServer({ env });
  const [ada, bob, eve] = await people(server.url, "ada", "bob", "eve") as [User, User, User];
  const id = await ada.room({ name: "engines" });
  const room = `/api/rooms/${id}`;
  await bob.call(`POST ${room}/join`);
  await eve.call(`POST ${room}/join`);
  const link = `/api/invites/${(await ada.call(`POST ${room}/invites`, {})).body["code"]}`;
  await using socket = await bob.connect({ room_id: id });
  await socket.next({ type: "subscribed" });
  await using second = await bob.connect({ room_id: id });
  await second.next({ type: "subscribed" });
  await ada.call(`POST ${room}/messages`, { content: "before" });

  assert.equal(await ada.status(`PUT ${room}/members/${eve.id}/role`, { role: "moderator" }), 200);
  assert.equal(await bob.code(`PUT ${room}/bans/${eve.id}`, {}), "forbidden");
  assert.equal(await eve.status(`PUT ${room}/bans/${bob.id}`, { reason: "spam", seconds: 3_600 }), 204);
  assert.equal(await ada.status(`POST ${room}/messages`, { content: "after" }), 201);

  for (const reader of [socket, second]) {
    const last = await reader.next({ type: "system", action: "ban" });
    assert.deepEqual([last["target"], last["reason"], last["user_id"]], [
      { id: bob.id, username: "bob" },
      "spam",
      eve.id,
    ]);
    const ended = await reader.next({ type: "unsubscribed" });
    assert.deepEqual([ended["reason"], ended.seq], ["banned", last.seq]);
    reader.send({ type: "subscribe", room_id: id, since: 1 });
    assert.equal((await reader.next({ type: "error" })).code, "not_member");
    reader.send({ type: "message", room_id: id, content: "x", client_id: "1" });
    assert.equal((await reader.next({ type: "error", client_id: "1" })).code, "not_member");
  }
  for (const line of ["messages", "messages?before=3", "members", "read", "invites"]) {
    assert.equal(await bob.code(`GET ${room}/${line}`), "not_member", line);
  }
  assert.equal(await bob.code(`GET ${room}`), "banned");
  const { details } = (await bob.call(`GET ${room}`)).body.error as { details?: { until: string; reason: string } };
  assert.deepEqual([details?.reason, Date.parse(details?.until ?? "") > Date.now()], ["spam", true]);
  assert.equal(await bob.code(`POST ${room}/join`), "banned");
  assert.equal(await bob.code(`POST ${link}`), "banned");
  assert.equal(await ada.code(`POST ${room}/members`, { user_id: bob.id }), "banned");
  await using third = await bob.connect({ room_id: id });
  assert.equal((await third.next({ type: "error" })).code, "banned");
  const listed = await bob.call("GET /api/rooms?q=engines");
  assert.deepEqual([listed.body["rooms"], listed.body.total], [[], 0]);
  for (const { frames } of [socket, second, third]) assert.ok(!frames.some(({ content }) => content === "after"));

  const { bans } = (await eve.call(`GET ${room}/bans`)).body as unknown as { bans: Record<string, unknown>[] };
  assert.deepEqual(bans.map(({ user, by, reason }) => ({ user, by, reason })), [{
    user: { id: bob.id, username: "bob" },
    by: { id: eve.id, username: "eve" },
    reason: "spam",
  }]);
  assert.equal(await bob.code(`GET ${room}/bans`), "forbidden");
  assert.equal(await eve.status(`DELETE ${room}/bans/${bob.id}`), 204);
  assert.equal(await bob.status(`POST ${room}/join`), 200);
  assert.deepEqual((await eve.call(`GET ${room}/bans`)).body["bans"], []);
});

Deno.test("One member is shown to members; what keeps somebody from writing, to themselves and to who may mute", async () => {
  await using server = await startServer({ env });
  const [ada, bob, eve] = await people(server.url, "ada", "bob", "eve") as [User, User, User];
  const room = `/api/rooms/${await ada.room({ name: "engines" })}`;
  const member = `GET ${room}/members/${bob.id}`;
  assert.equal(await ada.code(member), "not_found");
  for (const user of [bob, eve]) await user.call(`POST ${room}/join`);
  const shown = async (user: User, path = member) => {
    const { body } = await user.call(path);
    return {
      name: body["username"],
      role: body["role"],
      muted: body["muted"],
      waits: Number(body["wait_ms"] ?? 0) > 0,
    };
  };
  const plain = { name: "bob", role: "member", muted: undefined, waits: false };
  assert.deepEqual(await shown(bob, `GET ${room}/members/me`), plain);

  await ada.call(`PATCH ${room}`, { slow_mode_seconds: 3_600 });
  await bob.call(`POST ${room}/messages`, { content: "x" });
  await ada.call(`PUT ${room}/mutes/${bob.id}`, { reason: "too loud" });
  const silent = { ...plain, muted: { reason: "too loud" }, waits: true };
  assert.deepEqual(await shown(bob, `GET ${room}/members/me`), silent);
  assert.deepEqual(await shown(ada), silent);
  assert.deepEqual(await shown(eve), plain);

  // Who may mute is not slowed down; what is over is not told.
  await ada.call(`PUT ${room}/members/${bob.id}/role`, { role: "moderator" });
  await ada.call(`DELETE ${room}/mutes/${bob.id}`);
  assert.deepEqual(await shown(bob), { ...plain, role: "moderator" });
  await eve.call(`POST ${room}/leave`);
  assert.equal(await eve.code(member), "not_member");
  assert.equal(await ada.code(`GET ${room}/members/${eve.id}`), "not_found");
});

Deno.test("Roles, muting, slow mode and archiving take effect with their events", async () => {
  await using server = await startServer({ env });
  const [ada, bob] = await people(server.url, "ada", "bob") as [User, User];
  const room = `/api/rooms/${await ada.room({ name: "engines" })}`;
  await bob.call(`POST ${room}/join`);
  const say = () => bob.code(`POST ${room}/messages`, { content: "x" });

  assert.equal(await ada.status(`PUT ${room}/mutes/${bob.id}`, {}), 204);
  assert.equal(await say(), "muted");
  assert.equal(((await ada.call(`GET ${room}/mutes`)).body["mutes"] as unknown[]).length, 1);
  assert.equal(await ada.status(`DELETE ${room}/mutes/${bob.id}`), 204);
  assert.equal(await bob.status(`POST ${room}/messages`, { content: "x" }), 201);

  const slowed = await ada.call(`PATCH ${room}`, { slow_mode_seconds: 600 });
  assert.equal(slowed.body["slow_mode_seconds"], 600);
  assert.equal(await bob.status(`POST ${room}/messages`, { content: "y" }), 201);
  assert.equal(await say(), "rate_limited");
  assert.equal(await ada.status(`POST ${room}/messages`, { content: "z" }), 201);

  const archived = await ada.call(`PATCH ${room}`, { archived: true, slow_mode_seconds: 0 });
  assert.deepEqual([archived.body["archived"], archived.body["slow_mode_seconds"]], [true, undefined]);
  assert.equal(await say(), "archived");
  assert.equal(await bob.status(`GET ${room}/messages`), 200);
  const before = (await ada.call(`GET ${room}`)).body.head;
  assert.equal(await ada.status(`PATCH ${room}`, { archived: true }), 200);
  assert.equal((await ada.call(`GET ${room}`)).body.head, before, "it is so already");
  await ada.call(`PATCH ${room}`, { archived: false, rights: { send: "moderator" } });
  assert.equal(await say(), "forbidden", "only announcements");

  const role = await ada.call(`PUT ${room}/members/${bob.id}/role`, { role: "moderator" });
  assert.deepEqual([role.status, role.body["role"]], [200, "moderator"]);
  assert.equal(await bob.status(`POST ${room}/messages`, { content: "hear" }), 201);
  assert.equal(await bob.code(`PUT ${room}/owner`, { user_id: bob.id }), "forbidden");
  const owner = await ada.call(`PUT ${room}/owner`, { user_id: bob.id });
  assert.deepEqual([owner.status, owner.body["role"]], [200, "owner"]);
  const { creator_id, owner_id } = (await bob.call(`GET ${room}`)).body;
  assert.deepEqual([creator_id, owner_id], [ada.id, bob.id]);
  assert.equal(await ada.code(`DELETE ${room}`), "forbidden");
  assert.equal(await bob.status(`DELETE ${room}`), 204);
});

Deno.test("A room refuses its blocked words and links from who may not, over every door, in edits and forwards too", async () => {
  await using server = await startServer({ env });
  const [ada, bob] = await people(server.url, "ada", "bob") as [User, User];
  const id = await ada.room({ name: "engines" });
  const room = `/api/rooms/${id}`;
  await bob.call(`POST ${room}/join`);
  const { seq } = (await bob.call(`POST ${room}/messages`, { content: "buy this" })).body;
  const link = (await bob.call(`POST ${room}/messages`, { content: "https://example.com/" })).body.seq;
  for (
    const words of [
      ["", "x"],
      ["x".repeat(51)],
      Array.from({ length: 101 }, (_, i) => `w${i}`),
      [{ $ne: "" }],
      "x",
    ]
  ) {
    assert.equal(await ada.code(`PATCH ${room}`, { blocked_words: words }), "invalid");
  }
  assert.equal(await bob.code(`PATCH ${room}`, { blocked_words: ["x"] }), "forbidden");
  const changed = await ada.call(`PATCH ${room}`, { blocked_words: ["buy this"], rights: { post_links: "moderator" } });
  assert.deepEqual([changed.body["blocked_words"], changed.body["rights"]], [["buy this"], {
    post_links: "moderator",
  }]);

  assert.equal(await bob.code(`POST ${room}/messages`, { content: "BUY *this*" }), "content_refused");
  assert.equal(await bob.code(`POST ${room}/messages`, { content: "see www.example.com" }), "content_refused");
  assert.equal(await bob.code(`PATCH ${room}/messages/${seq}`, { content: "no, buy this!" }), "content_refused");
  for (const  of of[seq, link]) {
    const forward = { room_id: id, seq: of };
    assert.equal(await bob.code(`POST ${room}/messages`, { forward }), "content_refused");
  }
  await using socket = await bob.connect({ room_id: id });
  socket.send({ type: "message", room_id: id, content: "buy this", client_id: "1" });
  assert.equal((await socket.next({ type: "error", client_id: "1" })).code, "content_refused");
  assert.equal(await bob.status(`PATCH ${room}/messages/${seq}`, { content: "something else" }), 200);
  assert.equal(await bob.status(`POST ${room}/messages`, { content: "buy that" }), 201);
  assert.equal(await ada.status(`POST ${room}/messages`, { content: "who says buy this at www.example.com" }), 201);
  await ada.call(`PATCH ${room}`, { blocked_words: [], rights: {} });
  assert.equal(await bob.status(`POST ${room}/messages`, { content: "buy this: https://example.com" }), 201);
});

Deno.test("A room chooses a list of words for those who may not mute, and gives it up again", async () => {
  await using server = await startServer({ env });
  const [ada, bob] = await people(server.url, "ada", "bob") as [User, User];
  const room = `/api/rooms/${await ada.room({ name: "engines" })}`;
  await bob.call(`POST ${room}/join`);
  const { seq } = (await bob.call(`POST ${room}/messages`, { content: "what the fuck" })).body;
  for (const list of ["klingon", "", 1, ["english"]]) {
    assert.equal(await ada.code(`PATCH ${room}`, { word_list: list }), "invalid");
  }
  assert.equal(await bob.code(`PATCH ${room}`, { word_list: "english" }), "forbidden");
  assert.equal((await ada.call(`PATCH ${room}`, { word_list: "english" })).body["word_list"], "english");
  for (const content of ["fuck", "FU\u200bCK!", "you $h1t"]) {
    const { status, body } = await bob.call(`POST ${room}/messages`, { content });
    assert.deepEqual([status, body.error], [422, {
      code: "content_refused",
      message: "The room does not take a word of this text",
    }]);
  }
  assert.equal(await bob.code(`PATCH ${room}/messages/${seq}`, { content: "fuck that" }), "content_refused");
  assert.equal(await bob.status(`POST ${room}/messages`, { content: "a class of assassins" }), 201);
  assert.equal(await ada.status(`POST ${room}/messages`, { content: "nobody says fuck" }), 201);
  assert.equal("word_list" in (await ada.call(`PATCH ${room}`, { word_list: null })).body, false);
  assert.equal(await bob.status(`POST ${room}/messages`, { content: "fuck" }), 201);
});

Deno.test("A server that has chosen a list takes its words from nobody, in no room", async () => {
  await using server = await startServer({ env: { ...env, WORD_LIST: "english" } });
  const [ada] = await people(server.url, "ada") as [User];
  const room = `/api/rooms/${await ada.room({ name: "engines" })}`;
  assert.equal(await ada.code(`POST ${room}/messages`, { content: "fuck" }), "content_refused");
  assert.equal(await ada.status(`POST ${room}/messages`, { content: "analysis" }), 201);
});
