import assert from "node:assert/strict";
import { other, roomId } from "./fake_server.ts";
import { openRoom, watch } from "./parley_fixture.ts";

Deno.test("A room's snapshot says how one stands in it and what one may do, and follows what is done about it", async () => {
  const { server, model, tick, close } = await openRoom(1);
  const stop = watch(model().snapshot);
  await tick(200);
  const now = () => model().snapshot.get();
  assert.deepEqual([now().membership, now().rights.has("pin"), now().rights.has("send")], [
    { role: "member" },
    false,
    true,
  ]);
  server.self = { role: "moderator", muted: { reason: "loud" } };
  server.publish(server.append("", undefined, roomId, other, { type: "system", action: "role" }).event);
  await tick(1_000);
  assert.deepEqual(now().membership, { role: "moderator", muted: { reason: "loud" } });
  assert.equal(now().rights.has("pin"), true);
  stop();
  await close();
});

Deno.test("In slow mode the room says when one may write again: by the server's word, and by what one says", async () => {
  const { server, model, tick, close } = await openRoom(1);
  const stop = watch(model().snapshot);
  server.slowModeSeconds = 30;
  server.self = { role: "member", wait_ms: 5_000 };
  server.publish(server.append("", undefined, roomId, other, { type: "system", action: "change" }).event);
  await tick(2_000);
  const left = () => (model().snapshot.get().membership.waitUntil ?? 0) - server.clock.now();
  assert.ok(left() > 3_000 && left() < 5_000, `${left()} ms`);
  model().send("hello");
  await tick(200);
  assert.ok(left() > 29_000 && left() <= 30_000, `${left()} ms`);
  stop();
  await close();
});

Deno.test("Whom one blocks is in the list at once, and out of it again where the server refuses", async () => {
  const { server, tick, close, account } = await openRoom(1);
  const { blocks } = account();
  const kept: object[] = [];
  server.answer = (path) => {
    if (path.endsWith("/blocks")) return Response.json({ blocks: kept });
    return path.endsWith("/block")
      ? Response.json({ error: { code: "limit_reached", message: "" } }, { status: 409 })
      : undefined;
  };
  const stop = watch(blocks.list);
  await tick(100);
  const names = () => blocks.list.get().value?.map(({ user }) => user.username);
  assert.deepEqual(names(), []);
  const refused = assert.rejects(blocks.block({ id: other.id, name: "bob" }), { code: "limit_reached" });
  assert.deepEqual(names(), ["bob"]);
  await tick(200);
  await refused;
  assert.deepEqual(names(), []);
  stop();
  await close();
});
