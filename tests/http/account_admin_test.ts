import assert from "node:assert/strict";
import { createHttpApp } from "../support/http_app.ts";

const adminKey = "an-administrators-key-of-32-bytes";

Deno.test("The administrator disables an account: its token and its log-ins are refused until it is enabled", async () => {
  const { call, accountToken } = createHttpApp({ adminKey });
  const token = await accountToken("ada", "correct horse");
  const { body: { id } } = await call("GET /api/auth/me", { token });
  const login = async (password: string) => {
    const { status, body } = await call("POST /api/auth/login", { body: { username: "ada", password } });
    return status === 200 ? 200 : `${status} ${body.error.code}`;
  };
  const admin = async (what: string) => (await call(`POST /api/admin/users/${id}/${what}`, { token: adminKey })).status;
  assert.equal(await admin("disable"), 204);
  const refused = await call("GET /api/auth/me", { token });
  assert.deepEqual([refused.status, refused.body.error.message], [401, "The account was disabled since"]);
  assert.equal(await login("correct horse"), "403 account_disabled");
  assert.equal(await login("wrong horse"), "401 invalid_credentials", "told to its owner alone");
  assert.equal(await admin("disable"), 204);
  assert.equal(await admin("enable"), 204);
  assert.equal(await login("correct horse"), 200);
  assert.equal((await call("GET /api/auth/me", { token })).status, 401);
});

Deno.test("Only the administrator disables and enables accounts, and only those that exist", async () => {
  const { call, accountToken } = createHttpApp({ adminKey });
  const token = await accountToken("ada");
  const { body: { id } } = await call("GET /api/auth/me", { token });
  for (const what of ["disable", "enable"]) {
    const codeOf = async (user: string, key?: string) => {
      const options = key === undefined ? {} : { token: key };
      return (await call(`POST /api/admin/users/${user}/${what}`, options)).body.error.code;
    };
    assert.equal(await codeOf(id), "unauthorized");
    assert.equal(await codeOf(id, token), "forbidden");
    assert.equal(await codeOf("0".repeat(24), adminKey), "not_found");
    assert.equal(await codeOf("nobody", adminKey), "invalid");
    const without = createHttpApp();
    assert.equal((await without.call(`POST /api/admin/users/${id}/${what}`, { token: adminKey })).status, 404);
  }
  assert.equal((await call("GET /api/auth/me", { token })).status, 200);
});
