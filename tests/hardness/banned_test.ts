import assert from "node:assert/strict";
import { createDiskBlobs } from "../../src/adapters/disk/create_disk_blobs.ts";
import { mongoMissing } from "../adapters/mongo/mongo_tests.ts";
import { type Json, type PlainSocket, User } from "../integration/rest_fixture.ts";
import { MongoServer } from "../support/mongo_server.ts";
import { RealServer } from "../support/real_server.ts";
import { createRecordedPush } from "../support/recorded_push.ts";
import { redisMissing, RedisServer } from "../support/redis_server.ts";
import { startServer } from "../support/server_process.ts";
import { tempFolder } from "../support/temp.ts";
import { eventually } from "./besieged.ts";

/** Of the room's log: what is signalled beside it has no seq. */
function seqs({ frames }: PlainSocket): number[] {
  return frames.flatMap((frame) => frame.id !== undefined && typeof frame.seq === "number" ? [frame.seq] : []);
}

const after = "said when bob was gone";

/** By what is done to somebody. */
const names = {
  remove: "S58: who is removed gets nothing from after that moment, by old cursors, devices, lists or later",
  ban: "S58: who is banned gets nothing from after that moment, by old cursors, devices, lists, links or later",
};

for (const deed of ["remove", "ban"] as const) {
  Deno.test(names[deed], async () => {
    await using folder = await tempFolder();
    const push = createRecordedPush();
    await using server = await RealServer.start("node", {
      limits: { messagesPerSecond: 0, authPerMinute: 0 },
      blobs: createDiskBlobs(folder.path),
      push,
    });
    const { url, clock } = server;
    const [ada, bob] = [await User.registered(url, "ada"), await User.registered(url, "bob")];
    const id = await ada.room({ name: "attic", is_private: true });
    const room = `/api/rooms/${id}`;
    const link = `/api/invites/${(await ada.call(`POST ${room}/invites`, {})).body.code}`;
    assert.equal(await bob.status(`POST ${link}`), 200);
    const { seq: own } = (await bob.call(`POST ${room}/messages`, { content: "mine, in its time" })).body;
    const { seq: root } = (await ada.call(`POST ${room}/messages`, { content: "a thread" })).body;
    await bob.call(`PUT ${room}/messages/${root}/thread/follow`);
    const keys = { p256dh: "A".repeat(87), auth: "B".repeat(22) };
    await bob.call("POST /api/push/subscriptions", { endpoint: "https://push.example/bob", keys });
    const send_at = new Date(clock.now() + 3_600_000).toISOString();
    const later = (await bob.call("POST /api/scheduled", { room_id: id, content: "from outside", send_at })).body;
    const headers = { authorization: `Bearer ${ada.token}` };
    const upload = await fetch(`${url}${room}/files?name=a.txt`, { method: "POST", headers, body: "words" });
    const file = (await upload.json()).id;
    await ada.call(`POST ${room}/messages`, { content: "a file", attachments: [file] });
    assert.equal(await bob.status(`GET /api/files/${file}`), 200);
    await using one = await bob.connect({ room_id: id });
    const { epoch } = await one.next({ type: "subscribed" });
    await using other = await bob.connect({ room_id: id, since: "1" });
    await other.next({ type: "subscribed" });

    const line = deed === "ban" ? `PUT ${room}/bans/${bob.id}` : `DELETE ${room}/members/${bob.id}`;
    assert.equal(await ada.status(line, deed === "ban" ? {} : undefined), 204);
    const told = push.sent.length;
    const say = (content: string, more: object = {}) => ada.call(`POST ${room}/messages`, { content, ...more });
    const last = (await say(`${after} @bob`)).body.seq;
    await say(after, { thread: root });
    await say(after, { reply_to: own });
    await ada.call(`PUT ${room}/messages/${own}/reactions/${encodeURIComponent("👍")}`);

    const ends = await Promise.all([one, other].map((socket) => socket.next({ type: "unsubscribed" })));
    for (const { seq } of ends) assert.ok(seq < last, `${seq} is after ${last}`);
    const k = ends[0]!.seq;
    await using third = await bob.connect();
    for (const socket of [one, other, third]) {
      for (const cursor of [{}, { since: 1, epoch }, { since: k, epoch }, { since: last, epoch }, { since: 0 }]) {
        const from = socket.frames.length;
        socket.send({ type: "subscribe", room_id: id, presence: true, ...cursor });
        assert.equal((await socket.next({ type: "error" }, from)).code, "not_found", JSON.stringify(cursor));
      }
      for (const said of [{ type: "message", content: "x" }, { type: "react", seq: own, emoji: "👍" }]) {
        const from = socket.frames.length;
        socket.send({ ...said, room_id: id, client_id: "c" });
        assert.equal((await socket.next({ type: "error", client_id: "c" }, from)).code, "not_found");
      }
      assert.ok(seqs(socket).every((seq) => seq <= k), JSON.stringify(socket.frames));
    }
    const gone = [
      "messages",
      `messages?before=${last}`,
      `messages/${own}`,
      `messages/${last}`,
      `messages/${own}/reactions`,
    ];
    for (const path of [...gone, `messages/${root}/thread`, "pins", "read", "presence", "members", "receipts?seq=1"]) {
      assert.equal(await bob.code(`GET ${room}/${path}`), "not_found", path);
    }
    for (const path of [`files/${file}`, `files/${file}/content`]) {
      assert.equal(await bob.status(`GET /api/${path}`), 404);
    }
    const lists = [
      "mentions",
      "threads",
      "unread",
      "rooms?mine=true",
      "rooms?q=attic",
      "search?q=bob",
      "search?q=mine",
    ];
    for (const list of lists) {
      const { status, body } = await bob.call(`GET /api/${list}`);
      assert.equal(status, 200, list);
      assert.ok(
        !JSON.stringify(body).includes(id) && !JSON.stringify(body).includes(after),
        `${list}: ${JSON.stringify(body)}`,
      );
    }
    // What was to be sent later is sent by nobody; what was to be told is told to nobody.
    for (let i = 0; i < 8; i++) await clock.tick(3_600_000 / 6);
    const { scheduled } = (await bob.call("GET /api/scheduled")).body as unknown as { scheduled: Json[] };
    assert.deepEqual(scheduled.map(({ id, state }) => [id, state]), [[later.id, "failed"]]);
    assert.equal(JSON.stringify(push.sent.slice(told)).includes(id), false, JSON.stringify(push.sent));
    const { messages } = (await ada.call(`GET ${room}/messages?limit=200`)).body;
    const since = messages.filter(({ seq, user_id }) => seq > k && user_id === bob.id);
    assert.deepEqual(since, []);
    assert.deepEqual(messages.filter(({ mentions }) => mentions !== undefined), [], "who is outside is not mentioned");
    if (deed === "ban") assert.equal(await bob.code(`POST ${link}`), "banned");
    for (const socket of [one, other, third]) assert.ok(seqs(socket).every((seq) => seq <= k));
  });
}

const missing = mongoMissing ?? redisMissing;

Deno.test({
  name: "S58: a node that stood still while somebody was banned delivers nothing from after the ban when it goes on",
  ignore: missing !== undefined,
  fn: async () => {
    await using mongo = await MongoServer.open();
    await using redis = await RedisServer.start();
    const env = {
      JWT_SECRET: "a secret of the tests, 32 bytes or more",
      LIMIT_MESSAGES_PER_SECOND: "0",
      LIMIT_AUTH_PER_MINUTE: "0",
      STORE_URL: mongo.url(),
      BROKER_URL: redis.url,
    };
    await using near = await startServer({ env });
    await using far = await startServer({ env });
    const [ada, bob, cat] = [
      await User.guest(near.url, "ada"),
      await User.guest(near.url, "bob"),
      await User.guest(near.url, "cat"),
    ];
    const id = await ada.room({ name: "engines" });
    await using banned = await bob.at(far.url).connect({ room_id: id });
    await using stays = await cat.at(far.url).connect({ room_id: id });
    for (const socket of [banned, stays]) await socket.next({ type: "subscribed" });
    const say = async (content: string) => {
      assert.equal(await ada.status(`POST /api/rooms/${id}/messages`, { content }), 201);
    };
    await say("before");
    for (const socket of [banned, stays]) await socket.next({ content: "before" });

    far.kill("SIGSTOP");
    try {
      assert.equal(await ada.status(`PUT /api/rooms/${id}/bans/${bob.id}`, {}), 204);
      for (let i = 0; i < 20; i++) await say(`after ${i}`);
      // What the banned one asks for waits in the node's sockets until it goes on.
      banned.send({ type: "subscribe", room_id: id, since: 1 });
      banned.send({ type: "message", room_id: id, content: "from outside", client_id: "c" });
    } finally {
      far.kill("SIGCONT");
    }
    await stays.next({ content: "after 19" });
    const end = await banned.next({ type: "unsubscribed" });
    assert.equal(end["reason"], "banned");
    await eventually("its words are refused", 20_000, () => banned.frames.some(({ client_id }) => client_id === "c"));
    assert.ok(
      banned.frames.every((frame) => !(frame.content ?? "").startsWith("after ")),
      JSON.stringify(banned.frames),
    );
    assert.ok(seqs(banned).every((seq) => seq <= end.seq));
    assert.equal(await bob.at(far.url).status(`GET /api/rooms/${id}/messages`), 403);
    const { messages } = (await ada.call(`GET /api/rooms/${id}/messages?limit=100`)).body;
    assert.ok(messages.every(({ content }) => content !== "from outside"));
  },
});

Deno.test("S60: a role that is taken away in the middle of a stream ends what it allowed at that very event", async () => {
  await using server = await RealServer.start("node", { limits: { messagesPerSecond: 0, authPerMinute: 0 } });
  const [ada, bob] = [await User.guest(server.url, "ada"), await User.guest(server.url, "bob")];
  const id = await ada.room({ name: "engines" });
  const room = `/api/rooms/${id}`;
  await bob.call(`POST ${room}/join`);
  assert.equal(await ada.status(`PUT ${room}/members/${bob.id}/role`, { role: "moderator" }), 200);
  const said: number[] = [];
  for (let i = 0; i < 60; i++) said.push((await ada.call(`POST ${room}/messages`, { content: `${i}` })).body.seq);
  await using socket = await bob.connect({ room_id: id });
  await socket.next({ type: "subscribed" });
  const clientId = (seq: number) => `delete ${seq}`;
  const remove = (seq: number) => socket.send({ type: "delete", room_id: id, seq, client_id: clientId(seq) });
  for (const seq of said.slice(0, 20)) remove(seq);
  await socket.next({ type: "ack", client_id: clientId(said[19]!) });
  const demoted = ada.status(`PUT ${room}/members/${bob.id}/role`, { role: "member" });
  for (const seq of said.slice(20, 50)) remove(seq);
  assert.equal(await demoted, 200);
  for (const seq of said.slice(50)) remove(seq);
  await eventually("each has its answer", 20_000, () => {
    const answered = new Set(
      socket.frames.filter(({ type }) => type === "ack" || type === "error").map((frame) => frame["client_id"]),
    );
    return said.every((seq) => answered.has(clientId(seq)));
  });
  const { messages: log } = (await ada.call(`GET ${room}/messages?limit=200&after=0`)).body;
  const demotion = log.findLast(({ action }) => action === "role")!.seq;
  const deleted = socket.frames.filter(({ type, seq }) => type === "ack" && seq > demotion);
  assert.deepEqual(deleted, [], "nothing was deleted after the role was taken away");
  const refused = socket.frames.filter(({ type }) => type === "error");
  assert.ok(refused.length >= 10 && refused.every(({ code }) => code === "forbidden"), JSON.stringify(refused[0]));
});

Deno.test("S60: a room keeps its owner, whoever demotes or removes them, themselves too, and also when they leave", async () => {
  await using server = await RealServer.start("node", { limits: { messagesPerSecond: 0, authPerMinute: 0 } });
  const [ada, bob] = [await User.guest(server.url, "ada"), await User.guest(server.url, "bob")];
  const room = `/api/rooms/${await ada.room({ name: "engines" })}`;
  await bob.call(`POST ${room}/join`);
  assert.equal(await ada.status(`PUT ${room}/members/${bob.id}/role`, { role: "admin" }), 200);
  const head = async () => (await ada.call(`GET ${room}`)).body.head;
  const before = await head();
  const tries: readonly [User, string, unknown?][] = [
    [ada, `PUT ${room}/members/${ada.id}/role`, { role: "member" }],
    [ada, `PUT ${room}/members/${ada.id}/role`, { role: "admin" }],
    [ada, `PUT ${room}/bans/${ada.id}`, {}],
    [ada, `PUT ${room}/mutes/${ada.id}`, {}],
    [bob, `PUT ${room}/members/${ada.id}/role`, { role: "member" }],
    [bob, `PUT ${room}/members/${bob.id}/role`, { role: "owner" }],
    [bob, `PUT ${room}/owner`, { user_id: bob.id }],
    [bob, `PUT ${room}/bans/${ada.id}`, {}],
    [bob, `PUT ${room}/mutes/${ada.id}`, {}],
    [bob, `DELETE ${room}/members/${ada.id}`],
    [bob, `DELETE ${room}`],
  ];
  for (const [user, line, body] of tries) {
    const { status } = await user.call(line, body);
    assert.ok([403, 409, 422].includes(status), `${line}: ${status}`);
  }
  assert.equal(await head(), before);
  // Who owns a room can go: nobody takes their place meanwhile, and it is theirs when they come back.
  assert.equal(await ada.status(`POST ${room}/leave`), 204);
  for (const [user, line, body] of tries.slice(5)) {
    if (line.startsWith("DELETE") && line.includes("members")) continue;
    const { status } = await user.call(line, body);
    assert.ok(status >= 400, `${line}: ${status}`);
  }
  assert.equal(await bob.code(`DELETE ${room}`), "forbidden");
  assert.equal(await ada.status(`POST ${room}/join`), 200);
  assert.equal((await ada.call(`GET ${room}/members/me`)).body["role"], "owner");
});
