import assert from "node:assert/strict";
import { searchesBurst } from "../../src/limits.ts";
import type { FoundMessage, MessagesFound } from "../../src/protocol/search.ts";
import { startServer } from "../support/server_process.ts";
import { User } from "./rest_fixture.ts";

const env = { LIMIT_AUTH_PER_MINUTE: "0", LIMIT_MESSAGES_PER_SECOND: "0" };

async function search(user: User, parameters: Record<string, string>): Promise<MessagesFound> {
  const { status, body } = await user.call(`GET /api/search?${new URLSearchParams(parameters)}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body as unknown as MessagesFound;
}

const contents = (results: readonly FoundMessage[]) => results.map(({ snippet }) => snippet.text);

async function found(user: User, q: string, parameters: Record<string, string> = {}): Promise<string[]> {
  return contents((await search(user, { q, ...parameters })).results);
}

async function say(user: User, room: string, content: string): Promise<number> {
  const { status, body } = await user.call(`POST /api/rooms/${room}/messages`, { content });
  assert.equal(status, 201);
  return body.seq;
}

Deno.test("What was acknowledged is found at once, by members of its room and by nobody else", async () => {
  await using server = await startServer({ env });
  const [ada, bob, eve] = [
    await User.registered(server.url, "ada"),
    await User.registered(server.url, "bob"),
    await User.guest(server.url, "eve"),
  ];
  const room = await ada.room({ name: "engines", is_private: true });
  await ada.call(`POST /api/rooms/${room}/members`, { user_id: bob.id });
  const hall = await ada.room({ name: "the hall" });
  await say(ada, room, "Élan of the engine");
  await say(bob, room, "我在上海工作");
  await say(ada, hall, "engine hall");
  assert.deepEqual(await found(bob, "elan"), ["Élan of the engine"]);
  assert.deepEqual(await found(bob, "上海"), ["我在上海工作"]);
  assert.deepEqual(await found(ada, "engine", { sort: "newest" }), ["engine hall", "Élan of the engine"]);
  assert.deepEqual(await found(ada, "engine in:engines"), ["Élan of the engine"]);
  assert.deepEqual(await found(ada, 'engine in:"the hall"'), ["engine hall"]);
  assert.deepEqual(await found(ada, "engine", { room_id: hall }), ["engine hall"]);
  assert.deepEqual(await found(ada, "from:bob"), ["我在上海工作"]);
  assert.deepEqual(await found(ada, "from:nobody engine"), []);
  assert.deepEqual(await found(ada, ""), []);
  // A public room that one is not in is not searched, and a private one does not exist.
  assert.deepEqual(await found(eve, "engine"), []);
  assert.equal(await eve.code(`GET /api/search?q=engine&room_id=${hall}`), "not_member");
  assert.equal(await eve.code(`GET /api/search?q=engine&room_id=${room}`), "not_found");
  // Whom the room has lost finds nothing of it, and who comes back everything.
  await ada.call(`DELETE /api/rooms/${room}/members/${bob.id}`);
  assert.deepEqual(await found(bob, "elan"), []);
  await ada.call(`POST /api/rooms/${room}/members`, { user_id: bob.id });
  assert.deepEqual(await found(bob, "elan"), ["Élan of the engine"]);
  await ada.call(`DELETE /api/rooms/${room}`);
  assert.deepEqual(await found(ada, "engine"), ["engine hall"]);
});

Deno.test("Pages of a search hold each message once, whatever is said meanwhile", async () => {
  await using server = await startServer({ env });
  const ada = await User.registered(server.url, "ada");
  const room = await ada.room({ name: "engines" });
  for (let i = 0; i < 30; i++) await say(ada, room, `engine number ${i}`);
  for (const sort of ["relevance", "newest"]) {
    const all: string[] = [];
    let parameters: Record<string, string> = { q: "engine number*", sort, limit: "7" };
    for (;;) {
      const { results, cursor, at_least } = await search(ada, parameters);
      assert.ok(at_least >= 30);
      all.push(...contents(results));
      await say(ada, room, `engine numbered later`);
      if (cursor === undefined) break;
      parameters = { ...parameters, cursor };
    }
    const numbers = all.filter((content) => !content.includes("later"));
    assert.equal(numbers.length, 30);
    assert.equal(new Set(numbers).size, 30);
    if (sort === "newest") assert.equal(numbers[0], "engine number 29");
  }
});

Deno.test("What cannot be asked is refused, and too much of it, too", async () => {
  await using server = await startServer({ env });
  const ada = await User.registered(server.url, "ada");
  const guest = await User.guest(server.url, "eve");
  for (const query of ["", "q=x&limit=51", "q=x&sort=best", "q=has:money", "q=x&cursor=AAAA", `q=${"x".repeat(257)}`]) {
    assert.equal(await ada.code(`GET /api/search?${query}`), "invalid", query);
  }
  assert.equal(await guest.code("GET /api/search/people?q=ada"), "forbidden");
  const { body } = await ada.call("GET /api/search/people?q=AD");
  assert.deepEqual((body["users"] as readonly { username: string }[]).map(({ username }) => username), ["ada"]);
  const codes: (string | undefined)[] = [];
  for (let i = 0; i < searchesBurst * 3; i++) {
    codes.push(await guest.code("GET /api/search?q=x").catch(() => undefined));
  }
  assert.ok(codes.includes("rate_limited"));
});
