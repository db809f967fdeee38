import assert from "node:assert/strict";
import type { Server } from "../../src/server.ts";
import { type Body, call, connect, guest, ServerBench } from "../support/server_bench.ts";

const password = "correct horse";

async function account(server: Server, username: string): Promise<{ token: string; id: string }> {
  const email = `${username}@example.com`;
  await call(server, "POST /api/auth/register", undefined, { username, email, password });
  const { body } = await call(server, "POST /api/auth/login", undefined, { email, password });
  return { token: body.token, id: body.user.id };
}

/** Waits until the deletion is done. */
async function erased(bench: ServerBench, server: Server, id: string): Promise<Body> {
  for (let tries = 0; tries < 1_000; tries++) {
    await bench.clock.tick(50);
    const { status, body } = await call(server, `GET /api/erasures/${id}`);
    assert.equal(status, 200);
    if (body.state === "done") return body;
  }
  throw new Error("The deletion was not done in 1,000 looks");
}

async function say(server: Server, token: string, room: string, message: object): Promise<number> {
  const { status, body } = await call(server, `POST /api/rooms/${room}/messages`, token, message);
  assert.equal(status, 201);
  return Number(body.seq);
}

async function rawLog(bench: ServerBench, room: string): Promise<string> {
  return (await bench.store.log.read(room, { after: 0, upTo: 1_000_000 }, 100_000)).map(({ text }) => text).join("\n");
}

Deno.test("Of an account that was deleted nothing is left but tombstones of nobody, whoever looks", async () => {
  await using bench = await ServerBench.open();
  const server = bench.server();
  await server.start();
  const ada = await account(server, "ada");
  const bob = await account(server, "bob");
  const { body: { id: room } } = await call(server, "POST /api/rooms", bob.token, { name: "engines" });
  await call(server, `POST /api/rooms/${room}/join`, ada.token, {});
  for (let i = 0; i < 120; i++) await say(server, ada.token, room, { content: `private of hers ${i}` });
  const his = await say(server, bob.token, room, { content: "what he says, to @ada" });
  await say(server, ada.token, room, { content: "an answer of hers", thread: his });
  await call(server, `PUT /api/rooms/${room}/messages/${his}/reactions/%F0%9F%91%8D`, ada.token);
  const copied = await say(server, ada.token, room, { content: "passed on" });
  const copy = await say(server, bob.token, room, { forward: { room_id: room, seq: copied } });
  await call(server, `PUT /api/rooms/${room}/draft`, ada.token, { content: "a draft of hers" });
  await call(server, "POST /api/users/me/export", ada.token);

  assert.equal((await call(server, "DELETE /api/users/me", ada.token, { password: "wrong" })).status, 403);
  assert.equal((await call(server, "DELETE /api/users/me", ada.token)).status, 403);
  const open = await connect(server, ada.token, room);
  const asked = await call(server, "DELETE /api/users/me", ada.token, { password });
  assert.deepEqual([asked.status, asked.body.state], [202, "open"]);
  await bench.clock.tick(0);
  assert.equal(open.closedWith?.code, 4401, "at once");
  assert.equal((await call(server, "GET /api/auth/me", ada.token)).status, 401);
  const login = await call(server, "POST /api/auth/login", undefined, { username: "ada", password });
  assert.equal(login.status, 403, "and nobody logs in");

  assert.equal((await erased(bench, server, asked.body.id)).progress, 1);
  const log = await rawLog(bench, room);
  assert.doesNotMatch(log, /of hers/, "no text");
  const named = log.split("\n").filter((line) => /"ada|ada joined|ada left/.test(line));
  assert.deepEqual(named, [], "no name");
  const { body: { messages } } = await call(server, `GET /api/rooms/${room}/messages?limit=200`, bob.token);
  const hers = messages.filter(({ user_id }) => user_id === ada.id);
  assert.equal(hers.filter(({ deleted }) => deleted !== undefined).length, 121);
  assert.deepEqual([...new Set(hers.map(({ username }) => username))], ["Deleted account"]);
  assert.equal(hers.filter(({ erased }) => erased === true).length, 1);
  const { body: { message } } = await call(server, `GET /api/rooms/${room}/messages/${his}`, bob.token);
  assert.deepEqual((message as Body).reactions, undefined);
  assert.equal((message as Body).content, "what he says, to @ada", "what others wrote stays");
  const { body: { message: passed } } = await call(server, `GET /api/rooms/${room}/messages/${copy}`, bob.token);
  assert.equal(((passed as Body).forwarded as Body).username, "Deleted account");
  assert.equal((await call(server, `GET /api/users/${ada.id}`, bob.token)).status, 404);
  assert.equal(await bench.store.jobs.ofUser(ada.id, "export"), undefined);
  assert.equal((await bench.store.kept.of([ada.id], "draft")).size, 0);
  const found = await call(server, "GET /api/search?q=hers", bob.token);
  assert.deepEqual([found.status, found.body.results], [200, []]);
  assert.equal((await account(server, "ada")).token.length > 0, true, "the name is free");
  await bench.drain(server);
});

Deno.test("A room is handed on by rank, then by who came first; one that nobody is left in is deleted, one of others is not", async () => {
  await using bench = await ServerBench.open();
  const server = bench.server();
  await server.start();
  const ada = await account(server, "ada");
  const people = [await account(server, "bob"), await account(server, "eve"), await account(server, "dan")];
  const rooms: string[] = [];
  for (const name of ["by rank", "by age", "guests only", "alone"]) {
    rooms.push((await call(server, "POST /api/rooms", ada.token, { name })).body.id);
  }
  const [byRank, byAge, guests, alone] = rooms;
  const visitor = await guest(server, "vic");
  for (const room of [byRank, byAge]) {
    await call(server, `POST /api/rooms/${room}/join`, visitor, {});
    for (const { token } of people) await call(server, `POST /api/rooms/${room}/join`, token, {});
  }
  await call(server, `POST /api/rooms/${guests}/join`, visitor, {});
  const promoted = { role: "moderator" };
  const answer = await call(server, `PUT /api/rooms/${byRank}/members/${people[2]!.id}/role`, ada.token, promoted);
  assert.equal(answer.status, 200);
  const { body: { id } } = await call(server, "DELETE /api/users/me", ada.token, { password });
  await erased(bench, server, id);
  const roleOf = async (room: string | undefined, user: string) =>
    (await bench.store.members.lookup(room ?? "", [user])).members.get(user)?.role;
  assert.equal(await roleOf(byRank, people[2]!.id), "owner");
  assert.equal(await roleOf(byAge, people[0]!.id), "owner");
  assert.equal((await bench.store.rooms.byId(guests ?? ""))?.memberCount, 1, "guests keep their room");
  assert.equal(await bench.store.rooms.byId(alone ?? ""), undefined);
  await bench.drain(server);
});

Deno.test("A guest is deleted without a password, and by the tokens of that time nobody comes in any more", async () => {
  await using bench = await ServerBench.open();
  const server = bench.server();
  await server.start();
  const bob = await account(server, "bob");
  const vic = await guest(server, "vic");
  const { body: { id: room } } = await call(server, "POST /api/rooms", bob.token, { name: "engines" });
  await call(server, `POST /api/rooms/${room}/join`, vic, {});
  await say(server, vic, room, { content: "of the guest" });
  const asked = await call(server, "DELETE /api/users/me", vic);
  assert.equal(asked.status, 202);
  assert.equal((await call(server, "GET /api/auth/me", vic)).status, 401);
  await erased(bench, server, asked.body.id);
  assert.doesNotMatch(await rawLog(bench, room), /vic|of the guest/);
  await bench.drain(server);
});

Deno.test("What others are shown by another node when an account is deleted names nobody, and comes in order", async () => {
  await using bench = await ServerBench.open();
  const [one, two] = [bench.server(), bench.server()];
  await one.start();
  await two.start();
  const ada = await account(one, "ada");
  const bob = await account(one, "bob");
  const { body: { id: room } } = await call(one, "POST /api/rooms", bob.token, { name: "engines" });
  await call(one, `POST /api/rooms/${room}/join`, ada.token, {});
  for (let i = 0; i < 5; i++) await say(one, ada.token, room, { content: `hers ${i}` });
  const reader = await connect(two, bob.token, room);
  const { body: { id } } = await call(one, "DELETE /api/users/me", ada.token, { password });
  await erased(bench, one, id);
  await bench.clock.tick(5_000);
  const shown = reader.frames.filter(({ user_id }) => user_id === ada.id);
  const kinds = shown.map(({ type, action, erased }) => `${type} ${action ?? ""}${erased === true ? " erased" : ""}`);
  assert.deepEqual(kinds, ["system leave erased", ...Array.from({ length: 5 }, () => "deleted ")]);
  assert.ok(shown.every(({ username }) => username === "Deleted account"));
  const again = await connect(two, bob.token, room);
  await bench.clock.tick(10);
  assert.doesNotMatch(JSON.stringify(again.frames), /"ada"/);
  await bench.drain(one);
  await bench.drain(two);
});
