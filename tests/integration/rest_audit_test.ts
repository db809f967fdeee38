import assert from "node:assert/strict";
import type { AuditRecord } from "../../src/protocol/audit.ts";
import { startServer } from "../support/server_process.ts";
import { call, User } from "./rest_fixture.ts";

const adminKey = "an-administrators-key-of-32-bytes";
const env = { LIMIT_AUTH_PER_MINUTE: "0", LIMIT_MESSAGES_PER_SECOND: "0", ADMIN_KEY: adminKey };

async function recordsOf(answer: Promise<{ readonly body: unknown }>): Promise<readonly AuditRecord[]> {
  return ((await answer).body as { readonly records: readonly AuditRecord[] }).records;
}

async function linesOf(url: string, token: string, headers: Record<string, string> = {}): Promise<AuditRecord[]> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}`, ...headers } });
  assert.equal(answer.headers.get("content-type"), "application/x-ndjson");
  const text = await answer.text();
  return text.split("\n").slice(0, -1).map((line) => JSON.parse(line) as AuditRecord);
}

Deno.test("Whoever has the right reads what was done in a room; the administrator, of all rooms and after their end", async () => {
  await using server = await startServer({ env });
  const names = ["ada", "bob", "eve", "kim"];
  const [ada, bob, eve, kim] = await Promise.all(names.map((name) => User.registered(server.url, name))) as [
    User,
    User,
    User,
    User,
  ];
  const id = await ada.room({ name: "engines", is_private: true });
  const room = `/api/rooms/${id}`;
  for (const { id: user_id } of [bob, eve]) await ada.call(`POST ${room}/members`, { user_id });
  await ada.call(`PUT ${room}/members/${bob.id}/role`, { role: "moderator" });
  const { seq } = (await eve.call(`POST ${room}/messages`, { content: "buy this" })).body;
  await bob.call(`DELETE ${room}/messages/${seq}`);
  await bob.call(`PUT ${room}/bans/${eve.id}`, { reason: "spam" });
  const { code } = (await ada.call(`POST ${room}/invites`, {})).body;
  await ada.call(`DELETE ${room}/invites/${code}`);

  // S56: who is outside is told what is told of a room that is not there.
  assert.equal(await kim.code(`GET ${room}/audit`), "not_found");
  assert.equal(await eve.code(`GET ${room}/audit`), "not_found", "banned from a private room");
  assert.equal(await bob.code(`GET ${room}/audit`), "forbidden", "a moderator");
  assert.equal(await bob.code(`GET ${room}/audit?format=jsonl`), "forbidden");
  const records = await recordsOf(ada.call(`GET ${room}/audit`));
  assert.deepEqual(records.map(({ action }) => action), [
    "revoke_invite",
    "make_invite",
    "ban",
    "delete_message",
    "role",
    "add",
    "add",
  ]);
  assert.ok(!JSON.stringify(records).includes(code), "a link that works is on no record");
  assert.ok(!JSON.stringify(records).includes("buy this"));
  assert.deepEqual(records.at(2)?.actor, { id: bob.id, username: "bob" });
  assert.deepEqual(records.at(3)?.target, { id: eve.id, username: "eve" });
  const ofBob = await recordsOf(ada.call(`GET ${room}/audit?actor=${bob.id}&limit=1`));
  assert.deepEqual(ofBob.map(({ action }) => action), ["ban"]);
  const before = await recordsOf(ada.call(`GET ${room}/audit?actor=${bob.id}&before=${ofBob[0]?.id}`));
  assert.deepEqual(before.map(({ action }) => action), ["delete_message"]);
  for (const query of ["limit=0", "limit=201", "action=join", "before=x", "room=x", "actor[$ne]=x", "format=csv"]) {
    assert.equal(await ada.code(`GET ${room}/audit?${query}`), "invalid", query);
  }
  assert.deepEqual(await linesOf(`${server.url}${room}/audit?format=jsonl&limit=1`, ada.token), records);
  assert.deepEqual(await linesOf(`${server.url}${room}/audit`, ada.token, { accept: "application/x-ndjson" }), records);
  // A room may say who else sees it.
  await ada.call(`PATCH ${room}`, { rights: { view_audit: "moderator" } });
  assert.equal(await bob.status(`GET ${room}/audit`), 200);

  await call(server.url, `POST /api/admin/users/${eve.id}/disable`, { token: adminKey });
  assert.equal(await ada.status(`DELETE ${room}`), 204);
  assert.equal(await ada.code(`GET ${room}/audit`), "not_found");
  const all = await recordsOf(call(server.url, "GET /api/admin/audit", { token: adminKey }));
  assert.deepEqual(all.slice(0, 3).map(({ action, actor }) => [action, actor?.username]), [
    ["delete", "ada"],
    ["disable_account", undefined],
    ["change", "ada"],
  ]);
  assert.deepEqual([all[0]?.details, all[1]?.target?.username], [{ name: "engines" }, "eve"]);
  const lines = await linesOf(`${server.url}/api/admin/audit?format=jsonl&room=${id}`, adminKey);
  assert.deepEqual(lines, [all[0], all[2], ...records]);
});

Deno.test("The audit of the server is for the administrator's key alone, whatever path or method is tried", async () => {
  await using server = await startServer({ env });
  const ada = await User.registered(server.url, "ada");
  assert.equal(await ada.code("GET /api/admin/audit"), "forbidden");
  assert.equal((await call(server.url, "GET /api/admin/audit")).status, 401);
  for (
    const path of [
      "//api/admin/audit",
      "/api//admin/audit",
      "/api/%61dmin/audit",
      "/api/admin;/audit",
      "/api/Admin/audit",
    ]
  ) {
    const answer = await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${ada.token}` } });
    assert.ok([401, 403, 404].includes(answer.status), `${path}: ${answer.status}`);
    await answer.body?.cancel();
  }
  const overridden = await call(server.url, "POST /api/admin/audit", {
    token: ada.token,
    headers: { "x-http-method-override": "GET" },
  });
  assert.ok([403, 404, 405].includes(overridden.status), `${overridden.status}`);
});
