import assert from "node:assert/strict";
import { noticeOf } from "../../clients/web/worker/push_notice.ts";
import {
  pushActiveMs,
  pushDelayMs,
  pushesAtOnce,
  pushRetryMs,
  pushSubscriptionsPerUserMax,
  pushTriesMax,
} from "../../src/limits.ts";
import { type AttentionBench, attentionBench, type Person } from "../support/attention_bench.ts";
import { createRecordedPush, type RecordedPush } from "../support/recorded_push.ts";
import { call } from "../support/server_bench.ts";

const keys = { p256dh: "A".repeat(87), auth: "A".repeat(22) };

interface World extends AttentionBench {
  readonly push: RecordedPush;
}

/** Two nodes that send notifications. Bob's browser is subscribed, and he wants to be told of everything. */
async function world(): Promise<World> {
  const push = createRecordedPush();
  const w = await attentionBench({ push });
  assert.equal((await subscribe(w, w.bob, "https://push.example/bob")).status, 201);
  await call(w.server, "PATCH /api/notifications", w.bob.token, { level: "all" });
  return { ...w, push, [Symbol.asyncDispose]: () => w[Symbol.asyncDispose]() };
}

function subscribe(w: AttentionBench, { token }: Person, endpoint: string) {
  return call(w.server, "POST /api/push/subscriptions", token, { endpoint, expirationTime: null, keys });
}

async function say(w: AttentionBench, who: Person, content: string, node = w.server): Promise<number> {
  return (await call(node, `POST /api/rooms/${w.room}/messages`, who.token, { content })).body["seq"] as number;
}

async function later(w: AttentionBench, ms = pushDelayMs): Promise<void> {
  await w.bench.clock.tick(ms);
  await w.bench.clock.settle();
}

/** Reads up to there on a node. What was read is kept a little later: time passes until then, but never as much as a push waits. */
async function read(w: AttentionBench, { token }: Person, seq: number, node = w.server): Promise<void> {
  let status = 0;
  const answered = call(node, `PUT /api/rooms/${w.room}/read`, token, { seq }).then((answer) => status = answer.status);
  for (let passed = 0; status === 0; passed += 10) {
    assert.ok(passed < pushDelayMs - 10, "It was not kept in time");
    // It takes as long to look at a token again as it took the first time.
    await call(node, "GET /api/auth/me", w.ann.token);
    await w.bench.clock.tick(10);
  }
  assert.equal(await answered, 200);
}

/** Long enough that nobody counts as active who did nothing since. */
const long = pushDelayMs + pushActiveMs;

Deno.test("who is away is told of a message some seconds later, once, in one notification a room and reader", async () => {
  await using w = await world();
  await later(w, long);
  await say(w, w.ann, "one");
  const seq = await say(w, w.ann, "two");
  await later(w, pushDelayMs - 1);
  assert.equal(w.push.sent.length, 0);
  await later(w, 1);
  const payload = {
    type: "message",
    room_id: w.room,
    room_name: "tea",
    seq,
    user_id: w.ann.id,
    username: "ann",
    content: "two",
    count: 2,
    mention: false,
  };
  assert.deepEqual(w.push.sent, [{ endpoint: "https://push.example/bob", payload, urgent: false }]);
  await later(w, long * 3);
  assert.equal(w.push.sent.length, 1);
});

Deno.test("nobody is told of what was read meanwhile on whatever node, nor of own messages", async () => {
  await using w = await world();
  await later(w, long);
  const seq = await say(w, w.ann, "read elsewhere");
  await read(w, w.bob, seq, w.other);
  await later(w, long * 3);
  assert.equal(w.push.sent.length, 0);
  await say(w, w.bob, "my own");
  await later(w, long * 3);
  assert.equal(w.push.sent.length, 0);
});

Deno.test("who is active is asked again later, and told if the message was not read and nothing else was", async () => {
  await using w = await world();
  await later(w, long);
  await say(w, w.bob, "I am here");
  await say(w, w.ann, "and gone");
  await later(w);
  assert.equal(w.push.sent.length, 0);
  await later(w, pushActiveMs);
  assert.deepEqual(w.push.sent.map(({ payload }) => payload.content), ["and gone"]);
});

Deno.test("who is active whenever one asks is asked ten times and then left alone; idle at the tenth time, one is told", async () => {
  for (const [busy, told] of [[9, 1], [10, 0]] as const) {
    await using w = await world();
    const { body: { id: elsewhere } } = await call(w.server, "POST /api/rooms", w.bob.token, { name: "elsewhere" });
    await later(w, long);
    await say(w, w.ann, "unread");
    await later(w, pushDelayMs - 1);
    for (let looks = 0; looks < busy; looks++) {
      await call(w.server, `POST /api/rooms/${elsewhere}/messages`, w.bob.token, { content: "busy" });
      await later(w, pushActiveMs);
    }
    await later(w, long * 3);
    assert.deepEqual(w.push.sent.map(({ payload }) => payload.content), told === 1 ? ["unread"] : [], `${busy}`);
  }
});

Deno.test("settings decide who is told of what, at the moment of telling, and what is shown of it", async () => {
  await using w = await world();
  await later(w, long);
  const set = (body: unknown) => call(w.server, "PATCH /api/notifications", w.bob.token, body);
  await set({ level: "mentions" });
  await say(w, w.ann, "not for Bob");
  await later(w);
  assert.equal(w.push.sent.length, 0);
  await set({ level: "all", preview: false });
  await say(w, w.ann, "for Bob");
  await later(w);
  assert.equal(w.push.sent.length, 1);
  assert.ok(!("content" in w.push.sent[0]!.payload));
  await say(w, w.ann, "while muted");
  await call(w.server, `PUT /api/rooms/${w.room}/notifications`, w.bob.token, { level: "nothing" });
  await later(w);
  assert.equal(w.push.sent.length, 1);
});

Deno.test("a message that was deleted meanwhile is told to nobody, nor does it count", async () => {
  await using w = await world();
  await later(w, long);
  const seq = await say(w, w.ann, "said too soon");
  const removed = await call(w.server, `DELETE /api/rooms/${w.room}/messages/${seq}`, w.ann.token);
  assert.equal(removed.status, 200);
  await later(w, long);
  assert.equal(w.push.sent.length, 0);
  await say(w, w.ann, "this stays");
  const last = await say(w, w.ann, "and this goes");
  await call(w.server, `DELETE /api/rooms/${w.room}/messages/${last}`, w.ann.token);
  await later(w);
  assert.deepEqual(w.push.sent.map(({ payload: { content, count } }) => [content, count]), [["this stays", 1]]);
});

Deno.test("of a message without words the names of its files are told", async () => {
  await using w = await world();
  await later(w, long);
  const ids = ["66a0c2009b3f4a001234567a", "66a0c2009b3f4a001234567b"];
  for (const [i, id] of ids.entries()) {
    const now = w.bench.clock.now();
    const about = { id, owner: w.ann.id, room: w.room, length: 3, createdAt: now, collectAt: now + 60_000 };
    await w.bench.store.files.create({ ...about, name: `tea ${i}.txt` }, { owner: 0, room: 0 });
    await w.bench.store.files.complete(id, { type: "text/plain", size: 3, cleaned: false });
  }
  const sent = await call(w.server, `POST /api/rooms/${w.room}/messages`, w.ann.token, { attachments: ids });
  assert.equal(sent.status, 201);
  await later(w);
  assert.deepEqual(w.push.sent.map(({ payload: { content } }) => content), ["tea 0.txt, tea 1.txt"]);
});

Deno.test("of several messages the one that mentions the reader is shown, the newest of them, and it is urgent", async () => {
  await using w = await world();
  await later(w, long);
  await say(w, w.ann, "@bob first");
  const seq = await say(w, w.ann, "@bob second");
  await say(w, w.ann, "@ann to nobody else");
  await later(w);
  const shown = () => w.push.sent.map(({ payload, urgent }) => [payload.seq, payload.mention, payload.count, urgent]);
  assert.deepEqual(shown(), [[seq, true, 3, true]]);
  // Read up to there, it is what comes behind it that one is told of.
  await say(w, w.ann, "@bob third");
  const last = await say(w, w.ann, "@bob read");
  const unread = await say(w, w.ann, "not read");
  await read(w, w.bob, last);
  await later(w, long);
  assert.deepEqual(shown().slice(1), [[unread, false, 1, false]]);
});

Deno.test("each node tells of what it wrote, and counts neither what another wrote in between nor what the reader did", async () => {
  await using w = await world();
  await later(w, long);
  const mine = await say(w, w.bob, "my own");
  const [first, between, last] = [
    await say(w, w.ann, "one"),
    await say(w, w.ann, "two", w.other),
    await say(w, w.ann, "three"),
  ];
  // As who wants to see it all as unread once more.
  await w.bench.store.reads.rewind({ room: w.room, user: w.bob.id, seq: mine - 1 });
  await later(w, long);
  const shown = w.push.sent.map(({ payload }) => [payload.seq, payload.count]).sort();
  assert.deepEqual(shown, [[between, 1], [last, 2]]);
  assert.deepEqual([between, last], [first! + 1, first! + 2]);
});

Deno.test("who wants to be told of mentions alone is told of what mentions everybody, but for who says it", async () => {
  await using w = await world();
  assert.equal((await subscribe(w, w.ann, "https://push.example/ann")).status, 201);
  await call(w.server, "PATCH /api/notifications", w.bob.token, { level: "mentions" });
  await later(w, long);
  const seq = await say(w, w.ann, "@room it is ready");
  await later(w, long);
  const shown = w.push.sent.map(({ endpoint, payload, urgent }) => [endpoint, payload.seq, payload.mention, urgent]);
  assert.deepEqual(shown, [["https://push.example/bob", seq, true, true]]);
});

Deno.test("of answers in a thread only those are told whom they mention, whatever else they want", async () => {
  await using w = await world();
  const root = await say(w, w.ann, "Tea?");
  await later(w, long * 2);
  const before = w.push.sent.length;
  const answer = async (content: string) => {
    const made = await call(w.server, `POST /api/rooms/${w.room}/messages`, w.ann.token, { content, thread: root });
    await later(w, long);
    return made.body["seq"];
  };
  await answer("With milk");
  assert.equal(w.push.sent.length, before);
  const seq = await answer("Or not, @bob");
  assert.deepEqual(w.push.sent.slice(before).map(({ payload }) => [payload.seq, payload.mention]), [[seq, true]]);
});

Deno.test("S78: what people write is in a notification what they wrote, and nothing else of it", async () => {
  await using w = await world();
  const name = 'tea","seq":1,"x":"<b>\u202e';
  const { body: { id } } = await call(w.server, "POST /api/rooms", w.ann.token, { name });
  await call(w.server, `POST /api/rooms/${id}/join`, w.bob.token);
  await later(w, long);
  const hostile = [
    '","room_id":"ffffffffffffffffffffffff","mention":true,"x":"',
    '"}\n{"type":"other"}',
    "<img src=x onerror=alert(1)><script>alert(1)</script>",
    "\u202egnp.evil\u2028\\u0000 %s ${x} {{x}} &amp;",
  ];
  for (const content of hostile) {
    const { body: { seq } } = await call(w.server, `POST /api/rooms/${id}/messages`, w.ann.token, { content });
    await later(w, long);
    const { payload } = w.push.sent.at(-1)!;
    const about = { type: "message", room_id: id, room_name: name, user_id: w.ann.id, username: "ann" };
    assert.deepEqual(payload, { ...about, seq: seq as number, content, count: 1, mention: false });
    const { title, options } = noticeOf(JSON.stringify(payload))!;
    assert.deepEqual([title, options.data.path, options.tag], [
      `ann in ${name.replace("\u202e", "")}`,
      `/rooms/${id}`,
      `parley/${id}`,
    ]);
    assert.equal(options.body, content.replace("\u202e", ""));
  }
  assert.equal(w.push.sent.length, hostile.length);
});

Deno.test("a conversation tells of all that is said in it, unless nothing is wanted, and is called as who says it", async () => {
  await using w = await world();
  await later(w, long);
  await call(w.server, "PATCH /api/notifications", w.bob.token, { level: "mentions" });
  const { body: { id } } = await call(w.server, "POST /api/direct", w.ann.token, { user_ids: [w.bob.id] });
  await call(w.server, `POST /api/rooms/${id}/messages`, w.ann.token, { content: "Are you there?" });
  await later(w);
  const [{ payload } = { payload: undefined }] = w.push.sent;
  assert.deepEqual([payload?.room_id, payload?.room_name, payload?.content], [id, "ann", "Are you there?"]);
  await call(w.server, "PATCH /api/notifications", w.bob.token, { level: "nothing" });
  await call(w.server, `POST /api/rooms/${id}/messages`, w.ann.token, { content: "Hello?" });
  await later(w, long);
  assert.equal(w.push.sent.length, 1);
});

Deno.test("who has left, was removed or is disabled is told nothing more, nor of a room that is gone", async () => {
  await using w = await world();
  await later(w, long);
  await say(w, w.ann, "before");
  await call(w.server, `DELETE /api/rooms/${w.room}/members/${w.bob.id}`, w.ann.token);
  await later(w, long);
  await call(w.server, `POST /api/rooms/${w.room}/join`, w.bob.token);
  await later(w, long);
  await say(w, w.ann, "disabled");
  await w.bench.store.accounts.setDisabled(w.bob.id, true);
  await later(w, long);
  await w.bench.store.accounts.setDisabled(w.bob.id, false);
  await say(w, w.ann, "deleted");
  await call(w.server, `DELETE /api/rooms/${w.room}`, w.ann.token);
  await later(w, long);
  assert.equal(w.push.sent.length, 0);
});

Deno.test("each browser of a user is told; one whose subscription is over is forgotten, the others are not", async () => {
  await using w = await world();
  await subscribe(w, w.bob, "https://push.example/phone");
  w.push.answer = (endpoint) => ({ kind: endpoint.endsWith("phone") ? "gone" : "ok" });
  await later(w, long);
  await say(w, w.ann, "one");
  await later(w);
  assert.equal(w.push.sent.length, 2);
  await say(w, w.ann, "two");
  await later(w, long);
  assert.deepEqual(w.push.sent.slice(2).map(({ endpoint }) => endpoint), ["https://push.example/bob"]);
  const { body } = await call(w.server, "GET /api/push/subscriptions", w.bob.token);
  assert.deepEqual((body["subscriptions"] as { host: string }[]).length, 1);
});

Deno.test("a service that wants to be left alone is asked again later, a few times", async () => {
  await using w = await world();
  w.push.answer = () => ({ kind: "later", retryAfterMs: pushRetryMs });
  await later(w, long);
  await say(w, w.ann, "one");
  await later(w);
  assert.equal(w.push.sent.length, 1);
  await later(w, pushRetryMs);
  assert.equal(w.push.sent.length, 2);
  await later(w, pushRetryMs * 20);
  assert.equal(w.push.sent.length, pushTriesMax);
});

Deno.test("of two nodes that come with one message, one tells", async () => {
  await using w = await world();
  await later(w, long);
  const seq = await say(w, w.ann, "one");
  const claim = `push.${w.bob.id}.${w.room}.${seq}`;
  assert.equal(await w.bench.store.tokens.spend(claim, w.bench.clock.now() + 60_000), true);
  await later(w, long * 3);
  assert.equal(w.push.sent.length, 0);
});

Deno.test("what a long message begins with is shown, by whole characters", async () => {
  await using w = await world();
  await later(w, long);
  for (const [length, shown] of [[180, "😀".repeat(180)], [181, `${"😀".repeat(180)}…`]] as const) {
    await say(w, w.ann, "😀".repeat(length));
    await later(w);
    assert.equal(w.push.sent.at(-1)?.payload.content, shown);
  }
});

Deno.test("while a service does not answer a bounded number waits, and messages are not kept waiting", async () => {
  await using w = await world();
  const { promise, resolve } = Promise.withResolvers<{ kind: "ok" }>();
  w.push.answer = () => promise;
  for (let i = 0; i < pushSubscriptionsPerUserMax - 1; i++) await subscribe(w, w.bob, `https://push.example/${i}`);
  await later(w, long);
  for (let i = 0; i < 5; i++) {
    assert.ok(await say(w, w.ann, `${i}`) > 0);
    await later(w);
  }
  assert.equal(w.push.sent.length, pushesAtOnce);
  resolve({ kind: "ok" });
  await w.bench.clock.settle();
  assert.equal(w.push.sent.length, 5 * pushSubscriptionsPerUserMax);
});

Deno.test("a server has one pair of keys, made once, however many nodes it has and however often it is asked", async () => {
  await using w = await world();
  const ask = async (node = w.server) => (await call(node, "GET /api/push", w.ann.token)).body["public_key"];
  const answers = await Promise.all([ask(), ask(w.other), ask(), ask(w.other)]);
  assert.equal(new Set(answers).size, 1);
  assert.match(String(answers[0]), /^public of keys \d$/);
});

Deno.test("a browser is told for one user alone, the last who said so; and subscriptions are bounded and checked", async () => {
  await using w = await world();
  const mine = async ({ token }: Person) =>
    (await call(w.server, "GET /api/push/subscriptions", token)).body["subscriptions"] as {
      id: string;
      host: string;
    }[];
  assert.equal((await subscribe(w, w.ann, "https://push.example/bob")).status, 201);
  assert.deepEqual([(await mine(w.ann)).length, (await mine(w.bob)).length], [1, 0]);
  const [{ id, host } = assert.fail("none")] = await mine(w.ann);
  assert.equal(host, "push.example");
  assert.equal((await call(w.server, `DELETE /api/push/subscriptions/${id}`, w.bob.token)).status, 204);
  assert.equal((await mine(w.ann)).length, 1);
  assert.equal((await call(w.server, `DELETE /api/push/subscriptions/${id}`, w.ann.token)).status, 204);
  assert.equal((await mine(w.ann)).length, 0);
  for (let i = 0; i < 20; i++) {
    assert.equal((await subscribe(w, w.ann, `https://push.example/${i}`)).status, 201);
  }
  assert.equal((await subscribe(w, w.ann, "https://push.example/more")).status, 409);
  assert.equal((await subscribe(w, w.ann, "http://push.example/x")).status, 422);
  assert.equal((await subscribe(w, w.ann, "https://inside.example/x")).status, 422, "what the sender does not accept");
  const bad = { endpoint: "https://push.example/x", keys: { p256dh: "short", auth: keys.auth } };
  assert.equal((await call(w.server, "POST /api/push/subscriptions", w.bob.token, bad)).status, 422);
});

Deno.test("a server without a push service says so", async () => {
  await using w = await attentionBench();
  assert.deepEqual((await call(w.server, "GET /api/push", w.ann.token)).body as unknown, { public_key: null });
  assert.equal((await subscribe(w, w.ann, "https://push.example/x")).status, 404);
});
