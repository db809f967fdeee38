import assert from "node:assert/strict";
import { sessionSecondsMax, tokenSeconds } from "../../src/limits.ts";
import { type Answer, createHttpApp } from "../support/http_app.ts";

const ada = { username: "ada", email: "ada@example.com", password: "correct horse" };
const own = { Origin: "http://localhost", "Sec-Fetch-Site": "same-origin" };
const ownTls = { Origin: "https://localhost", "Sec-Fetch-Site": "same-origin" };
const day = 24 * 3_600_000;

function setCookieOf({ headers }: Answer): string {
  const [cookie, ...more] = headers.getSetCookie();
  assert.ok(cookie !== undefined && more.length === 0, headers.getSetCookie().join("\n"));
  return cookie;
}

/** What a browser would send back. */
function cookieOf(answer: Answer): string {
  return setCookieOf(answer).split(";")[0]!;
}

/** A guest's session over plain http, and calls with its cookie from a page of the server. */
async function guestSession(options: Parameters<typeof createHttpApp>[0] = {}) {
  const app = createHttpApp(options);
  const begun = await app.call("POST /api/session/guest", { body: { username: "visitor" }, headers: own });
  assert.equal(begun.status, 201, begun.text);
  const Cookie = cookieOf(begun);
  const call = (line: string, headers: Record<string, string> = own, body?: unknown) =>
    app.call(line, { headers: { Cookie, ...headers }, ...(body !== undefined && { body }) });
  return { ...app, begun, Cookie, call };
}

Deno.test("A session begins by registering, logging in or as a guest, and its token is in no answer", async () => {
  const { call } = createHttpApp();
  const registered = await call("POST /api/session/register", { body: ada, headers: own });
  const loggedIn = await call("POST /api/session/login", {
    body: { email: "ada", password: ada.password },
    headers: own,
  });
  const guest = await call("POST /api/session/guest", { body: { username: "visitor" }, headers: own });
  assert.deepEqual([registered.status, loggedIn.status, guest.status], [201, 200, 201]);
  for (const answer of [registered, loggedIn, guest]) {
    assert.deepEqual(Object.keys(answer.body), ["user", "expires_at"]);
    const token = cookieOf(answer).split("=")[1]!;
    assert.ok(!answer.text.includes(token.slice(0, 20)));
    const shown = await call("GET /api/session", { headers: { ...own, Cookie: cookieOf(answer) } });
    assert.deepEqual([shown.status, shown.text], [200, answer.text]);
    assert.deepEqual(shown.headers.getSetCookie(), []);
  }
  const { user } = registered.body as unknown as { user: Record<string, unknown> };
  assert.deepEqual([user["username"], user["email"], user["guest"]], ["ada", "ada@example.com", false]);
});

Deno.test("The cookie is for http alone, this site alone, the calls alone; over https with the prefix of this host", async () => {
  const { call } = createHttpApp();
  const begin = (headers: Record<string, string>) =>
    call("POST /api/session/guest", { body: { username: "visitor" }, headers });
  const parts = (answer: Answer) => setCookieOf(answer).replace(/=eyJ[^;]+/, "=…").split("; ").sort();
  const plain = ["HttpOnly", `Max-Age=${tokenSeconds}`, "Path=/api", "SameSite=Strict", "parley_session=…"];
  const secure = [
    "HttpOnly",
    `Max-Age=${tokenSeconds}`,
    "Path=/",
    "SameSite=Strict",
    "Secure",
    "__Host-parley_session=…",
  ];
  assert.deepEqual(parts(await begin(own)), plain);
  assert.deepEqual(parts(await begin(ownTls)), secure.sort());
  const behind = createHttpApp({ trustProxyHops: 1 });
  const proxied = await behind.call("POST /api/session/guest", {
    body: { username: "visitor" },
    headers: { "Sec-Fetch-Site": "same-origin", "X-Forwarded-Proto": "https" },
  });
  assert.deepEqual(parts(proxied), secure.sort());
});

Deno.test("The cookie is taken by every call that takes a token, and by the one for tickets", async () => {
  const { call, tokens, begun } = await guestSession();
  assert.equal((await call("GET /api/auth/me")).status, 200);
  assert.equal((await call("GET /api/rooms")).status, 200);
  assert.equal((await call("POST /api/rooms", own, { name: "engines" })).status, 201);
  const { status, body } = await call("POST /api/ws-ticket");
  assert.equal(status, 200);
  assert.equal((await tokens.redeemTicket(body.ticket)).id, begun.body.user.id);
});

Deno.test("A header goes before the cookie, also where the header is bad", async () => {
  const { call, guestToken } = await guestSession();
  const other = await guestToken("other");
  assert.match((await call("GET /api/auth/me", { ...own, Authorization: `Bearer ${other}` })).text, /"other"/);
  for (const Authorization of ["Bearer bad", "Basic eA==", "Bearer"]) {
    assert.equal((await call("GET /api/auth/me", { ...own, Authorization })).status, 401, Authorization);
  }
});

Deno.test("S55: no page but the server's own uses the cookie, whatever it says of itself", async () => {
  const { call, rooms, log } = await guestSession();
  const strangers: Record<string, string>[] = [
    { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" },
    { Origin: "https://evil.example" },
    { Origin: "null" },
    { Origin: "http://localhost:8000", "Sec-Fetch-Site": "same-site" },
    { Origin: "http://localhost.evil.example" },
    { Origin: "https://chat.example", "Sec-Fetch-Site": "cross-site" },
    { Origin: "https://chat.example" },
    { "Sec-Fetch-Site": "cross-site" },
    { "Sec-Fetch-Site": "same-site" },
    { "Sec-Fetch-Site": "same-origin, cross-site" },
    { Origin: "http://localhost", "Sec-Fetch-Site": "cross-site" },
    { Origin: "http://localhost, https://evil.example" },
    { Origin: "" },
  ];
  const lines = [
    "GET /api/auth/me",
    "POST /api/ws-ticket",
    "POST /api/rooms",
    "DELETE /api/session",
    "GET /api/session",
  ];
  for (const headers of strangers) {
    for (const line of lines) {
      const { status, body } = await call(line, headers, line.endsWith("rooms") ? { name: "x" } : undefined);
      assert.deepEqual([status, body?.error.code], [403, "origin_refused"], `${line} ${JSON.stringify(headers)}`);
    }
  }
  for (const line of ["POST /api/ws-ticket", "POST /api/rooms", "DELETE /api/session"]) {
    assert.equal((await call(line, {})).status, 403, `${line} of who says nothing`);
    assert.equal((await call(line, { "Sec-Fetch-Site": "none" })).status, 403, `${line} typed into the address bar`);
  }
  assert.deepEqual(rooms.calls, []);
  assert.equal((await call("GET /api/session", { "Sec-Fetch-Site": "none" })).status, 200);
  assert.ok(!JSON.stringify(log.lines).includes("parley_session"));
});

Deno.test("S55: forms and texts of pages do nothing with the cookie, from the own page either", async () => {
  const { Cookie, app, rooms } = await guestSession();
  for (
    const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", undefined]
  ) {
    for (const path of ["/api/rooms", "/api/session/guest", "/api/session/login"]) {
      const body = new TextEncoder().encode('{"name":"x","username":"visitor"}');
      const headers = { ...own, Cookie, ...(type !== undefined && { "Content-Type": type }) };
      const answer = await app.request(path, { method: "POST", headers, body }, { remote: "192.0.2.1" });
      assert.equal(answer.status, 415, `${path} ${type}`);
      assert.deepEqual(answer.headers.getSetCookie(), []);
    }
  }
  assert.deepEqual(rooms.calls, []);
});

Deno.test("S55: another page can log nobody in, and a token that was there before a log-in is not kept", async () => {
  const { call, Cookie, tokens } = await guestSession();
  for (const Origin of ["https://evil.example", "https://chat.example", "null"]) {
    const forced = await call("POST /api/session/guest", { Origin }, { username: "attacker" });
    assert.deepEqual([forced.status, forced.headers.getSetCookie()], [403, []]);
  }
  const again = await call("POST /api/session/guest", own, { username: "visitor" });
  assert.notEqual(cookieOf(again), Cookie);
  assert.equal((await call("GET /api/session")).status, 401);
  await assert.rejects(tokens.verify(Cookie.split("=")[1]!));
});

Deno.test("S55: of two cookies of one name none is believed, and over https none without the prefix", async () => {
  const { call, guestToken } = createHttpApp();
  const [mine, planted] = [await guestToken("mine"), await guestToken("planted")];
  const status = async (Cookie: string, headers: Record<string, string>) =>
    (await call("GET /api/auth/me", { headers: { ...headers, Cookie } })).status;
  assert.equal(await status(`parley_session=${planted}; parley_session=${mine}`, own), 401);
  assert.equal(await status(`x=1; parley_session=${mine}; y=parley_session=${planted}`, own), 200);
  assert.equal(await status(`parley_session=${planted}`, ownTls), 401);
  assert.equal(await status(`parley_session=${planted}; __Host-parley_session=${mine}`, ownTls), 200);
  for (const name of ["session", "Parley_session", "token", "xparley_session"]) {
    assert.equal(await status(`${name}=${mine}`, own), 401, name);
  }
});

Deno.test("Logging out ends the session, its renewals included, and takes the cookie away; twice is no fault", async () => {
  const { call, clock, tokens, Cookie } = await guestSession();
  await clock.tick(5 * day);
  const renewed = await call("GET /api/rooms");
  const newer = cookieOf(renewed);
  assert.notEqual(newer, Cookie);
  const heard: string[] = [];
  tokens.listen((keys) => heard.push(...keys));
  const ended = await call("DELETE /api/session");
  assert.deepEqual([ended.status, ended.text], [204, ""]);
  assert.match(setCookieOf(ended), /^parley_session=; Max-Age=0; Path=\/api/);
  assert.equal(heard.length, 1);
  for (const cookie of [Cookie, newer]) {
    assert.equal((await call("GET /api/auth/me", { ...own, Cookie: cookie })).status, 401);
    await assert.rejects(tokens.verify(cookie.split("=")[1]!));
  }
  assert.equal((await call("DELETE /api/session")).status, 204);
});

Deno.test("A call in the second half of a session's time renews it, a call before does not", async () => {
  const { call, clock, Cookie, begun, tokens } = await guestSession();
  await clock.tick(3 * day);
  assert.deepEqual((await call("GET /api/rooms")).headers.getSetCookie(), []);
  await clock.tick(day);
  const renewed = await call("GET /api/rooms");
  assert.match(setCookieOf(renewed), new RegExp(`Max-Age=${tokenSeconds};`));
  const newer = cookieOf(renewed);
  await clock.tick(5 * day);
  assert.equal((await call("GET /api/session")).status, 401, "the first has run out");
  const shown = await call("GET /api/session", { ...own, Cookie: newer });
  assert.equal(shown.status, 200);
  assert.equal(shown.body.user.id, begun.body.user.id);
  const [first, second] = [Cookie, newer].map((cookie) => cookie.split("=")[1]!);
  assert.notEqual(first, second);
  assert.equal((await tokens.verify(second!)).guest, true);
});

Deno.test("A session is renewed for 90 days from logging in, no longer", async () => {
  const { call, clock, Cookie } = await guestSession();
  let [cookie, days] = [Cookie, 0];
  for (;;) {
    await clock.tick(day);
    days++;
    const answer = await call("GET /api/session", { ...own, Cookie: cookie });
    if (answer.status === 401) break;
    if (answer.headers.getSetCookie().length > 0) cookie = cookieOf(answer);
  }
  assert.equal(days, sessionSecondsMax / 86_400 + 1, "the last is taken for the tolerance of clocks");
});

Deno.test("A token in a header is never renewed", async () => {
  const { call, clock, guestToken } = createHttpApp();
  const token = await guestToken();
  await clock.tick(5 * day);
  assert.deepEqual((await call("GET /api/auth/me", { token, headers: own })).headers.getSetCookie(), []);
});

Deno.test("Attempts to begin a session count with those for a token", async () => {
  const { call, setting } = createHttpApp();
  setting.rate = { count: 30, perMs: 60_000, burst: 2 };
  for (const line of ["POST /api/session/guest", "POST /api/auth/guest"]) {
    assert.equal((await call(line, { body: { username: "visitor" }, headers: own })).status, 201);
  }
  assert.equal((await call("POST /api/session/guest", { body: { username: "visitor" }, headers: own })).status, 429);
});
