import assert from "node:assert/strict";
import { redisMissing, RedisServer } from "../support/redis_server.ts";
import { startServer } from "../support/server_process.ts";
import { type Json, User } from "./rest_fixture.ts";

const env = { LIMIT_AUTH_PER_MINUTE: "0", LIMIT_MESSAGES_PER_SECOND: "0" };

/** Asks until the answer is as wanted; what takes longer than a minute does not come. */
async function until<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
  const start = performance.now();
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    assert.ok(performance.now() - start < 60_000, JSON.stringify(answer));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const namesOf = (people: unknown): string[] => (people as Json[]).map(({ username }) => String(username)).sort();

Deno.test("Read positions and unread counts are the user's, over REST and sockets, and last over a restart", async () => {
  const dataDir = await Deno.makeTempDir({ prefix: "parley-test-" });
  try {
    const standing = { head: 5, last_read: 4, unread: 1 };
    let token: User;
    let id: string;
    {
      await using server = await startServer({ dataDir, env });
      const [ada, bob] = [await User.registered(server.url, "ada"), await User.registered(server.url, "bob")];
      id = await ada.room({ name: "engines" });
      const room = `/api/rooms/${id}`;
      assert.equal(await bob.code(`PUT ${room}/read`, { seq: 1 }), "not_member");
      assert.equal(await bob.status(`POST ${room}/join`), 200);
      for (const content of ["one", "two", "three"]) await ada.call(`POST ${room}/messages`, { content });
      const mine = { room_id: id, head: 5 };
      assert.deepEqual((await bob.call(`GET ${room}/read`)).body, { ...mine, last_read: 2, unread: 3 });
      assert.deepEqual((await bob.call("GET /api/unread")).body.rooms, [{ ...mine, last_read: 2, unread: 3 }]);
      const phone = await bob.connect();
      assert.deepEqual((await bob.call(`PUT ${room}/read`, { seq: 4 })).body, { room_id: id, ...standing });
      assert.equal((await phone.next({ type: "read", room_id: id })).seq, 4);
      assert.deepEqual((await bob.call(`PUT ${room}/read`, { seq: 1 })).body, { room_id: id, ...standing });
      assert.equal(await bob.code(`PUT ${room}/read`, { seq: 6 }), "invalid");
      assert.equal(await bob.code(`PUT ${room}/read`, { seq: -1 }), "invalid");
      const [listed] = (await bob.call("GET /api/rooms?q=engines")).body.rooms;
      assert.partialDeepStrictEqual(listed, { id, ...standing });
      const [other] = (await bob.call("GET /api/rooms?q=global")).body.rooms;
      assert.ok(other !== undefined && !("unread" in other) && !("last_read" in other));
      await phone[Symbol.asyncDispose]();
      token = bob;
      server.kill("SIGKILL");
      await server.exited();
    }
    await using server = await startServer({ dataDir, env });
    assert.deepEqual((await token.at(server.url).call(`GET /api/rooms/${id}/read`)).body, { room_id: id, ...standing });
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
});

Deno.test("Presence is for members: who is online, who was seen when, and who comes and goes", async () => {
  await using server = await startServer({ env });
  const [ada, bob, eve] = await Promise.all(["ada", "bob", "eve"].map((name) => User.registered(server.url, name)));
  const guest = await User.guest(server.url, "cat");
  const id = await ada!.room({ name: "engines" });
  const presence = `GET /api/rooms/${id}/presence`;
  assert.equal(await eve!.code(presence), "not_found");
  for (const user of [bob!, guest]) await user.call(`POST /api/rooms/${id}/join`);
  await using watcher = await ada!.connect();
  watcher.send({ type: "subscribe", room_id: id, presence: true });
  const snapshot = await watcher.next({ type: "presence", snapshot: true });
  assert.deepEqual([snapshot["count"], namesOf(snapshot["users"])], [1, ["ada"]]);
  const types = watcher.frames.map(({ type }) => type);
  assert.ok(types.indexOf("subscribed") < types.indexOf("presence"), "the snapshot follows the subscription");
  const sockets = [await bob!.connect({ room_id: id }), await guest.connect({ room_id: id })];
  const { body } = await until(() => ada!.call(presence), ({ body }) => body["count"] === 3);
  assert.deepEqual(namesOf(body["online"]), ["ada", "bob", "cat"]);
  assert.ok(sockets.every(({ frames }) => frames.every(({ type }) => type !== "presence")), "who did not ask");
  for (const socket of sockets) await socket[Symbol.asyncDispose]();
  const left = (await until(() => ada!.call(presence), ({ body }) => body["count"] === 1)).body;
  const states = left.members.map(({ username, status, last_seen }) => [username, status, typeof last_seen]);
  assert.deepEqual(states, [["ada", "online", "undefined"], ["bob", "offline", states[1]![2]], [
    "cat",
    "offline",
    "undefined",
  ]]);
  const gone = await until(
    () => Promise.resolve(watcher.frames.flatMap(({ users }) => (users ?? []) as Json[])),
    (users) => users.some(({ username, status }) => username === "bob" && status === "offline"),
  );
  assert.match(String(gone.find(({ status }) => status === "offline")?.["last_seen"]), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  await until(() => ada!.call(presence), ({ body }) => typeof body.members[1]?.["last_seen"] === "string");
});

Deno.test({
  name:
    `Typing, read positions, profiles and presence reach other nodes through Redis, and a node killed takes its people along${
      redisMissing === undefined ? "" : ` (skipped: ${redisMissing})`
    }`,
  ignore: redisMissing !== undefined,
  fn: async () => {
    const dataDir = await Deno.makeTempDir({ prefix: "parley-test-" });
    await using redis = await RedisServer.start({});
    await using here = await startServer({ dataDir, env: { ...env, BROKER_URL: redis.url } });
    const there = await startServer({ dataDir, env: { ...env, BROKER_URL: redis.url } });
    const [ada, bob] = [await User.registered(here.url, "ada"), (await User.registered(here.url, "bob")).at(there.url)];
    const id = await ada.room({ name: "engines" });
    await using watcher = await ada.connect();
    watcher.send({ type: "subscribe", room_id: id, presence: true });
    await watcher.next({ type: "subscribed" });
    const away = await bob.connect({ room_id: id });
    await away.next({ type: "subscribed" });
    const presence = () => ada.call(`GET /api/rooms/${id}/presence`);
    await until(presence, ({ body }) => body["count"] === 2);
    const told = () => Promise.resolve(watcher.frames.filter(({ type }) => type === "presence").at(-1)?.["count"]);
    await until(told, (count) => count === 2);
    away.send({ type: "typing", room_id: id });
    const typing = { type: "typing", room_id: id, user_id: bob.id };
    await watcher.next({ ...typing, expires_in_ms: 6_000 });
    away.send({ type: "typing", room_id: id, stop: true });
    await watcher.next({ ...typing, expires_in_ms: 0 });
    assert.equal((await bob.call(`PUT /api/rooms/${id}/read`, { seq: 2 })).status, 200);
    await watcher.next({ type: "read", user_id: bob.id, seq: 2 });
    await bob.call("PATCH /api/users/me", { status_text: "at lunch" });
    const shown = { display_name: "", avatar_url: "", status_text: "at lunch" };
    const profiles = () => Promise.resolve(watcher.frames.flatMap(({ users }) => (users ?? []) as Json[]));
    const heard = await until(profiles, (users) => users.some(({ profile }) => profile !== undefined));
    const news = { user_id: bob.id, username: "bob", status: "online", profile: shown };
    assert.deepEqual(heard.filter(({ profile }) => profile !== undefined), [news]);
    there.kill("SIGKILL");
    await there.exited();
    await until(presence, ({ body }) => body["count"] === 1);
    await until(told, (count) => count === 1);
    await away.closed();
    await there[Symbol.asyncDispose]();
    await here[Symbol.asyncDispose]();
    await Deno.remove(dataDir, { recursive: true });
  },
});
