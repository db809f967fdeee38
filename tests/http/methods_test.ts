import assert from "node:assert/strict";
import { createHttpApp } from "../support/http_app.ts";
import { aRoom } from "../support/recorded_rooms.ts";

Deno.test("A known path answers other methods with 405 and what is allowed", async () => {
  const { call } = createHttpApp();
  const tries: [line: string, allow: string][] = [
    ["DELETE /api/rooms", "GET, HEAD, OPTIONS, POST"],
    ["PUT /api/rooms", "GET, HEAD, OPTIONS, POST"],
    [`POST /api/rooms/${aRoom.id}`, "DELETE, GET, HEAD, OPTIONS, PATCH"],
    [`GET /api/rooms/${aRoom.id}/join`, "OPTIONS, POST"],
    ["HEAD /api/auth/login", "OPTIONS, POST"],
    ["POST /health", "GET, HEAD, OPTIONS"],
    ["FOO /", "GET, HEAD, OPTIONS"],
  ];
  for (const [line, allow] of tries) {
    const { status, headers, text } = await call(line);
    assert.deepEqual([status, headers.get("allow")], [405, allow], line);
    const body = { error: { code: "method_not_allowed", message: "The method is not allowed here" } };
    assert.equal(text, line.startsWith("HEAD") ? "" : JSON.stringify(body));
  }
});

Deno.test("OPTIONS answers 204 and what is allowed, and 404 where there is nothing", async () => {
  const { call } = createHttpApp();
  const known = await call("OPTIONS /api/rooms");
  assert.deepEqual([known.status, known.headers.get("allow"), known.text], [204, "GET, HEAD, OPTIONS, POST", ""]);
  assert.equal((await call("OPTIONS /nowhere")).status, 404);
});

Deno.test("HEAD answers what GET would, without the body", async () => {
  const { call, guestToken } = createHttpApp();
  const token = await guestToken();
  for (const path of ["/health", "/docs", "/api/rooms", "/nowhere"]) {
    const [get, head] = [await call(`GET ${path}`, { token }), await call(`HEAD ${path}`, { token })];
    assert.deepEqual([head.status, head.text], [get.status, ""]);
    assert.equal(head.headers.get("content-type"), get.headers.get("content-type"));
  }
});

Deno.test("An unknown path is 404 in the error shape, with or without a token", async () => {
  const { call, guestToken } = createHttpApp();
  for (const token of [await guestToken(), "bad"]) {
    const { status, body } = await call("POST /api/nothing", { token, body: "{" });
    assert.equal(status, 404);
    assert.deepEqual(body, { error: { code: "not_found", message: "There is nothing at this address" } });
  }
});

Deno.test("GET /ws without an upgrade is 426, and says to which protocol", async () => {
  const { call } = createHttpApp();
  const { status, headers, body } = await call("GET /ws");
  assert.deepEqual([status, headers.get("upgrade"), body.error.code], [426, "websocket", "upgrade_required"]);
});
