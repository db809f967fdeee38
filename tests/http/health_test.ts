import assert from "node:assert/strict";
import { createHttpApp } from "../support/http_app.ts";

Deno.test("GET /health says that the process lives, which version, and for how long", async () => {
  const { call, clock } = createHttpApp();
  await clock.tick(61_500);
  const { status, body } = await call("GET /health");
  assert.equal(status, 200);
  assert.deepEqual(body, { status: "ok", version: "1.2.3", uptime_s: 61 });
});

Deno.test("GET /ready shows each dependency, and is 503 with Retry-After while one is missing", async () => {
  const report = { ready: true, dependencies: { store: "ok", broker: "degraded" } };
  const { call } = createHttpApp({ health: () => Promise.resolve({ ...report }) });
  const ready = await call("GET /ready");
  assert.equal(ready.status, 200);
  assert.deepEqual(ready.body, { status: "ready", dependencies: report.dependencies });
  report.ready = false;
  const missing = await call("GET /ready");
  assert.deepEqual([missing.status, missing.headers.get("retry-after")], [503, "1"]);
  assert.deepEqual(missing.body, { status: "not_ready", dependencies: report.dependencies });
});

Deno.test("GET /metrics answers the registry's text under its own type", async () => {
  const { call } = createHttpApp();
  const { status, text, headers } = await call("GET /metrics");
  assert.deepEqual([status, text, headers.get("content-type")], [200, "up 1\n", "text/plain; version=0.0.4"]);
});

Deno.test("GET / says what this is and links the description of the calls", async () => {
  const { call } = createHttpApp();
  const { status, text, headers } = await call("GET /");
  assert.equal(status, 200);
  assert.match(headers.get("content-type") ?? "", /^text\/html/);
  assert.match(text, /Parley/);
  assert.match(text, /href="\/docs"/);
});
