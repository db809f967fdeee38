import assert from "node:assert/strict";
import { ticketSeconds } from "../../src/limits.ts";
import { createHttpApp } from "../support/http_app.ts";

Deno.test("PATCH /api/users/me changes the own profile, and everybody sees it without the email", async () => {
  const { call, accountToken, guestToken } = createHttpApp();
  const token = await accountToken("ada");
  const change = {
    display_name: " Ada L. ",
    avatar_url: "https://example.com/a.png",
    bio: "First",
    status_text: "Here",
  };
  const changed = await call("PATCH /api/users/me", { token, body: change });
  assert.equal(changed.status, 200);
  const { id, ...rest } = changed.body;
  const expected = { username: "ada", ...change, display_name: "Ada L.", created_at: "2026-01-01T00:00:00.000Z" };
  assert.deepEqual(rest, expected);
  const seen = await call(`GET /api/users/${id}`, { token: await guestToken() });
  assert.deepEqual(seen.body, changed.body);
  assert.ok(!seen.text.includes("@"));
  assert.deepEqual((await call("GET /api/users/me", { token })).body, changed.body);
});

Deno.test("PATCH /api/users/:id takes the own id, and refuses another's and a guest's with 403", async () => {
  const { call, accountToken, guestToken, tokens } = createHttpApp();
  const ada = await accountToken("ada");
  const { id } = await tokens.verify(ada);
  const bob = await accountToken("bob");
  const change = { body: { bio: "changed" } };
  assert.equal((await call(`PATCH /api/users/${id}`, { token: ada, ...change })).status, 200);
  assert.equal((await call(`PATCH /api/users/${id}`, { token: bob, ...change })).status, 403);
  assert.equal((await call("PATCH /api/users/me", { token: await guestToken(), ...change })).status, 403);
  const crowned = await call("PATCH /api/users/me", { token: bob, body: { bio: "x", username: "root" } });
  assert.equal(crowned.status, 422);
});

Deno.test("PATCH /api/users/me refuses addresses of avatars that are no https", async () => {
  const { call, accountToken } = createHttpApp();
  const token = await accountToken();
  const bad = [
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,x",
    "http://example.com/a",
    "//example.com/a",
    "a.png",
  ];
  for (const avatar_url of bad) {
    assert.equal((await call("PATCH /api/users/me", { token, body: { avatar_url } })).status, 422, avatar_url);
  }
  assert.equal((await call("PATCH /api/users/me", { token, body: { avatar_url: "" } })).status, 200);
});

Deno.test("GET /api/users/:id answers 404 for strangers, and for guests", async () => {
  const { call, guestToken } = createHttpApp();
  const token = await guestToken();
  assert.equal((await call(`GET /api/users/${"0".repeat(24)}`, { token })).body.error.code, "not_found");
  assert.equal((await call("GET /api/users/me", { token })).status, 404);
});

Deno.test("POST /api/ws-ticket gives a ticket that stands for the token, and that is no token", async () => {
  const { call, guestToken, tokens } = createHttpApp();
  const token = await guestToken();
  const { status, body } = await call("POST /api/ws-ticket", { token });
  assert.deepEqual([status, body.expires_in], [200, ticketSeconds]);
  assert.deepEqual(Object.keys(body), ["ticket", "expires_in"]);
  assert.equal((await call("GET /api/auth/me", { token: body.ticket })).status, 401);
  assert.deepEqual(await tokens.redeemTicket(body.ticket), await tokens.verify(token));
});
