import assert from "node:assert/strict";
import { reportsPerMinute } from "../../src/limits.ts";
import type { AuditRecord } from "../../src/protocol/audit.ts";
import type { ReportView } from "../../src/protocol/report.ts";
import { startServer } from "../support/server_process.ts";
import { call, User } from "./rest_fixture.ts";

const adminKey = "an-administrators-key-of-32-bytes";
const env = { LIMIT_AUTH_PER_MINUTE: "0", LIMIT_MESSAGES_PER_SECOND: "0", ADMIN_KEY: adminKey };

async function reportsOf(answer: Promise<{ readonly body: unknown }>): Promise<readonly ReportView[]> {
  return ((await answer).body as { readonly reports: readonly ReportView[] }).reports;
}

async function people<N extends number>(url: string, ...names: readonly string[]): Promise<User[] & { length: N }> {
  return await Promise.all(names.map((name) => User.registered(url, name))) as User[] & { length: N };
}

Deno.test("What members report stands in the queue of the moderators as it was, once however often, until it is decided", async () => {
  await using server = await startServer({ env });
  const [ada, bob, eve, kim, zoe] = await people(server.url, "ada", "bob", "eve", "kim", "zoe") as [
    User,
    User,
    User,
    User,
    User,
  ];
  const id = await ada.room({ name: "engines" });
  const room = `/api/rooms/${id}`;
  for (const user of [bob, eve, kim]) await user.call(`POST ${room}/join`);
  await ada.call(`PUT ${room}/members/${bob.id}/role`, { role: "moderator" });
  const { seq } = (await eve.call(`POST ${room}/messages`, { content: "buy this" })).body;
  const report = `POST ${room}/messages/${seq}/report`;

  // S56, S57: who is outside, what is no message, and one's own.
  assert.equal(await zoe.code(report, { reason: "x" }), "not_member");
  assert.equal(await kim.code(`POST ${room}/messages/1/report`, { reason: "x" }), "not_found");
  assert.equal(await kim.code(`POST ${room}/messages/999/report`, { reason: "x" }), "not_found");
  assert.equal(await eve.code(report, { reason: "x" }), "forbidden");
  for (
    const bad of [{}, { reason: "" }, { reason: "x".repeat(501) }, { reason: { $ne: "" } }, {
      reason: "x",
      state: "acted",
    }]
  ) {
    assert.equal(await kim.code(report, bad), "invalid", JSON.stringify(bad));
  }
  await using watching = await bob.connect({ room_id: id });
  await using reported = await eve.connect({ room_id: id });
  for (const socket of [watching, reported]) await socket.next({ type: "subscribed" });
  for (const user of [kim, kim, ada]) assert.equal(await user.status(report, { reason: "spam" }), 204);
  await watching.next({ type: "own", what: "reports", room_id: id });
  await eve.call(`PATCH ${room}/messages/${seq}`, { content: "something else" });

  for (const user of [kim, eve]) assert.equal(await user.code(`GET ${room}/reports`), "forbidden");
  assert.equal(await zoe.code(`GET ${room}/reports`), "forbidden");
  const [open] = await reportsOf(bob.call(`GET ${room}/reports`));
  assert.deepEqual([open?.state, open?.count, open?.message?.content, open?.message?.user_id], [
    "open",
    2,
    "buy this",
    eve.id,
  ]);
  assert.deepEqual(open?.reports.map(({ user, reason }) => [user.username, reason]), [["kim", "spam"], [
    "ada",
    "spam",
  ]]);

  const decide = `PATCH ${room}/reports/${open?.id}`;
  assert.equal(await kim.code(decide, { state: "acted" }), "forbidden");
  const elsewhere = `/api/rooms/${await zoe.room({ name: "other" })}`;
  assert.equal(await zoe.code(`PATCH ${elsewhere}/reports/${open?.id}`, { state: "acted" }), "not_found");
  assert.equal(await bob.code(decide, { state: "open" }), "invalid");
  await eve.call(`DELETE ${room}/messages/${seq}`);
  assert.equal(await kim.code(report, { reason: "spam" }), "message_deleted");
  assert.equal(
    (await reportsOf(bob.call(`GET ${room}/reports`)))[0]?.message?.content,
    "buy this",
    "it is evidence yet",
  );
  const before = watching.frames.length;
  const decided = await bob.call(decide, { state: "acted", note: "removed" });
  assert.deepEqual([decided.status, decided.body["state"], decided.body["message"]], [200, "acted", undefined]);
  assert.equal(await bob.status(decide, { state: "acted" }), 200, "again");
  assert.equal(await ada.code(decide, { state: "dismissed" }), "already_decided");
  assert.deepEqual(await reportsOf(bob.call(`GET ${room}/reports`)), []);
  await watching.next({ type: "own", what: "reports", room_id: id }, before);
  assert.equal(reported.frames.some(({ type }) => type === "own"), false, "who was reported is told nothing");
  assert.equal((await reportsOf(bob.call(`GET ${room}/reports?state=acted`)))[0]?.decision?.note, "removed");
  const { records } = (await ada.call(`GET ${room}/audit?action=decide_report`)).body as unknown as {
    records: AuditRecord[];
  };
  assert.deepEqual(records.map(({ actor, of, details }) => [actor?.username, of, details]), [
    ["bob", seq, { report: open?.id, state: "acted", note: "removed" }],
  ]);
});

Deno.test("Nobody sees or decides what is about them; the administrator decides of all rooms, deleted ones and conversations too", async () => {
  await using server = await startServer({ env });
  const [ada, bob] = await people(server.url, "ada", "bob") as [User, User];
  const admin = (line: string, body?: unknown) => call(server.url, line, { token: adminKey, body });
  const room = `/api/rooms/${await ada.room({ name: "engines" })}`;
  await bob.call(`POST ${room}/join`);
  const { seq } = (await ada.call(`POST ${room}/messages`, { content: "mine" })).body;
  await bob.call(`POST ${room}/messages/${seq}/report`, { reason: "rude" });
  assert.deepEqual(await reportsOf(ada.call(`GET ${room}/reports`)), []);
  const [report] = await reportsOf(admin("GET /api/admin/reports"));
  assert.equal(await ada.code(`PATCH ${room}/reports/${report?.id}`, { state: "dismissed" }), "not_found");
  const direct = `/api/rooms/${(await ada.call("POST /api/direct", { user_ids: [bob.id] })).body.id}`;
  const told = (await ada.call(`POST ${direct}/messages`, { content: "threat" })).body;
  assert.equal(await bob.status(`POST ${direct}/messages/${told.seq}/report`, { reason: "threat" }), 204);
  assert.equal(await bob.code(`GET ${direct}/reports`), "forbidden", "nobody administers a conversation");
  assert.equal(await ada.status(`DELETE ${room}`), 204);
  const all = await reportsOf(admin("GET /api/admin/reports"));
  assert.deepEqual(all.map(({ message }) => message?.content), ["threat", "mine"]);
  assert.equal((await admin(`PATCH /api/admin/reports/${report?.id}`, { state: "acted" })).status, 200);
  assert.equal((await reportsOf(admin("GET /api/admin/reports"))).length, 1);
  for (const line of ["GET /api/admin/reports", `PATCH /api/admin/reports/${report?.id}`]) {
    const body = line.startsWith("PATCH") ? { state: "acted" } : undefined;
    assert.equal((await call(server.url, line, { token: ada.token, body })).status, 403, line);
    assert.equal((await call(server.url, line, { body })).status, 401, line);
  }
});

Deno.test("Who reports too much has to wait", async () => {
  await using server = await startServer({ env });
  const ada = await User.registered(server.url, "ada");
  const room = `/api/rooms/${await ada.room({ name: "engines" })}`;
  for (let i = 0; i < reportsPerMinute; i++) {
    assert.equal(await ada.code(`POST ${room}/messages/9/report`, { reason: "x" }), "not_found");
  }
  const answer = await ada.call(`POST ${room}/messages/9/report`, { reason: "x" });
  assert.deepEqual([answer.status, answer.headers.has("retry-after")], [429, true]);
});
