import assert from "node:assert/strict";
import type { Server } from "../../src/server.ts";
import { createRecordedPush } from "../support/recorded_push.ts";
import { call, guest, type ServerAnswer, ServerBench } from "../support/server_bench.ts";

const path = "/api/users/me/export";

interface Records {
  readonly records: readonly {
    readonly kind: string;
    readonly account?: Readonly<Record<string, unknown>>;
    readonly room?: { readonly name: string };
    readonly event?: { readonly content: string; readonly seq: number };
  }[];
}

/** The export of whoever has the token, when it is finished. */
async function finished(bench: ServerBench, server: Server, token: string): Promise<ServerAnswer> {
  for (let tries = 0; tries < 500; tries++) {
    await bench.clock.tick(50);
    const answer = await call(server, `GET ${path}`, token);
    if (answer.body.state === "done") return answer;
  }
  throw new Error("The export was not finished in 500 looks");
}

async function fileOf(server: Server, token: string, format: string): Promise<{ answer: Response; text: string }> {
  const request = new Request(`http://server.test${path}/file?format=${format}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const answer = await server.fetch(request, { remote: "192.0.2.1" });
  return { answer, text: await answer.text() };
}

async function talk(server: Server, token: string, room: string, contents: readonly string[]): Promise<void> {
  for (const content of contents) {
    assert.equal((await call(server, `POST /api/rooms/${room}/messages`, token, { content })).status, 201);
  }
}

Deno.test("An export holds the account, the memberships and every event one has caused, and nobody else's", async () => {
  await using bench = await ServerBench.open();
  const server = bench.server();
  await server.start();
  const email = "ada@example.com";
  await call(server, "POST /api/auth/register", undefined, { username: "ada", email, password: "correct horse" });
  const ada = (await call(server, "POST /api/auth/login", undefined, { email, password: "correct horse" })).body.token;
  const bob = await guest(server, "bob");
  const rooms = ["engines", "looms"];
  for (const name of rooms) {
    const { body: { id } } = await call(server, "POST /api/rooms", ada, { name });
    await call(server, `POST /api/rooms/${id}/join`, bob, {});
    await talk(server, ada, id, Array.from({ length: 600 }, (_, i) => `${name} ${i}`));
    await talk(server, bob, id, ["not hers <script>"]);
  }
  const asked = await call(server, `POST ${path}`, ada);
  assert.deepEqual([asked.status, asked.body.state], [202, "open"]);
  assert.equal((await call(server, `POST ${path}`, ada)).body.id, asked.body.id, "one at a time");
  assert.equal((await fileOf(server, ada, "json")).answer.status, 404, "half of it is not handed out");
  assert.equal((await finished(bench, server, ada)).body.progress, 1);
  const { answer, text } = await fileOf(server, ada, "json");
  assert.match(answer.headers.get("content-disposition") ?? "", /^attachment; filename="parley-export.json"$/);
  const { records } = JSON.parse(text) as Records;
  const account = records.find(({ kind }) => kind === "account")?.account;
  assert.equal(account?.email, email);
  assert.equal(account?.passwordHash, undefined);
  assert.deepEqual(
    records.filter(({ kind }) => kind === "membership").map(({ room }) => room?.name).sort(),
    rooms,
  );
  for (const name of rooms) {
    const events = records.filter(({ kind, room }) => kind === "event" && room?.name === name);
    const said = events.map(({ event }) => event?.content).filter((content) => content?.startsWith(name));
    assert.equal(said.length, 600, "every one");
    assert.equal(new Set(said).size, 600, "once");
  }
  assert.doesNotMatch(text, /not hers/);
  await bench.drain(server);
});

Deno.test("An export holds what is kept beside the rooms: drafts, messages for later, blocks, settings, browsers", async () => {
  await using bench = await ServerBench.open();
  const server = bench.server({ push: createRecordedPush() });
  await server.start();
  const email = "ada@example.com";
  await call(server, "POST /api/auth/register", undefined, { username: "ada", email, password: "correct horse" });
  const ada = (await call(server, "POST /api/auth/login", undefined, { email, password: "correct horse" })).body.token;
  const other = { username: "bob", email: "bob@example.com", password: "correct horse" };
  const { body: { id: bob } } = await call(server, "POST /api/auth/register", undefined, other);
  const { body: { id: room } } = await call(server, "POST /api/rooms", ada, { name: "engines" });
  const send_at = new Date(bench.clock.now() + 3_600_000).toISOString();
  const endpoint = "https://push.example.com/secret";
  const target = { endpoint, expirationTime: null, keys: { p256dh: "A".repeat(87), auth: "A".repeat(22) } };
  for (
    const [deed, body] of [
      [`PUT /api/rooms/${room}/draft`, { content: "half a <b>thought" }],
      ["POST /api/scheduled", { room_id: room, content: "tomorrow", send_at }],
      [`PUT /api/users/${bob}/block`, undefined],
      ["PATCH /api/notifications", { level: "nothing" }],
      [`PUT /api/rooms/${room}/notifications`, { level: "all" }],
      ["POST /api/push/subscriptions", target],
    ] as const
  ) {
    const { status } = await call(server, deed, ada, body);
    assert.ok(status < 300, `${deed}: ${status}`);
  }
  await call(server, `POST ${path}`, ada);
  await finished(bench, server, ada);
  const { text } = await fileOf(server, ada, "json");
  const records = (JSON.parse(text) as { readonly records: readonly Record<string, unknown>[] }).records;
  const ofKind = (kind: string) => records.filter((record) => record["kind"] === kind);
  assert.deepEqual(ofKind("draft").map(({ draft }) => (draft as { content: string }).content), ["half a <b>thought"]);
  const [{ scheduled }] = ofKind("scheduled") as [{ scheduled: Record<string, unknown> }];
  assert.deepEqual([scheduled["room_id"], scheduled["content"], scheduled["send_at"]], [room, "tomorrow", send_at]);
  assert.deepEqual(ofKind("block").map(({ user_id }) => user_id), [bob]);
  assert.deepEqual(new Set(ofKind("notifications").map(({ room_id }) => room_id)), new Set([undefined, room]));
  assert.deepEqual(ofKind("browser").map(({ host }) => host), ["push.example.com"]);
  assert.doesNotMatch(text, /secret/);
  const page = (await fileOf(server, ada, "html")).text;
  assert.match(page, /half a &lt;b&gt;thought/);
  await bench.drain(server);
});

Deno.test("An export to be read is a page in which nothing runs, whatever was written", async () => {
  await using bench = await ServerBench.open();
  const server = bench.server();
  await server.start();
  const eve = await guest(server, "eve");
  const { body: { id } } = await call(server, "POST /api/rooms", eve, { name: "<img src=x>" });
  await talk(server, eve, id, ["</p><script>alert(1)</script>"]);
  await call(server, `POST ${path}`, eve);
  await finished(bench, server, eve);
  const { answer, text } = await fileOf(server, eve, "html");
  assert.match(text, /&lt;\/p&gt;&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
  assert.match(text, /<h2>&lt;img src=x&gt;<\/h2>/);
  assert.doesNotMatch(text, /<script|<img/);
  assert.match(answer.headers.get("content-security-policy") ?? "", /default-src 'none'/);
  await bench.drain(server);
});

Deno.test("An export to be read says in words what one has done to messages", async () => {
  await using bench = await ServerBench.open();
  const server = bench.server();
  await server.start();
  const eve = await guest(server, "eve");
  const { body: { id } } = await call(server, "POST /api/rooms", eve, { name: "garden" });
  await talk(server, eve, id, ["Helo", "never mind"]);
  await call(server, `PATCH /api/rooms/${id}/messages/2`, eve, { content: "Hello" });
  await call(server, `PUT /api/rooms/${id}/messages/2/reactions/%F0%9F%91%8D`, eve);
  await call(server, `DELETE /api/rooms/${id}/messages/2/reactions/%F0%9F%91%8D`, eve);
  await call(server, `DELETE /api/rooms/${id}/messages/3`, eve);
  await call(server, `POST ${path}`, eve);
  await finished(bench, server, eve);
  const { text } = await fileOf(server, eve, "html");
  const lines = [...text.matchAll(/<\/time> (.*)<\/p>/g)].map(([, line]) => line);
  assert.deepEqual(lines.toSorted(), [
    "(changed message 2) Hello",
    "(deleted message 3)",
    "(deleted)",
    "(put \u{1f44d}, message 2)",
    "(took back \u{1f44d}, message 2)",
    "Helo",
    "eve joined",
  ]);
  await bench.drain(server);
});

Deno.test("An export is its owner's alone, can be removed, and goes on where a server ended", async () => {
  await using bench = await ServerBench.open();
  const first = bench.server();
  await first.start();
  const ada = await guest(first, "ada");
  const { body: { id } } = await call(first, "POST /api/rooms", ada, { name: "engines" });
  await talk(first, ada, id, ["one", "two"]);
  // Nobody works on it here: as if the node that took it had died at once.
  await bench.drain(first);
  await bench.store.jobs.create({
    id: "a".repeat(24),
    kind: "export",
    user: (await call(first, "GET /api/auth/me", ada)).body.id,
    username: "ada",
    createdAt: "2026-01-02T03:04:05.678Z",
  });
  await bench.store.jobs.claim("of a dead node", bench.clock.now(), bench.clock.now() + 30_000);
  const second = bench.server();
  await second.start();
  assert.equal((await call(second, `GET ${path}`, ada)).body.state, "open");
  await bench.clock.tick(60_000);
  await finished(bench, second, ada);
  assert.match((await fileOf(second, ada, "json")).text, /"content":"two"/);
  const bob = await guest(second, "bob");
  assert.equal((await fileOf(second, bob, "json")).answer.status, 404);
  assert.equal((await call(second, `DELETE ${path}`, ada)).status, 204);
  assert.equal((await call(second, `GET ${path}`, ada)).status, 404);
  assert.equal((await call(second, `DELETE ${path}`, ada)).status, 404);
  await bench.drain(second);
});
