import assert from "node:assert/strict";
import type { DraftView } from "../../../clients/sdk/mod.ts";
import type { FakeServer } from "./fake_server.ts";
import { refusal, roomId } from "./fake_server.ts";
import { parleyFixture, watch } from "./parley_fixture.ts";

/** Has the server keep drafts, and whatever notices and later messages it is told. */
function keeps(server: FakeServer): { drafts: DraftView[]; readonly said: string[] } {
  const kept = { drafts: [] as DraftView[], said: [] as string[] };
  server.answer = (path, { method, body }) => {
    if (/drafts?$|notifications$|scheduled/.test(path)) kept.said.push(`${method} ${path} ${body ?? ""}`.trim());
    if (path === "/api/drafts") return Response.json({ drafts: kept.drafts });
    if (path === "/api/scheduled") return Response.json({ scheduled: [] });
    if (path === "/api/notifications") return Response.json({ level: "all", rooms: [] });
    if (!path.endsWith("/draft")) return undefined;
    kept.drafts = [];
    if (method === "DELETE") return new Response(null, { status: 204 });
    const draft = { room_id: roomId, updated_at: "2026", ...JSON.parse(String(body)) as { content: string } };
    kept.drafts = [draft];
    return Response.json(draft);
  };
  return kept;
}

Deno.test("A draft is kept a moment after the last change, and gone when it is discarded", async () => {
  const { server, account, tick, parley } = await parleyFixture();
  const kept = keeps(server);
  const { attention } = account();
  const stop = watch(attention.drafts);
  await tick(100);
  for (const text of ["h", "he", "hel"]) {
    attention.write(roomId, text, { replyTo: 3 });
    await tick(300);
  }
  assert.deepEqual(kept.drafts, []);
  await tick(1_000);
  assert.deepEqual(kept.drafts.map(({ content, reply_to }) => [content, reply_to]), [["hel", 3]]);
  assert.deepEqual(attention.drafts.get().value?.map(({ content }) => content), ["hel"]);
  attention.write(roomId, "hello");
  const done = attention.discard(roomId);
  assert.deepEqual(attention.drafts.get().value, [], "at once");
  await tick(2_000);
  await done;
  assert.deepEqual(kept.drafts, [], "what was about to be kept is not");
  stop();
  await parley.close();
  assert.equal(server.clock.pending, 0);
});

Deno.test("What another device changes is read anew where somebody looks, and only there", async () => {
  const { server, account, tick, parley } = await parleyFixture();
  const kept = keeps(server);
  const { attention } = account();
  server.socket.say({ type: "own", what: "draft", room_id: roomId });
  await tick(100);
  assert.deepEqual(kept.said, []);
  const stop = watch(attention.drafts);
  await tick(100);
  kept.drafts = [{ room_id: roomId, content: "from elsewhere", updated_at: "2026" }];
  server.socket.say({ type: "own", what: "draft", room_id: roomId });
  server.socket.say({ type: "own", what: "scheduled" });
  await tick(100);
  assert.deepEqual(attention.drafts.get().value?.map(({ content }) => content), ["from elsewhere"]);
  assert.deepEqual(kept.said, ["GET /api/drafts", "GET /api/drafts"]);
  kept.drafts = [];
  server.socket.cut();
  await tick(20_000);
  assert.deepEqual(attention.drafts.get().value, [], "what was told meanwhile is not missed");
  stop();
  await parley.close();
});

Deno.test("Notices change at once, and what the server refuses is read back and told", async () => {
  const { server, account, tick, parley } = await parleyFixture();
  keeps(server);
  const { attention } = account();
  const stop = watch(attention.notices);
  await tick(100);
  const { answer } = server;
  server.answer = (path, init) => init.method === "PATCH" ? refusal(422, "invalid") : answer(path, init);
  const refused = attention.setNotices({ level: "nothing" }).catch((error: { code: string }) => error.code);
  assert.equal(attention.notices.get().value?.level, "nothing");
  await tick(100);
  assert.equal(await refused, "invalid");
  assert.equal(attention.notices.get().value?.level, "all");
  stop();
  await parley.close();
});
