import assert from "node:assert/strict";
import { searchQueryCharsMax } from "../../src/limits.ts";
import { mongoMissing } from "../adapters/mongo/mongo_tests.ts";
import { User } from "../integration/rest_fixture.ts";
import { MongoServer } from "../support/mongo_server.ts";
import { type ServerProcess, startServer } from "../support/server_process.ts";

const env = { LIMIT_AUTH_PER_MINUTE: "0", LIMIT_MESSAGES_PER_SECOND: "0" };

/** What each index, each pattern and each store could take for something else than words. */
const syntax: readonly string[] = [
  ".*",
  "^",
  "$",
  "(a+)+$",
  "[a-z]*",
  "se.ret",
  "secre|other",
  "*",
  "**",
  "?",
  "%",
  "_",
  "\\",
  "NEAR(apple pear)",
  "NEAR(apple pear, 5)",
  'NEAR("apple" "pear")',
  "apple NEAR/2 pear",
  "content:secret",
  "text:secret",
  "rowid:1",
  "{content}:secret",
  "- {content} : secret",
  "^secret",
  '"',
  '""',
  '"""',
  '"secret',
  'secret" OR "apple',
  "'",
  "' OR 1=1 --",
  "'); DROP TABLE messages; --",
  "secret AND",
  "AND",
  "OR",
  "NOT",
  "NOT apple",
  "apple NOT secret",
  "(",
  "((((((((((",
  "secret)",
  "+",
  "apple + pear",
  "-secret",
  "--",
  "/*",
  ";",
  "$where",
  "$text",
  '{"$ne":null}',
  '{"$regex":".*"}',
  "[$ne]",
  "from:$ne",
  'from:{"$gt":""}',
  "in:*",
  'in:".*"',
  "in:",
  "from:",
  "before:",
  "has:",
  "before:9999-99-99",
  "\u0000",
  "sec\u0000ret",
  "\ud800",
  "\u202esecret",
  "a".repeat(searchQueryCharsMax),
  "( ".repeat(searchQueryCharsMax / 2),
  '"'.repeat(searchQueryCharsMax),
  "a* ".repeat(searchQueryCharsMax / 3),
];

async function attacked(server: ServerProcess): Promise<void> {
  const [ada, eve] = [await User.registered(server.url, "ada"), await User.registered(server.url, "eve")];
  const vault = await ada.room({ name: "vault", is_private: true });
  const hall = await ada.room({ name: "hall" });
  const left = await ada.room({ name: "left" });
  for (const room of [hall, left]) await eve.call(`POST /api/rooms/${room}/join`);
  for (const room of [vault, left]) await ada.call(`POST /api/rooms/${room}/messages`, { content: "secret" });
  for (const content of ["apple and pear", "only an apple", "100% of a_b, sure? (yes)"]) {
    assert.equal(await ada.status(`POST /api/rooms/${hall}/messages`, { content }), 201);
  }
  await eve.call(`POST /api/rooms/${left}/leave`);
  const asked = async (q: string, user = eve) => {
    for (;;) {
      const answer = await user.call(`GET /api/search?q=${encodeURIComponent(q.toWellFormed())}`);
      if (answer.status !== 429) return answer;
      // Searches are limited by their number: this is about each of them.
      const ms = Number(answer.headers.get("retry-after")) * 1_000;
      await new Promise<void>((resolve) => void setTimeout(resolve, ms));
    }
  };
  for (const q of syntax) {
    const { status, body } = await asked(q);
    assert.ok(status === 200 || status === 422, `${JSON.stringify(q.slice(0, 80))}: ${status} ${JSON.stringify(body)}`);
    assert.ok(!JSON.stringify(body["results"] ?? []).includes("secret"), `${q.slice(0, 80)}: ${JSON.stringify(body)}`);
  }
  const texts = async (q: string, user = eve) =>
    ((await asked(q, user)).body["results"] as readonly { snippet: { text: string } }[]).map(({ snippet }) =>
      snippet.text
    );
  // Operators are words: what has not all of them is not found.
  assert.deepEqual(await texts("NEAR(apple pear)"), []);
  assert.deepEqual(await texts("apple NOT pear"), []);
  assert.deepEqual(await texts("ap.le"), []);
  assert.deepEqual(await texts("apple pear"), ["apple and pear"]);
  assert.deepEqual((await texts('apple"')).toSorted(), ["apple and pear", "only an apple"]);
  for (const q of ["secret", "sec*", `secret in:${vault}`, "secret in:vault", "in:left secret", "from:ada secret"]) {
    assert.deepEqual(await texts(q), [], q);
  }
  for (const room of [vault, left]) {
    assert.ok([403, 404].includes(await eve.status(`GET /api/search?q=secret&room_id=${room}`)));
  }
  assert.equal((await texts("secret", ada)).length, 2);
  assert.equal(await eve.code(`GET /api/search?q=${"x".repeat(10_240)}`), "invalid");
  assert.equal(await eve.code(`GET /api/search?q[$ne]=x`), "invalid");
  assert.equal(await eve.code(`GET /api/search?q=x&room_id[$ne]=x`), "invalid");
  const ready = await fetch(`${server.url}/ready`);
  assert.equal(ready.status, 200, await ready.text());
}

Deno.test("S80: no syntax of patterns or indexes is anything but words, and nothing is found of rooms one is not in", async () => {
  await using server = await startServer({ env });
  await attacked(server);
});

Deno.test({
  name: "S80: the same where messages are kept in MongoDB",
  ignore: mongoMissing !== undefined,
  fn: async () => {
    await using mongo = await MongoServer.open();
    await using server = await startServer({ env: { ...env, STORE_URL: mongo.url() } });
    await attacked(server);
  },
});
