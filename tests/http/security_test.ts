import assert from "node:assert/strict";
import { createHttpApp } from "../support/http_app.ts";

const chat = "https://chat.example";
const cors = (headers: Headers) => headers.get("access-control-allow-origin");

Deno.test("Every answer carries the security headers, refusals and faults too", async () => {
  const { call, guestToken, rooms } = createHttpApp();
  rooms.fault = new Error("a fault");
  const token = await guestToken();
  const lines = [
    "GET /",
    "GET /health",
    "GET /docs",
    "GET /nowhere",
    "PUT /api/rooms",
    "GET /api/rooms",
    "OPTIONS /api/rooms",
  ];
  for (const line of lines) {
    const { headers } = await call(line, { token });
    assert.equal(headers.get("x-content-type-options"), "nosniff", line);
    assert.equal(headers.get("x-frame-options"), "DENY", line);
    assert.equal(headers.get("referrer-policy"), "no-referrer", line);
    const policy = headers.get("content-security-policy") ?? "";
    assert.match(policy, /default-src 'none'/, line);
    assert.match(policy, /frame-ancestors 'none'/, line);
    // The page of the application may be kept, and is asked for all the same.
    assert.equal(headers.get("cache-control"), line === "GET /" ? "no-cache" : "no-store", line);
    assert.equal(headers.get("x-powered-by"), null);
  }
});

Deno.test("Strict-Transport-Security is sent behind https only, and a proxy's word counts only where it is trusted", async () => {
  const sent = async (path: string, proto: string | undefined, trustProxyHops: number) => {
    const { app } = createHttpApp({ trustProxyHops });
    const headers: Record<string, string> = proto === undefined ? {} : { "X-Forwarded-Proto": proto };
    return (await app.request(path, { headers }, { remote: "" })).headers.has("strict-transport-security");
  };
  assert.equal(await sent("http://localhost/health", undefined, 0), false);
  assert.equal(await sent("https://localhost/health", undefined, 0), true);
  assert.equal(await sent("http://localhost/health", "https", 0), false);
  assert.equal(await sent("http://localhost/health", "https", 1), true);
  assert.equal(await sent("http://localhost/health", "http", 1), false);
});

Deno.test("Pages of listed origins may read answers, refusals too; others may not", async () => {
  const { call } = createHttpApp();
  const others = [
    "null",
    "https://evil.example",
    "https://chat.example.evil",
    "https://chat.example:444",
    "http://chat.example",
    "https://CHAT.example",
    "https://chat.example/",
    "https://chat.example, https://evil.example",
    "*",
    "",
  ];
  for (const line of ["GET /health", "GET /api/rooms", "GET /nowhere", "PUT /api/rooms"]) {
    const listed = await call(line, { headers: { Origin: chat } });
    assert.equal(cors(listed.headers), chat, line);
    for (const Origin of others) assert.equal(cors((await call(line, { headers: { Origin } })).headers), null, Origin);
    const { headers } = await call(line);
    for (const answer of [listed.headers, headers]) {
      assert.match(answer.get("vary") ?? "", /Origin/, line);
      assert.equal(answer.get("access-control-allow-credentials"), null, line);
    }
  }
});

Deno.test("A preflight tells listed origins what they may send, and others nothing", async () => {
  const { call } = createHttpApp();
  const asking = (Origin: string) => ({
    headers: { Origin, "Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization" },
  });
  const listed = await call("OPTIONS /api/rooms", asking(chat));
  assert.deepEqual([listed.status, cors(listed.headers)], [204, chat]);
  assert.match(listed.headers.get("access-control-allow-methods") ?? "", /PATCH/);
  assert.match(listed.headers.get("access-control-allow-headers") ?? "", /Authorization/);
  assert.match(listed.headers.get("vary") ?? "", /Origin/);
  assert.equal(cors((await call("OPTIONS /api/rooms", asking("https://evil.example"))).headers), null);
});

Deno.test("Without a list, and with `null` on it, no foreign page may read anything", async () => {
  for (const corsOrigins of [[], ["null"]]) {
    const { call } = createHttpApp({ corsOrigins });
    for (const Origin of [chat, "null"]) {
      assert.equal(cors((await call("GET /health", { headers: { Origin } })).headers), null);
    }
  }
});

Deno.test("No dress of a path or a method gets past the token", async () => {
  const { call, rooms } = createHttpApp();
  const paths = [
    "//api/rooms",
    "/%61pi/rooms",
    "/api/rooms;/",
    "/api/rooms/",
    "/API/rooms",
    "/api/./rooms",
    "/api//rooms",
    "/x/../api/rooms",
  ];
  for (const path of paths) {
    const { status } = await call(`GET ${path}`);
    assert.ok(status === 401 || status === 404, `${path}: ${status}`);
  }
  for (const header of ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"]) {
    const { status } = await call("GET /api/auth/logout", { headers: { [header]: "POST" } });
    assert.equal(status, 405);
  }
  for (
    const path of [
      "/admin",
      "/api/admin",
      "//admin",
      "/%61dmin",
      "/admin;/",
      "/docs/../../deno.json",
      "/docs/%2e%2e/deno.json",
      "/docs/package.json",
    ]
  ) {
    assert.equal((await call(`GET ${path}`)).status, 404, path);
  }
  assert.deepEqual(rooms.calls, []);
});

Deno.test("Secrets reach neither log nor answer, whatever goes wrong with them", async () => {
  const { call, guestToken, rooms, log } = createHttpApp();
  const canary = "canary-7f3a";
  const token = await guestToken();
  const ticket = (await call("POST /api/ws-ticket", { token })).body.ticket;
  rooms.fault = new Error("a fault");
  const account = { username: canary, email: "ada@example.com", password: `${canary}-pass` };
  const said: string[] = [];
  const tell = async (...call_: Parameters<typeof call>) => said.push((await call(...call_)).text);
  await tell("POST /api/auth/register", {
    body: { ...account, username: "bob", password: `${canary}${"x".repeat(80)}` },
  });
  await tell("POST /api/auth/register", { body: { ...account, username: "bob", password: { [canary]: 1 } } });
  await tell("POST /api/auth/login", { body: { email: "ada@example.com", password: `${canary}-pass` } });
  await tell("POST /api/auth/login", { body: `{"email":"ada","password":"${canary}` });
  await tell("POST /api/auth/login", { body: `password=${canary}`, headers: { "Content-Type": "text/plain" } });
  await tell("GET /api/auth/me", { token: `${canary}.x.y` });
  await tell(`GET /api/auth/me?token=${canary}`, { headers: { Cookie: `session=${canary}` } });
  await tell(`GET /ws?token=${canary}`, { headers: { "Sec-WebSocket-Protocol": `parley.v1, ticket.${canary}` } });
  await tell(`GET /api/rooms?token=${canary}`, { token });
  await tell("POST /api/rooms", { token, body: { name: "x", password: canary } });
  const everything = JSON.stringify([
    said,
    log.lines.map(({ fields, ...line }) => ({ ...line, ...fields, error: `${fields["error"]}` })),
  ]);
  assert.ok(said.every((text) => text.includes('"error"')));
  for (const secret of [canary, token, ticket, token.split(".")[2]!]) {
    assert.ok(!everything.includes(secret), `${secret} was shown`);
  }
});
