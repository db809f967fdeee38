import { Ajv } from "ajv";
import assert from "node:assert/strict";
import * as z from "zod";
import { serverFrameSchemas } from "../../src/protocol/server_frame_schema.ts";
import { startServer } from "../support/server_process.ts";
import { call, type Json, User } from "./rest_fixture.ts";

/** By `type`: events of either type have one schema. */
const nameOf = (type: unknown): string => type === "text" || type === "system" ? "event" : String(type);

/** Every frame that two people and an operator make a server say. */
async function capture(): Promise<{ frames: readonly Json[]; document: unknown }> {
  await using server = await startServer({ env: { LIMIT_AUTH_PER_MINUTE: "0", LIMIT_MESSAGES_PER_SECOND: "1" } });
  const [ada, bob] = [await User.registered(server.url, "ada"), await User.registered(server.url, "bob")];
  const [id, doomed] = [await ada.room({ name: "engines" }), await ada.room({ name: "doomed" })];
  const room = { room_id: id };
  const a = await ada.connect(room);
  await a.next({ type: "subscribed" });
  const b = await bob.connect(room);
  await b.next({ type: "subscribed" });
  a.send({ type: "message", ...room, content: "with", client_id: "1" });
  await a.next({ type: "ack" });
  a.send({ type: "message", ...room, content: "without" });
  a.send({ type: "typing", ...room });
  a.send({ type: "read", ...room, seq: 2 });
  await b.next({ type: "read" });
  b.send({ type: "subscribe", ...room, presence: true });
  await b.next({ type: "presence", snapshot: true });
  a.send({ type: "ping" });
  for (let i = 0; i < 25; i++) a.send({ type: "message", ...room, content: `${i}`, client_id: `many ${i}` });
  await a.next({ type: "error", code: "rate_limited" });
  a.send("{}");
  await a.next({ type: "error", code: "bad_frame" });
  await ada.call(`PUT /api/rooms/${id}/draft`, { content: "half a sent" });
  await a.next({ type: "own", what: "draft" });
  await ada.call(`DELETE /api/rooms/${id}/members/${bob.id}`);
  await b.next({ type: "unsubscribed", reason: "removed" });
  await bob.call(`POST /api/rooms/${doomed}/join`);
  b.send({ type: "subscribe", room_id: doomed, since: 0 });
  await b.next({ type: "subscribed", room_id: doomed });
  await ada.call(`PATCH /api/rooms/${doomed}`, { description: "soon gone", password: "swordfish" });
  await ada.call(`DELETE /api/rooms/${doomed}`);
  await b.next({ type: "unsubscribed", reason: "deleted" });
  await ada.call(`POST /api/rooms/${id}/leave`);
  await a.next({ type: "unsubscribed", reason: "left" });
  a.send({ type: "unsubscribe", ...room });
  await a.next({ type: "pong" });
  const { body: document } = await call(server.url, "GET /api/asyncapi.json");
  server.kill("SIGTERM");
  for (const socket of [a, b]) {
    await socket.next({ type: "draining" });
    assert.equal((await socket.closed()).code, 1001);
  }
  assert.equal((await server.exited()).code, 0);
  return { frames: [...a.frames, ...b.frames], document };
}

Deno.test("Every frame that a running server says is one that its AsyncAPI document describes, key by key", async () => {
  const { frames, document } = await capture();
  const { messages } = (document as { components: { messages: Record<string, { payload: object }> } }).components;
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const seen = new Set<string>();
  for (const frame of frames) {
    const name = nameOf(frame["type"]);
    seen.add(name);
    const validate = ajv.compile(messages[`server.${name}`]?.payload ?? false);
    assert.ok(validate(frame), `${JSON.stringify(frame)}: ${JSON.stringify(validate.errors)}`);
    const schema = serverFrameSchemas[name as keyof typeof serverFrameSchemas];
    const strict = z.strictObject(schema.shape).safeParse(frame);
    assert.ok(strict.success, `${JSON.stringify(frame)}: ${strict.success || z.prettifyError(strict.error)}`);
  }
  // These take a reader that does not read, and a log that is replaced or trimmed: they are tried elsewhere.
  const rest = Object.keys(serverFrameSchemas).filter((name) => !seen.has(name));
  assert.deepEqual(rest.sort(), ["lag", "reset", "trimmed"]);
  const actions = new Set(frames.flatMap(({ action }) => action ?? []));
  assert.deepEqual(actions, new Set(["join", "remove", "change", "delete", "leave"]));
});
