import assert from "node:assert/strict";
import { createPasswordHasher } from "../../src/adapters/system/password_hasher.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import { createHttpApp } from "../support/http_app.ts";

const ada = { username: "ada", email: " Ada@Example.com ", password: "correct horse" };

Deno.test("POST /api/auth/register answers 201 and the account in exactly the promised shape", async () => {
  const { call } = createHttpApp();
  const { status, body } = await call("POST /api/auth/register", { body: ada });
  assert.equal(status, 201);
  assert.deepEqual(Object.keys(body), ["id", "username", "email", "created_at"]);
  assert.match(body.id, /^[0-9a-f]{24}$/);
  assert.equal(body.email, "ada@example.com");
});

Deno.test("POST /api/auth/register answers 409 for a taken username in any case, and for a taken email", async () => {
  const { call } = createHttpApp();
  await call("POST /api/auth/register", { body: ada });
  const name = await call("POST /api/auth/register", { body: { ...ada, username: "ADA", email: "b@example.com" } });
  const email = await call("POST /api/auth/register", { body: { ...ada, username: "bob", email: "ADA@example.com" } });
  assert.deepEqual([name.status, name.body.error.code], [409, "username_taken"]);
  assert.deepEqual([email.status, email.body.error.code], [409, "email_taken"]);
});

Deno.test("POST /api/auth/login answers 200, a token and the user, by email or by username in either field", async () => {
  const { call } = createHttpApp();
  const { body: account } = await call("POST /api/auth/register", { body: ada });
  for (const login of [{ email: "ada@example.com" }, { email: "ada" }, { username: "Ada" }]) {
    const { status, body } = await call("POST /api/auth/login", { body: { ...login, password: ada.password } });
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), ["token", "user"]);
    assert.deepEqual(body.user, { id: account.id, username: "ada", email: "ada@example.com" });
    assert.equal((await call("GET /api/auth/me", { token: body.token })).body.id, account.id);
  }
});

Deno.test("POST /api/auth/login answers an unknown user and a wrong password with the same bytes", async () => {
  const { call } = createHttpApp();
  await call("POST /api/auth/register", { body: ada });
  const wrong = await call("POST /api/auth/login", { body: { email: "ada", password: "wrong" } });
  const unknown = await call("POST /api/auth/login", { body: { email: "nobody", password: "wrong" } });
  assert.equal(wrong.status, 401);
  assert.equal(wrong.body.error.code, "invalid_credentials");
  assert.equal(wrong.text, unknown.text);
  assert.equal(unknown.status, wrong.status);
  const names = (headers: Headers) => [...headers].map(([name]) => name);
  assert.deepEqual(names(unknown.headers), names(wrong.headers));
});

Deno.test("POST /api/auth/login takes as long for an unknown user as for a wrong password", async () => {
  const hasher = createPasswordHasher({ cost: 7, threads: 0 });
  const { call } = createHttpApp({ hasher });
  await call("POST /api/auth/register", { body: ada });
  const times: Record<string, number[]> = { ada: [], nobody: [] };
  for (let i = 0; i < 25; i++) {
    for (const email of ["ada", "nobody"]) {
      const start = performance.now();
      await call("POST /api/auth/login", { body: { email, password: "wrong" } });
      times[email]!.push(performance.now() - start);
    }
  }
  const ratio = median(times["nobody"]!) / median(times["ada"]!);
  assert.ok(ratio > 0.7 && ratio < 1.4, `an unknown user takes ${ratio} times as long`);
});

Deno.test("POST /api/auth/guest answers 201, a token and the guest, and refuses the names of accounts", async () => {
  const { call } = createHttpApp();
  const { status, body } = await call("POST /api/auth/guest", { body: { username: "visitor" } });
  assert.equal(status, 201);
  assert.deepEqual(Object.keys(body), ["token", "user"]);
  assert.deepEqual(body.user, { id: body.user.id, username: "visitor", guest: true });
  assert.deepEqual((await call("GET /api/auth/me", { token: body.token })).body, body.user);
  await call("POST /api/auth/register", { body: ada });
  assert.equal((await call("POST /api/auth/guest", { body: { username: "Ada" } })).body.error.code, "username_taken");
});

Deno.test("POST /api/auth/logout answers 204 and ends that token, no other", async () => {
  const { call, guestToken } = createHttpApp();
  const [one, other] = [await guestToken("one"), await guestToken("other")];
  const { status, text } = await call("POST /api/auth/logout", { token: one });
  assert.deepEqual([status, text], [204, ""]);
  assert.equal((await call("GET /api/auth/me", { token: one })).status, 401);
  assert.equal((await call("GET /api/auth/me", { token: other })).status, 200);
});

Deno.test("Bearer authentication takes the scheme in any case, and nothing but one whole header", async () => {
  const { call, guestToken } = createHttpApp();
  const token = await guestToken();
  const asking = (headers: Record<string, string>, path = "/api/auth/me") => call(`GET ${path}`, { headers });
  for (const scheme of ["Bearer", "bearer", "BEARER"]) {
    assert.equal((await asking({ Authorization: `${scheme} ${token}` })).status, 200);
  }
  const refused: [Record<string, string>, string?][] = [
    [{}],
    [{ Authorization: token }],
    [{ Authorization: "Bearer" }],
    [{ Authorization: `Basic ${token}` }],
    [{ Authorization: `Bearer ${token}, Bearer ${token}` }],
    [{ Authorization: `Bearer ${token} x` }],
    [{ Authorization: `Bearer ${token}x` }],
    [{ Cookie: `token=${token}` }],
    [{}, `/api/auth/me?token=${token}`],
  ];
  for (const [headers, path] of refused) {
    const { status, headers: answered, body } = await asking(headers, path);
    assert.deepEqual([status, body.error.code], [401, "unauthorized"], JSON.stringify(headers));
    assert.equal(answered.get("www-authenticate"), "Bearer");
  }
});

Deno.test("Attempts to get in are limited per address with 429 and Retry-After, before anything is computed", async () => {
  let hashes = 0;
  const cheap = createPasswordHasher({ cost: 4, threads: 0 });
  const hasher = {
    ...cheap,
    verify: (password: string, hash: string | undefined) => {
      hashes++;
      return cheap.verify(password, hash);
    },
  };
  const { call, clock, setting } = createHttpApp({ hasher });
  setting.rate = { count: 30, perMs: 60_000, burst: 3 };
  const login = (remote: string) => call("POST /api/auth/login", { body: { email: "ada", password: "wrong" }, remote });
  for (let i = 0; i < 3; i++) assert.equal((await login("192.0.2.1")).status, 401);
  const limited = await login("192.0.2.1");
  assert.deepEqual([limited.status, limited.body.error.code], [429, "rate_limited"]);
  assert.equal(limited.headers.get("retry-after"), "2");
  assert.equal((await call("POST /api/auth/guest", { body: { username: "x1" }, remote: "192.0.2.1" })).status, 429);
  assert.equal((await call("POST /api/auth/register", { body: {}, remote: "192.0.2.1" })).status, 429);
  assert.equal((await login("192.0.2.2")).status, 401);
  assert.equal(hashes, 4);
  await clock.tick(2_000);
  assert.equal((await login("192.0.2.1")).status, 401);
});

Deno.test("Attempts are counted per /64 of IPv6 and by the proxies' word only where they are trusted", async () => {
  const limited = async (trustProxyHops: number, calls: readonly { remote: string; forwarded?: string }[]) => {
    const { call, setting } = createHttpApp({ trustProxyHops });
    setting.rate = { count: 1, perMs: 60_000, burst: 1 };
    const statuses: number[] = [];
    for (const { remote, forwarded } of calls) {
      const headers = forwarded === undefined ? {} : { "X-Forwarded-For": forwarded };
      statuses.push((await call("POST /api/auth/login", { body: {}, remote, headers })).status);
    }
    return statuses;
  };
  assert.deepEqual(
    await limited(0, [{ remote: "2001:db8::1" }, { remote: "2001:db8::ffff" }, { remote: "2001:db8:1::1" }]),
    [422, 429, 422],
  );
  const spoofed = [{ remote: "192.0.2.1", forwarded: "198.51.100.1" }, {
    remote: "192.0.2.1",
    forwarded: "198.51.100.2",
  }];
  assert.deepEqual(await limited(0, spoofed), [422, 429]);
  assert.deepEqual(await limited(1, spoofed), [422, 422]);
});

Deno.test("POST /api/auth/login answers 503 with Retry-After when too many hashes wait", async () => {
  const verify = () => Promise.reject(new ParleyError("overloaded", undefined, { retryAfterMs: 1_200 }));
  const { call } = createHttpApp({ hasher: { ...createPasswordHasher({ cost: 4, threads: 0 }), verify } });
  const { status, headers, body } = await call("POST /api/auth/login", { body: { email: "ada", password: "x" } });
  assert.deepEqual([status, body.error.code, headers.get("retry-after")], [503, "overloaded", "2"]);
});

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
