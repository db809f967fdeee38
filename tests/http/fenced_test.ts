import assert from "node:assert/strict";
import { createHttpApp } from "../support/http_app.ts";

Deno.test("A node that is fenced refuses what needs the store at once, and answers what does not", async () => {
  let state: "ok" | "degraded" = "ok";
  const { call, guestToken, rooms } = createHttpApp({ status: () => state });
  const token = await guestToken();
  assert.equal((await call("GET /api/rooms", { token })).status, 200);
  const asked = rooms.calls.length;
  state = "degraded";
  const lines = [
    "GET /api/rooms",
    "POST /api/rooms",
    "GET /api/auth/me",
    "POST /api/auth/guest",
    "DELETE /api/session",
  ];
  for (const line of lines) {
    const { status, body, headers } = await call(line, { token });
    assert.deepEqual([status, body.error.code], [503, "degraded"], line);
    assert.match(headers.get("retry-after") ?? "", /^[1-9]\d*$/, line);
  }
  assert.equal(rooms.calls.length, asked, "nobody was asked");
  for (const path of ["/health", "/ready", "/metrics", "/api/openapi.json", "/api/asyncapi.json", "/docs"]) {
    assert.equal((await call(`GET ${path}`)).status, 200, path);
  }
  state = "ok";
  assert.equal((await call("GET /api/rooms", { token })).status, 200);
});
