import assert from "node:assert/strict";
import {
  fileKeptMs,
  scheduledAheadMsMax,
  scheduledAtOnce,
  scheduledClaimMs,
  scheduledLookMs,
  scheduledPerUserMax,
} from "../../src/limits.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import { type AttentionBench, attentionBench, framesOf, guestPerson, type Person } from "../support/attention_bench.ts";
import { type Body, call } from "../support/server_bench.ts";

const iso = (ms: number): string => new Date(ms).toISOString();

async function schedule(w: AttentionBench, who: Person, inMs: number, content = "Good morning"): Promise<Body> {
  const answer = await call(w.server, "POST /api/scheduled", who.token, {
    room_id: w.room,
    content,
    send_at: iso(w.bench.clock.now() + inMs),
  });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body;
}

async function mine(w: AttentionBench, { token }: Person): Promise<Body[]> {
  return (await call(w.other, "GET /api/scheduled", token)).body["scheduled"] as Body[];
}

/** Counts how often the nodes have asked what is due. Before they do so for the first time: they keep what they ask by. */
function looksOf(w: AttentionBench): () => number {
  const { scheduled } = w.bench.store;
  const { claim } = scheduled;
  let count = 0;
  const counting: typeof claim = (...about) => {
    count++;
    return claim(...about);
  };
  Object.assign(scheduled, { claim: counting });
  return () => count;
}

/** Lets time pass until a node has just looked. */
async function nextLook(w: AttentionBench, looks: () => number): Promise<void> {
  const before = looks();
  for (let passed = 0; looks() === before; passed += 50) {
    assert.ok(passed <= scheduledLookMs, "No node looks");
    await w.bench.clock.tick(50);
  }
}

/** What people said in the room, by whom. */
async function said(w: AttentionBench): Promise<unknown[]> {
  const { body } = await call(w.server, `GET /api/rooms/${w.room}/messages?type=text&limit=200`, w.ann.token);
  return body.messages.map(({ content, username }) => [content, username]);
}

Deno.test("a message is sent at its time, in its author's name, once, by whichever node", async () => {
  await using w = await attentionBench();
  const told = await framesOf(w, w.other, w.ann, "own");
  const { id } = await schedule(w, w.ann, 20_000);
  assert.deepEqual((await mine(w, w.ann)).map((message) => [message.id, message["state"]]), [[id, "waiting"]]);
  assert.deepEqual(await mine(w, w.bob), []);
  await w.bench.clock.tick(19_000);
  assert.deepEqual(await said(w), []);
  await w.bench.clock.tick(1_000 + scheduledLookMs);
  assert.deepEqual(await said(w), [["Good morning", "ann"]]);
  assert.deepEqual(await mine(w, w.ann), []);
  assert.deepEqual((await told()).map(({ what }) => what), ["scheduled", "scheduled"]);
  await w.bench.clock.tick(2 * scheduledClaimMs);
  assert.equal((await said(w)).length, 1);
});

Deno.test("a message that its node sent before it died is not sent again by the one that takes over", async () => {
  await using w = await attentionBench();
  const { id } = await schedule(w, w.ann, 1_000);
  // As a node leaves it that dies between the log and the note that it is done.
  const now = w.bench.clock.now() + 1_000;
  assert.equal((await w.bench.store.scheduled.claim(now, now + scheduledClaimMs, 10)).length, 1);
  const sent = { content: "Good morning", client_id: `scheduled.${id}` };
  await call(w.server, `POST /api/rooms/${w.room}/messages`, w.ann.token, sent);
  await w.bench.clock.tick(scheduledClaimMs);
  assert.equal((await mine(w, w.ann))[0]!["state"], "sending");
  await w.bench.clock.tick(2 * scheduledLookMs);
  assert.deepEqual(await said(w), [["Good morning", "ann"]]);
  assert.deepEqual(await mine(w, w.ann), []);
});

Deno.test("a fault that passes is nobody's refusal: the message is sent when the claim of its node is over", async () => {
  const faults = [new ParleyError("unavailable", "The store is away"), new TypeError("a fault nobody thought of")];
  for (const fault of faults) {
    await using w = await attentionBench();
    const { accounts } = w.bench.store;
    const { byId } = accounts;
    let asked = 0;
    await schedule(w, w.ann, 10_000);
    const due = w.bench.clock.now() + 10_000;
    const failing: typeof byId = (user) => ++asked === 1 ? Promise.reject(fault) : byId(user);
    Object.assign(accounts, { byId: failing });
    await w.bench.clock.tick(10_000 + 2 * scheduledLookMs);
    assert.equal(asked, 1, "by one of the nodes, once");
    // Nobody knows whether what failed was done: the others wait as long as for one that died.
    await w.bench.clock.tick(due + scheduledClaimMs - 1 - w.bench.clock.now());
    assert.equal(asked, 1);
    const [waiting] = await mine(w, w.ann);
    assert.deepEqual([waiting!["state"], waiting!["error"]], ["sending", undefined]);
    assert.deepEqual(await said(w), []);
    await w.bench.clock.tick(2 * scheduledLookMs);
    assert.deepEqual(await said(w), [["Good morning", "ann"]]);
    assert.deepEqual(await mine(w, w.ann), []);
  }
});

Deno.test("a message is sent at its time and not at the next look, also one that was brought forward, and no later look is missed", async () => {
  await using w = await attentionBench();
  const looks = looksOf(w);
  await nextLook(w, looks);
  await schedule(w, w.ann, 500);
  await w.bench.clock.tick(499);
  assert.deepEqual(await said(w), []);
  await w.bench.clock.tick(1);
  assert.equal((await said(w)).length, 1);
  // Nothing that is due later keeps a node from looking: here of both of them.
  const { id } = await schedule(w, w.ann, 86_400_000, "tomorrow");
  const distant = { room_id: w.room, content: "also tomorrow", send_at: iso(w.bench.clock.now() + 86_400_000) };
  assert.equal((await call(w.other, "POST /api/scheduled", w.ann.token, distant)).status, 201);
  const before = looks();
  await w.bench.clock.tick(scheduledLookMs);
  assert.equal(looks(), before + 2);
  await nextLook(w, looks);
  const sooner = { send_at: iso(w.bench.clock.now() + 300) };
  assert.equal((await call(w.server, `PATCH /api/scheduled/${id}`, w.ann.token, sooner)).status, 200);
  await w.bench.clock.tick(300);
  assert.deepEqual(await said(w), [["Good morning", "ann"], ["tomorrow", "ann"]]);
});

Deno.test("of more that are due than a node takes at once, it takes again until none is left", async () => {
  await using w = await attentionBench();
  const looks = looksOf(w);
  await nextLook(w, looks);
  const now = w.bench.clock.now();
  const count = 3 * scheduledAtOnce;
  for (let i = 0; i < count; i++) {
    const id = (0x7000 + i).toString(16).padStart(24, "0");
    const { id: user, name: username } = i % 2 === 0 ? w.ann : w.bob;
    const message = { id, user, username, room: w.room, content: `${i}`, sendAt: now + 1, createdAt: now };
    assert.equal(await w.bench.store.scheduled.create(message, count), "ok");
  }
  const before = looks();
  await w.bench.clock.tick(scheduledLookMs);
  assert.equal((await said(w)).length, count);
  assert.ok(looks() - before > 2);
});

Deno.test("whether one may send it is judged when it is sent; a refusal is kept, shown, and can be mended", async () => {
  await using w = await attentionBench();
  const { id } = await schedule(w, w.bob, 10_000);
  await call(w.server, `POST /api/rooms/${w.room}/leave`, w.bob.token);
  await w.bench.clock.tick(10_000 + scheduledLookMs);
  const [failed] = await mine(w, w.bob);
  assert.equal(failed!["state"], "failed");
  assert.equal(failed!.error.code, "not_member");
  assert.deepEqual(await said(w), []);
  await call(w.server, `POST /api/rooms/${w.room}/join`, w.bob.token);
  await w.bench.clock.tick(60_000);
  assert.deepEqual(await said(w), []);
  const again = { send_at: iso(w.bench.clock.now() + 1_000), content: "At last" };
  const changed = await call(w.server, `PATCH /api/scheduled/${id}`, w.bob.token, again);
  assert.deepEqual([changed.status, changed.body["state"], changed.body.error], [200, "waiting", undefined]);
  await w.bench.clock.tick(1_000 + scheduledLookMs);
  assert.deepEqual(await said(w), [["At last", "bob"]]);
});

Deno.test("a message for later answers another, stands in a thread, mentions whom it names", async () => {
  await using w = await attentionBench();
  const post = async (path: string, body: object) => (await call(w.server, `POST ${path}`, w.ann.token, body)).body;
  const root = await post(`/api/rooms/${w.room}/messages`, { content: "Tea?" });
  const send_at = iso(w.bench.clock.now() + 10_000);
  const about = { reply_to: root.seq, thread: root.seq };
  const made = await post("/api/scheduled", { room_id: w.room, content: "Yes, @bob", send_at, ...about });
  assert.deepEqual([made["reply_to"], made["thread"]], [root.seq, root.seq]);
  await w.bench.clock.tick(10_000 + scheduledLookMs);
  const { body } = await call(w.other, `GET /api/rooms/${w.room}/messages?type=reply`, w.bob.token);
  const [{ content, thread, reply_to, mentions }] = body.messages as unknown as [Record<string, unknown>];
  assert.deepEqual([content, thread, reply_to, mentions], ["Yes, @bob", root.seq, root.seq, [w.bob.id]]);
});

Deno.test("a message for later carries files, which are kept until it is sent, and need no words", async () => {
  await using w = await attentionBench();
  const { files } = w.bench.store;
  const now = w.bench.clock.now();
  const [file, another] = ["66a0c2009b3f4a001234567a", "66a0c2009b3f4a001234567b"] as const;
  for (const [id, owner] of [[file, w.ann.id], [another, w.bob.id]] as const) {
    const about = { id, owner, room: w.room, name: "tea.txt", length: 3, createdAt: now, collectAt: now + 1_000 };
    await files.create(about, { owner: 0, room: 0 });
    await files.complete(id, { type: "text/plain", size: 3, cleaned: false });
  }
  const sendAt = now + 60_000;
  const asked = (attachments: readonly string[], more: object = {}) => {
    const body = { room_id: w.room, attachments, send_at: iso(sendAt), ...more };
    return call(w.server, "POST /api/scheduled", w.ann.token, body);
  };
  assert.equal((await asked([another])).body.error.code, "invalid");
  assert.equal((await asked([file], { attachments: undefined })).body.error.code, "invalid");
  const { status, body } = await asked([file]);
  assert.deepEqual([status, body["attachments"], body["content"]], [201, [file], ""]);
  assert.equal((await files.byId(file))!.collectAt, sendAt + fileKeptMs);
  const later = { send_at: iso(sendAt + 60_000) };
  assert.equal((await call(w.server, `PATCH /api/scheduled/${body.id}`, w.ann.token, later)).status, 200);
  assert.equal((await files.byId(file))!.collectAt, sendAt + 60_000 + fileKeptMs);
  await w.bench.clock.tick(120_000 + scheduledLookMs);
  const { messages } = (await call(w.other, `GET /api/rooms/${w.room}/messages?type=text`, w.bob.token)).body;
  const [{ attachments }] = messages as unknown as [{ readonly attachments: readonly { readonly id: string }[] }];
  assert.deepEqual(attachments.map(({ id }) => id), [file]);
});

Deno.test("who was disabled has nothing sent any more", async () => {
  await using w = await attentionBench();
  await schedule(w, w.bob, 10_000);
  await w.bench.store.accounts.setDisabled(w.bob.id, true);
  await w.bench.clock.tick(10_000 + scheduledLookMs);
  assert.deepEqual(await said(w), []);
  assert.equal((await w.bench.store.scheduled.ofUser(w.bob.id))[0]?.failure?.code, "account_disabled");
});

Deno.test("a message is changed and taken back until a node begins to send it, by its author alone", async () => {
  await using w = await attentionBench();
  const told = await framesOf(w, w.other, w.ann, "own");
  const { id } = await schedule(w, w.ann, 5_000);
  const gone = await schedule(w, w.ann, 5_000, "Never mind");
  assert.equal((await call(w.server, `PATCH /api/scheduled/${id}`, w.bob.token, { content: "x" })).status, 404);
  assert.equal((await call(w.server, `DELETE /api/scheduled/${id}`, w.bob.token)).status, 404);
  const later = { send_at: iso(w.bench.clock.now() + 20_000) };
  assert.equal((await call(w.server, `PATCH /api/scheduled/${id}`, w.ann.token, later)).body["send_at"], later.send_at);
  assert.equal((await call(w.server, `DELETE /api/scheduled/${gone.id}`, w.ann.token)).status, 204);
  await w.bench.clock.tick(19_999);
  assert.deepEqual(await said(w), []);
  const now = w.bench.clock.now() + 1;
  await w.bench.store.scheduled.claim(now, now + 500, 10);
  assert.equal((await call(w.server, `PATCH /api/scheduled/${id}`, w.ann.token, { content: "x" })).status, 404);
  assert.equal((await call(w.server, `DELETE /api/scheduled/${id}`, w.ann.token)).status, 404);
  await w.bench.clock.tick(500 + 2 * scheduledLookMs);
  assert.deepEqual(await said(w), [["Good morning", "ann"]]);
  // Made twice, changed, taken back, sent: her other devices hear of each.
  assert.deepEqual((await told()).map(({ what }) => what), Array(5).fill("scheduled"));
});

Deno.test("a schedule is refused to guests, for the past or too far ahead, for strangers to the room, and beyond the limit", async () => {
  await using w = await attentionBench();
  const post = async (token: string, parts: Record<string, unknown> = {}) =>
    (await call(w.server, "POST /api/scheduled", token, {
      room_id: w.room,
      content: "x",
      send_at: iso(w.bench.clock.now() + 1_000_000),
      ...parts,
    })).status;
  const carl = await guestPerson(w.server, "carl");
  await call(w.server, `POST /api/rooms/${w.room}/join`, carl.token);
  assert.equal(await post(carl.token), 403);
  assert.equal(await post(w.ann.token, { send_at: iso(w.bench.clock.now()) }), 422);
  assert.equal(await post(w.ann.token, { send_at: iso(w.bench.clock.now() + scheduledAheadMsMax + 1) }), 422);
  assert.equal(await post(w.ann.token, { content: "   " }), 422);
  assert.equal(await post(w.ann.token, { room_id: "f".repeat(24) }), 404);
  for (let i = 0; i < scheduledPerUserMax; i++) assert.equal(await post(w.bob.token), 201);
  assert.equal(await post(w.bob.token), 409);
});
