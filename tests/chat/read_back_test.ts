import assert from "node:assert/strict";
import { receiptUsersShown } from "../../src/limits.ts";
import { type AttentionBench, attentionBench, framesOf, guestPerson } from "../support/attention_bench.ts";
import { RecordingConnection } from "../support/recording_connection.ts";
import { call } from "../support/server_bench.ts";

/** A call that waits for the clock: read positions are gathered. */
async function waited<T>(w: AttentionBench, answer: Promise<T>): Promise<T> {
  await w.bench.clock.tick(500);
  return await answer;
}

/** Ann's room with four messages of hers: seqs 3 to 6. */
async function world(): Promise<AttentionBench> {
  const w = await attentionBench();
  for (const content of ["one", "two", "three", "four"]) {
    await call(w.server, `POST /api/rooms/${w.room}/messages`, w.ann.token, { content });
  }
  return w;
}

Deno.test("messages are marked as unread by that explicit act alone, and every device on every node agrees", async () => {
  await using w = await world();
  const path = `/api/rooms/${w.room}/read`;
  const put = async (body: unknown) =>
    (await waited(w, call(w.server, `PUT ${path}`, w.bob.token, body))).body as unknown;
  const frames = await framesOf(w, w.other, w.bob, "read");
  const whole = { room_id: w.room, head: 6, last_read: 6, unread: 0 };
  assert.deepEqual(await put({ seq: 6 }), whole);
  assert.deepEqual(await put({ seq: 4 }), whole);
  const back = { ...whole, last_read: 4, unread: 2, rewinds: 1 };
  assert.deepEqual(await put({ seq: 4, back: true, rewinds: 0 }), back);
  assert.deepEqual(await put({ seq: 3, back: true, rewinds: 0 }), back);
  assert.deepEqual((await call(w.other, `GET ${path}`, w.bob.token)).body as unknown, back);
  const { body: { rooms } } = await call(w.other, "GET /api/unread", w.bob.token);
  assert.deepEqual(rooms as unknown, [back]);
  assert.deepEqual(await put({ seq: 6, rewinds: 0 }), back);
  assert.deepEqual(await put({ seq: 5, rewinds: 1 }), { ...back, last_read: 5, unread: 1 });
  assert.deepEqual((await frames()).map(({ seq, rewinds }) => [seq, rewinds]), [
    [6, undefined],
    [6, undefined],
    [4, 1],
    [4, 1],
    [4, 1],
    [5, 1],
  ]);
});

Deno.test("what waits to be stored when messages are marked as unread does not mark them as read", async () => {
  await using w = await world();
  const path = `/api/rooms/${w.room}/read`;
  const forward = call(w.server, `PUT ${path}`, w.bob.token, { seq: 6 });
  await w.bench.clock.settle();
  const back = call(w.server, `PUT ${path}`, w.bob.token, { seq: 3, back: true });
  await w.bench.clock.tick(500);
  assert.equal((await forward).body["last_read"], 3);
  assert.equal((await back).body["unread"], 3);
});

Deno.test("a session that has read to the end may say so again after it was marked as unread elsewhere", async () => {
  await using w = await world();
  const principal = await w.other.tokens.verify(w.bob.token);
  const opening = { principal, room: w.room, batch: false, requestId: "of a test" };
  const session = w.other.gate.open(new RecordingConnection(), opening);
  await w.bench.clock.tick(50);
  const said = async (type: string, more: Record<string, unknown>) => {
    session.text(JSON.stringify({ type, room_id: w.room, ...more }));
    await w.bench.clock.tick(500);
  };
  await said("read", { seq: 6 });
  await waited(w, call(w.server, `PUT /api/rooms/${w.room}/read`, w.bob.token, { seq: 3, back: true }));
  await said("read", { seq: 6 });
  assert.equal((await call(w.server, `GET /api/rooms/${w.room}/read`, w.bob.token)).body["last_read"], 6);
});

Deno.test("receipts count who has read up to a message and name the first, to members alone", async () => {
  await using w = await world();
  const ids: string[] = [];
  for (let i = 0; i < receiptUsersShown + 2; i++) {
    const reader = await guestPerson(w.server, `guest${i}`);
    await call(w.server, `POST /api/rooms/${w.room}/join`, reader.token);
    ids.push(reader.id);
    await waited(w, call(w.server, `PUT /api/rooms/${w.room}/read`, reader.token, { seq: i === 0 ? 4 : 6 }));
  }
  const receipts = async (seq: number) =>
    (await call(w.other, `GET /api/rooms/${w.room}/receipts?seq=${seq}`, w.ann.token)).body;
  const some = await receipts(6);
  assert.equal(some["count"], receiptUsersShown + 1);
  assert.deepEqual(some["users"], ids.slice(1).sort().slice(0, receiptUsersShown));
  assert.equal((await receipts(4))["count"], receiptUsersShown + 2);
  const stranger = await guestPerson(w.server, "stranger");
  const ask = async (token: string, query: string) =>
    (await call(w.server, `GET /api/rooms/${w.room}/receipts${query}`, token)).status;
  assert.equal(await ask(stranger.token, "?seq=4"), 403);
  for (const query of ["", "?seq=0", "?seq=999", "?seq=x"]) assert.equal(await ask(w.ann.token, query), 422, query);
});
