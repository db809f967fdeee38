import assert from "node:assert/strict";
import { draftsPerUserMax } from "../../src/limits.ts";
import { attentionBench, framesOf } from "../support/attention_bench.ts";
import { call } from "../support/server_bench.ts";

Deno.test("a draft follows its user to every device on every node, and is nobody else's", async () => {
  await using w = await attentionBench();
  const path = `/api/rooms/${w.room}/draft`;
  const others = await framesOf(w, w.other, w.ann, "own");
  const bobs = await framesOf(w, w.other, w.bob, "own");
  const put = await call(w.server, `PUT ${path}`, w.ann.token, { content: "  I was about to", reply_to: 1 });
  assert.equal(put.status, 200);
  const expected = {
    room_id: w.room,
    content: "  I was about to",
    reply_to: 1,
    updated_at: new Date(w.bench.clock.now()).toISOString(),
  };
  assert.deepEqual(put.body as unknown, expected);
  assert.deepEqual(await others(), [{ type: "own", what: "draft", room_id: w.room }]);
  assert.deepEqual((await call(w.other, `GET ${path}`, w.ann.token)).body as unknown, expected);
  assert.equal((await call(w.server, `GET ${path}`, w.bob.token)).status, 404);
  assert.deepEqual(await bobs(), []);
  assert.equal((await call(w.other, `DELETE ${path}`, w.ann.token)).status, 204);
  assert.equal((await others()).length, 2);
  assert.equal((await call(w.server, `GET ${path}`, w.ann.token)).status, 404);
  assert.equal((await call(w.server, `DELETE ${path}`, w.ann.token)).status, 204);
  assert.equal((await others()).length, 2);
});

Deno.test("each thread has a draft of its own beside the room's, and all are listed, the newest first", async () => {
  await using w = await attentionBench();
  const path = `/api/rooms/${w.room}/draft`;
  await call(w.server, `PUT ${path}`, w.ann.token, { content: "in the room" });
  await w.bench.clock.tick(5);
  await call(w.server, `PUT ${path}`, w.ann.token, { content: "in the thread", thread: 7 });
  assert.equal((await call(w.server, `GET ${path}?thread=7`, w.ann.token)).body["content"], "in the thread");
  assert.equal((await call(w.server, `GET ${path}?thread=8`, w.ann.token)).status, 404);
  const list = async () =>
    (await call(w.server, "GET /api/drafts", w.ann.token)).body["drafts"] as { content: string }[];
  assert.deepEqual((await list()).map(({ content }) => content), ["in the thread", "in the room"]);
  await call(w.server, `DELETE ${path}`, w.ann.token);
  assert.deepEqual((await list()).map(({ content }) => content), ["in the thread"]);
});

Deno.test("a draft is refused of a room that one cannot read, without text, with too much, and beyond the limit", async () => {
  await using w = await attentionBench();
  const { body: { id: secret } } = await call(w.server, "POST /api/rooms", w.bob.token, {
    name: "x",
    is_private: true,
  });
  const { body: { id: open } } = await call(w.server, "POST /api/rooms", w.bob.token, { name: "y" });
  const put = async (room: string, draft: unknown) =>
    (await call(w.server, `PUT /api/rooms/${room}/draft`, w.ann.token, draft)).status;
  assert.equal(await put(secret, { content: "a" }), 404);
  assert.equal(await put(open, { content: "a" }), 403);
  assert.equal(await put(w.room, { content: "" }), 422);
  assert.equal(await put(w.room, { content: "a".repeat(4_001) }), 422);
  assert.equal(await put(w.room, { content: "a\0" }), 422);
  assert.equal(await put(w.room, { content: " ".repeat(4_000) }), 200);
  for (let i = 1; i < draftsPerUserMax; i++) {
    await w.bench.store.kept.put(w.ann.id, "draft", { key: `${w.room}.${i}`, text: "{}", at: 1 }, { most: 1e6 });
  }
  assert.equal(await put(w.room, { content: "a", thread: 9_999 }), 409);
  assert.equal(await put(w.room, { content: "a" }), 200);
});
