import assert from "node:assert/strict";
import { invitesPerRoomMax } from "../../src/limits.ts";
import { startServer } from "../support/server_process.ts";
import { type Answer, call, User } from "./rest_fixture.ts";

const codeOf = ({ body }: Answer) => body.error.code;

/** A private room with a password of ada's, and a way to make links into it. */
async function privateRoom(url: string) {
  const ada = await User.registered(url, "ada");
  const room = await ada.room({ name: "engines", is_private: true, password: "open sesame" });
  const invite = async (input: object = {}): Promise<string> => {
    const { status, body } = await ada.call(`POST /api/rooms/${room}/invites`, input);
    assert.equal(status, 201);
    return body.code;
  };
  return { ada, room, invite };
}

Deno.test("A link leads into a private room with a password; before, it shows the name and how many are in it", async () => {
  await using server = await startServer();
  const { ada, room, invite } = await privateRoom(server.url);
  const code = await invite();
  const preview = await call(server.url, `GET /api/invites/${code}`);
  assert.equal(preview.status, 200);
  assert.deepEqual(Object.keys(preview.body), ["room_name", "member_count", "expires_at"]);
  assert.deepEqual([preview.body["room_name"], preview.body["member_count"]], ["engines", 1]);
  const bob = await User.guest(server.url, "bob");
  assert.equal((await bob.call(`GET /api/rooms/${room}`)).status, 404);
  assert.equal((await call(server.url, `POST /api/invites/${code}`)).status, 401);
  const joined = await bob.call(`POST /api/invites/${code}`);
  assert.deepEqual([joined.status, joined.body.id], [200, room]);
  assert.equal(await bob.status(`POST /api/rooms/${room}/messages`, { content: "Hello" }), 201);
  const { messages } = (await ada.call(`GET /api/rooms/${room}/messages`)).body;
  assert.deepEqual(messages.map(({ content }) => content), ["ada joined", "bob joined", "Hello"]);
  assert.ok(!server.output.includes(code), "the code is in the log");
});

Deno.test("Of 25 people who race for 10 uses exactly 10 come in; who is in already uses none, who left comes back", async () => {
  await using server = await startServer({ env: { LIMIT_AUTH_PER_MINUTE: "0" } });
  const { ada, room, invite } = await privateRoom(server.url);
  const code = await invite({ uses_max: 10 });
  const people = await Promise.all(Array.from({ length: 25 }, (_, i) => User.guest(server.url, `guest${i}`)));
  const answers = await Promise.all(people.map((one) => one.call(`POST /api/invites/${code}`)));
  const refused = answers.filter(({ status }) => status !== 200);
  assert.deepEqual([...new Set(refused.map((answer) => `${answer.status} ${codeOf(answer)}`))], ["410 invite_used_up"]);
  assert.equal(refused.length, 15);
  const inside = people.filter((_, i) => answers[i]!.status === 200);
  assert.equal((await ada.call(`GET /api/rooms/${room}`)).body["member_count"], 11);
  assert.equal((await ada.call(`POST /api/invites/${code}`)).status, 200, "the creator is in it");
  assert.equal(await inside[0]!.status(`POST /api/invites/${code}`), 200);
  await inside[0]!.call(`POST /api/rooms/${room}/leave`);
  assert.equal(await inside[0]!.status(`POST /api/invites/${code}`), 200);
  assert.equal((await call(server.url, `GET /api/invites/${code}`)).body.error.code, "invite_used_up");
});

Deno.test("A link that was taken back, is unknown, or leads to a deleted room says so", async () => {
  await using server = await startServer({ env: { LIMIT_AUTH_PER_MINUTE: "0" } });
  const { ada, room, invite } = await privateRoom(server.url);
  const bob = await User.guest(server.url, "bob");
  const [back, other] = [await invite(), await invite({ uses_max: 3, expires_in: 60 })];
  const listed = await ada.call(`GET /api/rooms/${room}/invites`);
  const { invites } = listed.body as unknown as { invites: { code: string; uses_max: number }[] };
  assert.deepEqual(new Set(invites.map(({ code }) => code)), new Set([back, other]));
  assert.equal((await ada.call(`DELETE /api/rooms/${room}/invites/${back}`)).status, 204);
  assert.equal((await ada.call(`DELETE /api/rooms/${room}/invites/${back}`)).status, 404);
  for (const line of [`GET /api/invites/${back}`, `POST /api/invites/${back}`]) {
    assert.equal(await bob.code(line), "invite_revoked");
  }
  assert.equal(await bob.code(`POST /api/invites/${"A".repeat(22)}`), "not_found");
  assert.equal(await bob.code("GET /api/invites/short"), "invalid");
  await ada.call(`DELETE /api/rooms/${room}`);
  for (const line of [`GET /api/invites/${other}`, `POST /api/invites/${other}`]) {
    assert.equal(await bob.code(line), "not_found");
  }
});

Deno.test("Who may invite: the creator; into a room open to all every member, whose link ends with the openness", async () => {
  await using server = await startServer();
  const { ada, room, invite } = await privateRoom(server.url);
  const [bob, eve] = [await User.guest(server.url, "bob"), await User.guest(server.url, "eve")];
  const make = `POST /api/rooms/${room}/invites`;
  assert.equal(await eve.code(make), "not_found");
  await bob.call(`POST /api/invites/${await invite()}`);
  assert.equal(await bob.code(make), "forbidden");
  assert.equal(await bob.code(`GET /api/rooms/${room}/invites`), "forbidden");
  await ada.call(`PATCH /api/rooms/${room}`, { is_private: false, password: null });
  assert.equal(await eve.code(make), "not_member");
  const made = await bob.call(make, { uses_max: 5 });
  assert.equal(made.status, 201);
  const own = (await bob.call(`GET /api/rooms/${room}/invites`)).body as unknown as { invites: unknown[] };
  assert.deepEqual(own.invites, [made.body]);
  await ada.call(`PATCH /api/rooms/${room}`, { is_private: true });
  assert.equal(await eve.code(`POST /api/invites/${made.body.code}`), "invite_revoked");
  await ada.call(`PATCH /api/rooms/${room}`, { is_private: false });
  assert.equal(await eve.status(`POST /api/invites/${made.body.code}`), 200);
});

Deno.test("A room has as many invitations as the limit says, and each a life and a number of uses within theirs", async () => {
  await using server = await startServer();
  const { ada, room, invite } = await privateRoom(server.url);
  const make = `POST /api/rooms/${room}/invites`;
  for (const bad of [{ uses_max: 0 }, { uses_max: 1_001 }, { expires_in: 59 }, { expires_in: 2_592_001 }, { x: 1 }]) {
    assert.equal(await ada.code(make, bad), "invalid", JSON.stringify(bad));
  }
  for (let i = 0; i < invitesPerRoomMax; i++) await invite();
  assert.equal(await ada.code(make, {}), "limit_reached");
});

Deno.test("Codes that do not exist count as attempts to come in, those that do, do not", async () => {
  await using server = await startServer({ env: { LIMIT_AUTH_PER_MINUTE: "5" } });
  const { invite } = await privateRoom(server.url);
  const code = await invite();
  for (let i = 0; i < 10; i++) assert.equal((await call(server.url, `GET /api/invites/${code}`)).status, 200);
  const statuses: number[] = [];
  for (let i = 0; i < 6; i++) statuses.push((await call(server.url, `GET /api/invites/${"A".repeat(22)}`)).status);
  assert.ok(statuses.includes(404) && statuses.at(-1) === 429, statuses.join());
});

Deno.test("GET /api/rooms/:id/messages?from= begins with the first event of that moment or later", async () => {
  await using server = await startServer();
  const ada = await User.registered(server.url, "ada");
  const room = await ada.room({ name: "engines" });
  for (const content of ["one", "two", "three", "four"]) {
    await ada.call(`POST /api/rooms/${room}/messages`, { content });
  }
  const { messages } = (await ada.call(`GET /api/rooms/${room}/messages`)).body;
  for (const { timestamp } of messages) {
    const from = (await ada.call(`GET /api/rooms/${room}/messages?from=${timestamp}`)).body.messages;
    assert.deepEqual(from, messages.filter((message) => message.timestamp >= timestamp));
  }
  const page = (await ada.call(`GET /api/rooms/${room}/messages?from=1970-01-01T00:00:00Z&limit=2`)).body.messages;
  assert.deepEqual(page, messages.slice(0, 2));
  const ahead = "2100-01-01T00:00:00.000Z";
  assert.deepEqual((await ada.call(`GET /api/rooms/${room}/messages?from=${ahead}`)).body.messages, []);
  for (const query of ["from=yesterday", `from=${ahead}&after=1`, `from=${ahead}&offset=1`]) {
    assert.equal(await ada.code(`GET /api/rooms/${room}/messages?${query}`), "invalid", query);
  }
});
