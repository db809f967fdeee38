import assert from "node:assert/strict";
import { createHttpApp } from "../support/http_app.ts";

Deno.test("Each request is one line of the log at info, without its query", async () => {
  const { call, clock, log } = createHttpApp({
    health: async () => (await clockTick(), { ready: false, dependencies: {} }),
  });
  const clockTick = () => clock.tick(12);
  await call("GET /ready?token=secret", { headers: { "X-Request-Id": "from-a-proxy-1" } });
  const line = log.lines.at(-1)!;
  assert.deepEqual([line.level, line.message], ["info", "request"]);
  assert.deepEqual(line.fields, {
    request_id: "from-a-proxy-1",
    method: "GET",
    path: "/ready",
    status: 503,
    duration_ms: 12,
    remote: "192.0.2.1",
  });
});

Deno.test("The answer names the request, with a proxy's name for it where that is sane", async () => {
  const { call, log } = createHttpApp();
  const named = async (id: string) => {
    const { headers } = await call("GET /nowhere", { headers: { "X-Request-Id": id } });
    assert.equal(log.lines.at(-1)!.fields["request_id"], headers.get("x-request-id"));
    return headers.get("x-request-id");
  };
  assert.equal(await named("01HZX.abc_DEF-9"), "01HZX.abc_DEF-9");
  for (const id of ["short", "x".repeat(65), "with space 1", "a\tbcdefgh", '"quoted-id"', "<script>1"]) {
    assert.match(await named(id) ?? "", /^[0-9a-f]{24}$/, id);
  }
  const other = await call("GET /nowhere");
  assert.notEqual(other.headers.get("x-request-id"), (await call("GET /nowhere")).headers.get("x-request-id"));
});

Deno.test("Machines that ask whether all is well leave no trace at info while it is", async () => {
  const { call, log } = createHttpApp();
  for (const path of ["/health", "/ready", "/metrics"]) await call(`GET ${path}`);
  assert.deepEqual(log.lines.map(({ level }) => level), ["debug", "debug", "debug"]);
});

Deno.test("A long path is cut in the log", async () => {
  const { call, log } = createHttpApp();
  await call(`GET /${"x".repeat(5_000)}`);
  assert.ok(String(log.lines.at(-1)!.fields["path"]).length <= 256);
});

Deno.test("Each refusal is counted by its code", async () => {
  const { call, refusals } = createHttpApp();
  await call("GET /nowhere");
  await call("PUT /health");
  await call("GET /api/rooms");
  await call("POST /api/auth/login", { body: "{}" });
  await call("GET /health");
  assert.deepEqual(refusals, ["not_found", "method_not_allowed", "unauthorized", "invalid"]);
});
