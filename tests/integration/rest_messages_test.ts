import assert from "node:assert/strict";
import { startServer } from "../support/server_process.ts";
import { User } from "./rest_fixture.ts";

const env = { LIMIT_AUTH_PER_MINUTE: "0", LIMIT_MESSAGES_PER_SECOND: "0" };

/** A room with ada's join (seq 1), bob's (2), and twenty messages: ada's odd (3, 5 …), bob's even (4, 6 …). */
async function conversation(url: string): Promise<{ ada: User; bob: User; id: string }> {
  const [ada, bob] = [await User.registered(url, "ada"), await User.registered(url, "bob")];
  const id = await ada.room({ name: "engines" });
  await bob.call(`POST /api/rooms/${id}/join`);
  for (let seq = 3; seq <= 22; seq++) {
    const sent = await (seq % 2 === 1 ? ada : bob).call(`POST /api/rooms/${id}/messages`, { content: `${seq}` });
    assert.deepEqual([sent.status, sent.body.seq], [201, seq]);
  }
  return { ada, bob, id };
}

Deno.test("History is paged by offset from the newest, by before and after, and filtered by sender and type", async () => {
  await using server = await startServer({ env });
  const { ada, bob, id } = await conversation(server.url);
  const page = async (query: string) => {
    const { status, body } = await bob.call(`GET /api/rooms/${id}/messages${query}`);
    assert.equal(status, 200, query);
    return { seqs: body.messages.map(({ seq }) => seq), total: body.total };
  };
  const all = Array.from({ length: 22 }, (_, i) => i + 1);
  assert.deepEqual(await page(""), { seqs: all, total: 22 });
  assert.deepEqual(await page("?limit=3"), { seqs: [20, 21, 22], total: 22 });
  assert.deepEqual(await page("?limit=3&offset=3"), { seqs: [17, 18, 19], total: 22 });
  assert.deepEqual(await page("?limit=3&offset=21"), { seqs: [1], total: 22 });
  assert.deepEqual(await page("?limit=3&offset=22"), { seqs: [], total: 22 });
  assert.deepEqual(await page("?limit=3&before=10"), { seqs: [7, 8, 9], total: 22 });
  assert.deepEqual(await page("?limit=3&after=10"), { seqs: [11, 12, 13], total: 22 });
  assert.deepEqual(await page("?after=4&before=8"), { seqs: [5, 6, 7], total: 22 });
  assert.deepEqual(await page("?after=22"), { seqs: [], total: 22 });
  assert.deepEqual(await page("?type=system"), { seqs: [1, 2], total: 2 });
  assert.deepEqual(await page(`?sender=${ada.id}&type=text&limit=2`), { seqs: [19, 21], total: 10 });
  assert.deepEqual(await page(`?sender=${ada.id}&type=text&limit=2&offset=2`), { seqs: [15, 17], total: 10 });
  assert.deepEqual(await page(`?sender=${bob.id}&after=4&limit=2`), { seqs: [6, 8], total: 11 });
  assert.deepEqual(await page(`?sender=${bob.id}&before=6`), { seqs: [2, 4], total: 11 });
  const bad = [
    "limit=0",
    "limit=201",
    "offset=-1",
    "offset=1&before=3",
    "before=x",
    "sender=ada",
    "type=edit",
    "page=2",
  ];
  for (const query of bad) assert.equal(await bob.status(`GET /api/rooms/${id}/messages?${query}`), 422, query);
});

Deno.test("A client_id makes sending repeatable, whichever door is used first", async () => {
  await using server = await startServer({ env });
  const { ada, bob, id } = await conversation(server.url);
  const messages = `/api/rooms/${id}/messages`;
  await using socket = await ada.connect({ room_id: id });
  await socket.next({ type: "subscribed" });

  const first = await ada.call(`POST ${messages}`, { content: "by REST", client_id: "a" });
  assert.deepEqual([first.status, first.body.seq, first.body["client_id"]], [201, 23, "a"]);
  const again = await ada.call(`POST ${messages}`, { content: "by REST", client_id: "a" });
  assert.deepEqual([again.status, again.body], [201, first.body]);
  socket.send({ type: "message", room_id: id, content: "by REST", client_id: "a" });
  assert.deepEqual(await socket.next({ type: "ack", client_id: "a" }), {
    ...{ type: "ack", client_id: "a", id: first.body.id, room_id: id, seq: 23, timestamp: first.body.timestamp },
  });

  socket.send({ type: "message", room_id: id, content: "by socket", client_id: "b" });
  const ack = await socket.next({ type: "ack", client_id: "b" });
  assert.equal(ack.seq, 24);
  const over = await ada.call(`POST ${messages}`, { content: "by socket", client_id: "b" });
  assert.deepEqual([over.status, over.body.seq, over.body.id], [201, 24, ack.id]);

  const other = await ada.call(`POST ${messages}`, { content: "something else", client_id: "a" });
  assert.deepEqual([other.status, other.body.error.code], [409, "client_id_conflict"]);
  socket.send({ type: "message", room_id: id, content: "something else", client_id: "b" });
  assert.equal((await socket.next({ type: "error", client_id: "b" })).code, "client_id_conflict");
  const bobs = await bob.call(`POST ${messages}`, { content: "bob's own", client_id: "a" });
  assert.deepEqual([bobs.status, bobs.body.seq], [201, 25], "a client_id is its sender's");

  const { total } = (await ada.call(`GET ${messages}`)).body;
  assert.equal(total, 25);
});

Deno.test("A client_id is remembered over kill -9 and a new start", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "parley-test-" });
  try {
    const key = { JWT_SECRET: "0123456789abcdef0123456789abcdef", ...env };
    let sent: { readonly seq: number };
    let ada: User;
    let messages: string;
    {
      await using server = await startServer({ dataDir, env: key });
      ada = await User.registered(server.url, "ada");
      messages = `/api/rooms/${await ada.room({ name: "engines" })}/messages`;
      sent = (await ada.call(`POST ${messages}`, { content: "once", client_id: "a" })).body;
      server.kill("SIGKILL");
      await server.exited();
    }
    await using server = await startServer({ dataDir, env: key });
    const { status, body } = await ada.at(server.url).call(`POST ${messages}`, { content: "once", client_id: "a" });
    assert.deepEqual([status, body], [201, sent]);
    assert.equal((await ada.at(server.url).call(`GET ${messages}`)).body.total, 2);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
});

Deno.test("Messages have 1 to 4,000 code points, not blank, and are kept as they are", async () => {
  await using server = await startServer({ env });
  const ada = await User.guest(server.url, "ada");
  const messages = `/api/rooms/${await ada.room({ name: "engines" })}/messages`;
  const kept = [
    ' <b>bold</b> & "quoted" \\ ',
    "line\nline\r\n\ttab",
    "\u{1d11e}".repeat(4_000),
    "e\u0301 \u200f \u{1f642}",
  ];
  for (const content of kept) {
    assert.equal((await ada.call(`POST ${messages}`, { content })).body.content, content);
  }
  const { messages: found } = (await ada.call(`GET ${messages}?type=text`)).body;
  assert.deepEqual(found.map(({ content }) => content), kept);
  for (const content of ["", " \n ", "x".repeat(4_001), "a\0b", "\ud800", 5]) {
    assert.equal(await ada.code(`POST ${messages}`, { content }), "invalid", JSON.stringify(content).slice(0, 40));
  }
  assert.equal(await ada.code(`POST ${messages}`, { content: "x", seq: 1 }), "invalid");
  assert.equal(await ada.code(`POST ${messages}`, { content: "x".repeat(70_000) }), "too_large");
});

Deno.test("A user's messages are limited over both doors together, with the time to wait", async () => {
  await using server = await startServer({
    env: { ...env, LIMIT_MESSAGES_PER_SECOND: "1", LIMIT_MESSAGES_BURST: "2" },
  });
  const ada = await User.guest(server.url, "ada");
  const id = await ada.room({ name: "engines" });
  await using socket = await ada.connect({ room_id: id });
  await socket.next({ type: "subscribed" });
  socket.send({ type: "message", room_id: id, content: "1", client_id: "1" });
  await socket.next({ type: "ack", client_id: "1" });
  assert.equal(await ada.status(`POST /api/rooms/${id}/messages`, { content: "2" }), 201);
  const refused = await ada.call(`POST /api/rooms/${id}/messages`, { content: "3" });
  assert.deepEqual([refused.status, refused.body.error.code], [429, "rate_limited"]);
  assert.equal(refused.headers.get("retry-after"), "1");
  socket.send({ type: "message", room_id: id, content: "4", client_id: "4" });
  const error = await socket.next({ type: "error", client_id: "4" });
  assert.equal(error.code, "rate_limited");
  assert.ok(Number(error["retry_after_ms"]) > 0 && Number(error["retry_after_ms"]) <= 1_000);
});
