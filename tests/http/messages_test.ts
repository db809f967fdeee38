import assert from "node:assert/strict";
import { pageEntriesMax } from "../../src/limits.ts";
import { createHttpApp } from "../support/http_app.ts";
import { aRoom } from "../support/recorded_rooms.ts";

const messages = `/api/rooms/${aRoom.id}/messages`;
const someone = "66a0c1de9b3f4a00123456aa";

Deno.test("GET messages answers the log's own bytes, with the page around them", async () => {
  const { call, guestToken } = createHttpApp();
  const { status, text, headers } = await call(`GET ${messages}?limit=2&offset=5`, { token: await guestToken() });
  assert.equal(status, 200);
  assert.equal(headers.get("content-type"), "application/json");
  assert.equal(
    text,
    '{"messages":[{"seq": 1, "id":"a"},{"seq":2}],"total":7,"offset":5,"limit":2,"after":0,"up_to":2,"as_of":2}',
  );
});

Deno.test("GET messages asks by offset or by seq, with its filters, and by default for the newest page", async () => {
  const { call, guestToken, rooms } = createHttpApp();
  const token = await guestToken();
  const tries: [query: string, expected: unknown][] = [
    ["", { limit: 50 }],
    ["?limit=200&offset=0", { limit: 200, offset: 0 }],
    ["?before=10", { limit: 50, before: 10 }],
    ["?after=0&limit=1", { limit: 1, after: 0 }],
    ["?before=20&after=10", { limit: 50, before: 20, after: 10 }],
    [`?sender=${someone}&type=text`, { limit: 50, sender: someone, types: ["text"] }],
  ];
  for (const [query, expected] of tries) {
    const { status, body } = await call(`GET ${messages}${query}`, { token });
    assert.equal(status, 200, query);
    assert.deepEqual(rooms.calls.at(-1)!.args.slice(1), [aRoom.id, expected], query);
    assert.equal(body.offset as unknown, 0);
  }
});

Deno.test("GET messages refuses with 422 what is no page", async () => {
  const { call, guestToken, rooms } = createHttpApp();
  const token = await guestToken();
  const bad = [
    "limit=0",
    `limit=${pageEntriesMax + 1}`,
    "limit=-1",
    "limit=1.5",
    "limit=1e1",
    "limit=0x10",
    "limit=",
    "limit=%201",
    "limit=ten",
    "limit=1&limit=2",
    "limit[$ne]=1",
    "limit[]=1",
    "offset=-1",
    "offset=99999999999999999999",
    "offset=1&before=5",
    "offset=0&after=5",
    "before=x",
    "after[$gt]=",
    "sender=ada",
    "sender[$regex]=.*",
    "type=image",
    "type=text,image",
    "type=",
    "type=text&type=system",
    "page=2",
    "__proto__=1",
    "$where=1",
  ];
  for (const query of bad) {
    const { status, body } = await call(`GET ${messages}?${query}`, { token });
    assert.deepEqual([status, body.error?.code], [422, "invalid"], query);
  }
  assert.deepEqual(rooms.calls, []);
});

Deno.test("The other lists refuse the same", async () => {
  const { call, guestToken, rooms } = createHttpApp();
  const token = await guestToken();
  for (const list of ["/api/rooms", `/api/rooms/${aRoom.id}/members`]) {
    for (const query of ["limit=0", "limit=201", "offset[$ne]=1", "limit=1&limit=1", "sort=name", "mine=maybe"]) {
      assert.equal((await call(`GET ${list}?${query}`, { token })).status, 422, `${list}?${query}`);
    }
  }
  assert.deepEqual(rooms.calls, []);
});

Deno.test("POST messages takes what a message may hold, counted in code points, and nothing else", async () => {
  const { call, guestToken, rooms } = createHttpApp();
  const token = await guestToken();
  const post = (body: unknown) => call(`POST ${messages}`, { token, body });
  for (const content of ["x", " x ", "😀".repeat(4_000), "<script>alert(1)</script>", "\u202eabc", "a\nb"]) {
    assert.equal((await post({ content })).status, 201);
    assert.deepEqual(rooms.calls.at(-1)!.args[2], { content });
  }
  const before = rooms.calls.length;
  for (const content of ["", "   ", "x".repeat(4_001), "😀".repeat(4_001), "a\0b", "\udc00"]) {
    assert.equal((await post({ content })).status, 422);
  }
  for (const client_id of ["", "x".repeat(129), 1, null]) {
    assert.equal((await post({ content: "x", client_id })).status, 422);
  }
  assert.equal(rooms.calls.length, before);
});
