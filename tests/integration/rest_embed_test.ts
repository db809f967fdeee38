import assert from "node:assert/strict";
import { SignJWT } from "jose";
import { visitorTokenSecondsMax } from "../../src/limits.ts";
import { type ServerProcess, startServer } from "../support/server_process.ts";
import { type Answer, call, type Json, PlainSocket, User } from "./rest_fixture.ts";

const adminKey = "an administrator's key of 32 bytes".replaceAll(" ", "-");
const shop = "https://shop.example";
const start = () => startServer({ env: { ADMIN_KEY: adminKey, LIMIT_AUTH_PER_MINUTE: "0" } });

const admin = (server: ServerProcess, line: string, body?: unknown, token = adminKey): Promise<Answer> =>
  call(server.url, line, { token, ...(body === undefined ? {} : { body }) });

interface ChannelAnswer {
  readonly id: string;
  readonly secret: string;
  readonly room_id?: string;
}

async function channel(server: ServerProcess, parts: object = {}): Promise<ChannelAnswer> {
  const input = { name: "Help", kind: "support", team: ["ada"], origins: [shop], ...parts };
  const { status, body } = await admin(server, "POST /api/embed/channels", input);
  assert.equal(status, 201, JSON.stringify(body));
  return body as unknown as ChannelAnswer;
}

/** What the back end of the shop signs. */
function vouch({ id, secret }: ChannelAnswer, claims: object, seconds = 600): Promise<string> {
  return new SignJWT({ ...claims }).setProtectedHeader({ alg: "HS256", kid: id })
    .setExpirationTime(Math.floor(Date.now() / 1_000) + seconds).sign(new TextEncoder().encode(secret));
}

async function visit(server: ServerProcess, token: string, origin: string | undefined = shop): Promise<Answer> {
  const headers = origin === undefined ? {} : { headers: { origin } };
  return await call(server.url, "POST /api/embed/session", { body: { token }, ...headers });
}

const roomOf = ({ body }: Answer) => body["room"] as Json;

Deno.test("A visitor of a support channel has a private room with the team, the same one whenever he comes", async () => {
  await using server = await start();
  const [ada, bob] = [await User.registered(server.url, "ada"), await User.registered(server.url, "bob")];
  const help = await channel(server, { team: ["ada", "bob"] });
  const first = await visit(server, await vouch(help, { sub: "customer 7", name: "Eve Adams" }));
  assert.equal(first.status, 200, JSON.stringify(first.body));
  const { id, is_private, name } = roomOf(first);
  assert.equal(is_private, true);
  assert.match(String(name), /^Help: Eve\.Adams #[0-9a-f]{8}$/);
  const user = first.body.user as unknown as Json;
  assert.deepEqual([user["username"], user["guest"]], ["Eve.Adams", true]);
  const said = { body: { content: "Where is my parcel?" }, token: first.body.token };
  assert.equal((await call(server.url, `POST /api/rooms/${id}/messages`, said)).status, 201);
  for (const agent of [ada, bob]) {
    assert.equal(await agent.status(`POST /api/rooms/${id}/messages`, { content: "On its way" }), 201);
  }
  const again = await visit(server, await vouch(help, { sub: "customer 7", name: "Eve Adams" }));
  assert.deepEqual([roomOf(again).id, again.body.user.id], [id, first.body.user.id]);
  const other = await visit(server, await vouch(help, { sub: "customer 8", name: "Eve Adams" }));
  assert.notEqual(roomOf(other).id, id);
  assert.equal((await call(server.url, `GET /api/rooms/${id}`, { token: other.body.token })).status, 404);
});

Deno.test("A visitor who comes from ten pages at once has one room", async () => {
  await using server = await start();
  const ada = await User.registered(server.url, "ada");
  const help = await channel(server);
  const token = await vouch(help, { sub: "7", name: "Eve" });
  const visits = await Promise.all(Array.from({ length: 10 }, () => visit(server, token)));
  const came = visits.filter(({ status }) => status === 200);
  assert.ok(came.length >= 1 && visits.every(({ status }) => status === 200 || status === 503));
  assert.equal(new Set([...came, await visit(server, token)].map((answer) => roomOf(answer).id)).size, 1);
  const mine = (await ada.call("GET /api/rooms?mine=true")).body.rooms.filter(({ name }) =>
    String(name).startsWith("Help")
  );
  assert.equal(mine.length, 1);
});

Deno.test("Visitors of a shared channel are in one room, which nobody else finds", async () => {
  await using server = await start();
  await User.registered(server.url, "ada");
  const lobby = await channel(server, { name: "Lobby", kind: "shared" });
  const visits = [];
  for (const sub of ["1", "2"]) visits.push(await visit(server, await vouch(lobby, { sub, name: `Guest ${sub}` })));
  assert.deepEqual(visits.map((answer) => roomOf(answer).id), [lobby.room_id, lobby.room_id]);
  assert.deepEqual(visits.map((answer) => (answer.body.user as unknown as Json)["username"]), ["Guest.1", "Guest.2"]);
  const stranger = await User.guest(server.url, "stranger");
  assert.equal(await stranger.status(`GET /api/rooms/${lobby.room_id}`), 404);
});

Deno.test("Nobody comes in without a right token: of the channel, signed by its secret, of today, for a day at most", async () => {
  await using server = await start();
  await User.registered(server.url, "ada");
  const [help, other] = [await channel(server), await channel(server, { name: "Other" })];
  const good = { sub: "7", name: "Eve" };
  const bad: Record<string, string> = {
    "another channel's secret": await vouch({ ...help, secret: other.secret }, good),
    "no subject": await vouch(help, { name: "Eve" }),
    "an empty subject": await vouch(help, { sub: "" }),
    "a long subject": await vouch(help, { sub: "x".repeat(129) }),
    "a subject that is no text": await vouch(help, { sub: 7 }),
    "over": await vouch(help, good, -60),
    "for too long": await vouch(help, good, visitorTokenSecondsMax + 120),
    "no channel": await vouch({ ...help, id: "x" }, good),
    "no JWT": "abc",
    "no signature": `${(await vouch(help, good)).split(".").slice(0, 2).join(".")}.`,
  };
  for (const [what, token] of Object.entries(bad)) {
    const { status, body } = await visit(server, token);
    assert.deepEqual([status, body.error.code], [401, "unauthorized"], what);
  }
  assert.equal((await visit(server, await vouch({ ...help, id: "0".repeat(24) }, good))).status, 404);
  const parley = (await User.guest(server.url, "eve")).token;
  assert.equal((await visit(server, parley)).status, 401);
  const renewed = await admin(server, `POST /api/embed/channels/${help.id}/secret`);
  assert.equal((await visit(server, await vouch(help, good))).status, 401, "signed with the secret before");
  assert.equal(
    (await visit(server, await vouch({ ...help, ...renewed.body as object } as ChannelAnswer, good))).status,
    200,
  );
  for (const secret of [help.secret, other.secret, adminKey]) assert.ok(!server.output.includes(secret));
});

Deno.test("Pages of a channel's origins may call and connect, others may not; a change holds at once", async () => {
  await using server = await start();
  await User.registered(server.url, "ada");
  const help = await channel(server);
  const token = await vouch(help, { sub: "7" });
  const allowed = async (origin: string) => {
    const answer = await fetch(`${server.url}/health`, { headers: { origin } });
    await answer.body?.cancel();
    return answer.headers.get("access-control-allow-origin") === origin;
  };
  assert.deepEqual([await allowed(shop), await allowed("https://evil.example")], [true, false]);
  assert.equal((await visit(server, token, "https://evil.example")).body.error.code, "origin_refused");
  assert.equal((await visit(server, token, server.url)).status, 200, "a page of the server itself");
  const headers = { Authorization: `Bearer ${(await visit(server, token, shop)).body.token}`, Origin: shop };
  const ticket = await call(server.url, "POST /api/ws-ticket", { headers });
  const socket = await PlainSocket.open(server.wsUrl, ["parley.v1", `ticket.${ticket.body.ticket}`]);
  await socket[Symbol.asyncDispose]();
  const moved = "https://new.example";
  assert.equal((await admin(server, `PATCH /api/embed/channels/${help.id}`, { origins: [moved] })).status, 200);
  assert.deepEqual([await allowed(shop), await allowed(moved)], [false, true]);
  assert.equal((await visit(server, token, shop)).status, 403);
  assert.equal((await admin(server, `DELETE /api/embed/channels/${help.id}`)).status, 204);
  assert.deepEqual([await allowed(moved), (await visit(server, token, moved)).status], [false, 404]);
});

Deno.test("S63: only the key of the settings makes channels; without one there are no such calls", async () => {
  await using server = await start();
  const ada = await User.registered(server.url, "ada");
  const lines = [
    "POST /api/embed/channels",
    "GET /api/embed/channels",
    `PATCH /api/embed/channels/${"0".repeat(24)}`,
    `POST /api/embed/channels/${"0".repeat(24)}/secret`,
    `DELETE /api/embed/channels/${"0".repeat(24)}`,
  ];
  for (const line of lines) {
    for (const token of [ada.token, `${adminKey}x`, adminKey.slice(1)]) {
      assert.equal((await admin(server, line, undefined, token)).status, 403, line);
    }
    assert.equal((await call(server.url, line)).status, 401, line);
  }
  assert.equal((await admin(server, "POST /api/embed/channels", { name: "x" })).status, 422);
  const nobody = { name: "Help", kind: "support", team: ["nobody"], origins: [] };
  assert.match((await admin(server, "POST /api/embed/channels", nobody)).body.error.message, /nobody/);
  for (const origin of ["shop.example", `${shop}/`, "*", "null", "ftp://shop.example", `${shop}/path`]) {
    assert.equal(
      (await admin(server, "POST /api/embed/channels", { ...nobody, origins: [origin] })).status,
      422,
      origin,
    );
  }
  await using plain = await startServer();
  for (const line of lines) assert.equal((await admin(plain, line)).status, 404, line);
});
