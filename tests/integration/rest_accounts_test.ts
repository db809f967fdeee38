import assert from "node:assert/strict";
import { startServer } from "../support/server_process.ts";
import { call, PlainSocket, User } from "./rest_fixture.ts";

const env = { LIMIT_AUTH_PER_MINUTE: "0" };
const ada = { username: "Ada", email: " Ada@Example.com ", password: "correct horse" };

Deno.test("An account is made once, logged in to by email or username, and shown to its owner in full", async () => {
  await using server = await startServer({ env });
  const made = await call(server.url, "POST /api/auth/register", { body: ada });
  assert.equal(made.status, 201);
  assert.deepEqual(Object.keys(made.body), ["id", "username", "email", "created_at"]);
  assert.equal(made.body["email"], "ada@example.com");
  assert.match(made.body.id, /^[0-9a-f]{24}$/);

  const again = (change: object) => call(server.url, "POST /api/auth/register", { body: { ...ada, ...change } });
  const sameName = await again({ username: "aDA", email: "other@example.com" });
  assert.deepEqual([sameName.status, sameName.body.error.code], [409, "username_taken"]);
  const sameEmail = await again({ username: "other" });
  assert.deepEqual([sameEmail.status, sameEmail.body.error.code], [409, "email_taken"]);

  for (const login of [{ email: "ADA@example.com" }, { email: "ada" }, { username: "ADA" }]) {
    const { status, body } = await call(server.url, "POST /api/auth/login", {
      body: { ...login, password: ada.password },
    });
    assert.equal(status, 200, JSON.stringify(login));
    assert.deepEqual(body.user, { id: made.body.id, username: "Ada", email: "ada@example.com" });
    const me = await call(server.url, "GET /api/auth/me", { token: body.token });
    assert.deepEqual([me.status, me.body["email"], me.body["guest"]], [200, "ada@example.com", false]);
  }
});

Deno.test("An unknown user and a wrong password are told alike, and bad registrations by what is wrong", async () => {
  await using server = await startServer({ env });
  await call(server.url, "POST /api/auth/register", { body: ada });
  const login = (username: string, password: string) =>
    call(server.url, "POST /api/auth/login", { body: { username, password } });
  const [wrong, unknown] = [await login("ada", "wrong horse"), await login("nobody", ada.password)];
  assert.equal(wrong.status, 401);
  assert.deepEqual(unknown.body, wrong.body);
  assert.equal(wrong.body.error.code, "invalid_credentials");

  const bad: [change: object, path: string][] = [
    [{ username: "a" }, "username"],
    [{ username: "a".repeat(33) }, "username"],
    [{ username: "a b" }, "username"],
    [{ email: "no" }, "email"],
    [{ password: "short" }, "password"],
    [{ password: "é".repeat(37) }, "password"],
    [{ admin: true }, ""],
  ];
  for (const [change, path] of bad) {
    const { status, body } = await call(server.url, "POST /api/auth/register", { body: { ...ada, ...change } });
    assert.deepEqual([status, body.error.code], [422, "invalid"], JSON.stringify(change));
    assert.equal((body.error.details as { path: string }[])[0]?.path, path);
  }
});

Deno.test("Attempts to come in are counted by address and answered 429 with the time to wait", async () => {
  await using server = await startServer({ env: { LIMIT_AUTH_PER_MINUTE: "3" } });
  const statuses = [];
  for (const username of ["one", "two", "three", "four"]) {
    const { status, headers } = await call(server.url, "POST /api/auth/guest", { body: { username } });
    statuses.push(status);
    if (status === 429) assert.ok(Number(headers.get("retry-after")) >= 1);
  }
  assert.deepEqual(statuses, [201, 201, 201, 429]);
});

Deno.test("A guest has a name and a token and nothing else", async () => {
  await using server = await startServer({ env });
  const account = await User.registered(server.url, "ada");
  const taken = await call(server.url, "POST /api/auth/guest", { body: { username: "ADA" } });
  assert.deepEqual([taken.status, taken.body.error.code], [409, "username_taken"]);
  const guest = await User.guest(server.url, "bob");
  assert.deepEqual((await guest.call("GET /api/auth/me")).body, { id: guest.id, username: "bob", guest: true });
  assert.equal(await account.status(`GET /api/users/${guest.id}`), 404);
  assert.equal(await guest.status("PATCH /api/users/me", { bio: "x" }), 403);
});

Deno.test("A profile is its owner's to change and everybody's to see, without the email", async () => {
  await using server = await startServer({ env });
  const [owner, other] = [await User.registered(server.url, "ada"), await User.registered(server.url, "bob")];
  const change = { display_name: " Ada L. ", avatar_url: "https://example.com/a.png", bio: "First" };
  const { status, body } = await owner.call("PATCH /api/users/me", change);
  assert.deepEqual([status, body["display_name"], body["bio"]], [200, "Ada L.", "First"]);
  const seen = (await other.call(`GET /api/users/${owner.id}`)).body;
  assert.deepEqual(seen, body);
  assert.ok(!("email" in seen));
  assert.equal(await other.status(`PATCH /api/users/${owner.id}`, change), 403);
  assert.equal(await owner.status("PATCH /api/users/me", { avatar_url: "javascript:alert(1)" }), 422);
  assert.equal(await owner.status(`GET /api/users/${"0".repeat(24)}`), 404);
  assert.equal(await owner.status("GET /api/users/xyz"), 422);
});

Deno.test("Logging out refuses the token at once and closes its sockets with 4401 within 5 seconds", async () => {
  await using server = await startServer({ env });
  const user = await User.registered(server.url, "ada");
  const other = await call(server.url, "POST /api/auth/login", {
    body: { username: "ada", password: "correct horse" },
  });
  const socket = await user.connect();
  const from = performance.now();
  assert.equal(await user.status("POST /api/auth/logout"), 204);
  assert.equal((await socket.closed()).code, 4401);
  assert.ok(performance.now() - from < 5_000);
  assert.equal(await user.status("GET /api/auth/me"), 401);
  await assert.rejects(user.connect());
  const me = await call(server.url, "GET /api/auth/me", { token: other.body.token });
  assert.equal(me.status, 200, "another token of the same user lives on");
});

Deno.test("A ticket opens one socket, of ten that try at once, and the answer names the subprotocol alone", async () => {
  await using server = await startServer({ env });
  const user = await User.guest(server.url, "ann");
  const { status, body } = await user.call("POST /api/ws-ticket");
  assert.deepEqual([status, body["expires_in"]], [200, 30]);
  const protocols = [`ticket.${body.ticket}`, "parley.v1"];
  const tries = await Promise.allSettled(
    Array.from({ length: 10 }, () => PlainSocket.open(server.wsUrl, protocols)),
  );
  const opened = tries.flatMap((outcome) => outcome.status === "fulfilled" ? [outcome.value] : []);
  assert.equal(opened.length, 1);
  await using socket = opened[0]!;
  assert.equal(socket.protocol, "parley.v1");
  socket.send({ type: "ping" });
  await socket.next({ type: "pong" });
  assert.equal((await call(server.url, "GET /api/auth/me", { token: body.ticket })).status, 401);
});

Deno.test("Without a token nothing of the API is answered, and the refusal says what is needed", async () => {
  await using server = await startServer({ env });
  const id = "0".repeat(24);
  const lines = [
    "GET /api/auth/me",
    "POST /api/auth/logout",
    "POST /api/ws-ticket",
    "GET /api/users/me",
    "PATCH /api/users/me",
    "GET /api/rooms",
    "POST /api/rooms",
    ...["GET", "PATCH", "DELETE"].map((method) => `${method} /api/rooms/${id}`),
    ...["join", "leave", "members", "messages"].map((what) => `POST /api/rooms/${id}/${what}`),
    ...["members", "messages"].map((what) => `GET /api/rooms/${id}/${what}`),
    `DELETE /api/rooms/${id}/members/${id}`,
  ];
  for (const line of lines) {
    const { status, body, headers } = await call(server.url, line);
    assert.deepEqual([status, body.error.code], [401, "unauthorized"], line);
    assert.equal(headers.get("www-authenticate"), "Bearer", line);
  }
  assert.equal((await call(server.url, "GET /api/rooms", { token: "a.b.c" })).status, 401);
  assert.equal((await call(server.url, "GET /api/nothing")).status, 404);
  assert.equal((await call(server.url, "PUT /api/rooms")).status, 405);
});
