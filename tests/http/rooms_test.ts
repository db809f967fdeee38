import assert from "node:assert/strict";
import { roomSchema } from "../../src/protocol/room.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import { createHttpApp } from "../support/http_app.ts";
import { aMember, anEvent, aRoom } from "../support/recorded_rooms.ts";

const room = `/api/rooms/${aRoom.id}`;
const someone = "66a0c1de9b3f4a00123456aa";

Deno.test("The routes of rooms and members hand on what was asked, with whom, and answer as promised", async (t) => {
  const page = { total: 1, offset: 0, limit: 50 };
  const tries: [line: string, body: unknown, status: number, answer: unknown, action: string, args: unknown[]][] = [
    ["GET /api/rooms", undefined, 200, { rooms: [aRoom], ...page }, "list", [{ limit: 50, offset: 0 }]],
    [
      "GET /api/rooms?q=eng&mine=true&limit=2&offset=4",
      undefined,
      200,
      { rooms: [aRoom], total: 1, offset: 4, limit: 2 },
      "list",
      [{ limit: 2, offset: 4, q: "eng", mine: true }],
    ],
    ["POST /api/rooms", { name: " engines " }, 201, aRoom, "create", [{ name: "engines" }]],
    [`GET ${room}`, undefined, 200, aRoom, "get", [aRoom.id]],
    [`PATCH ${room}`, { password: null }, 200, aRoom, "update", [aRoom.id, { password: null }]],
    [`DELETE ${room}`, undefined, 204, undefined, "remove", [aRoom.id]],
    [`POST ${room}/join`, undefined, 200, aRoom, "join", [aRoom.id, undefined]],
    [`POST ${room}/join`, {}, 200, aRoom, "join", [aRoom.id, undefined]],
    [`POST ${room}/join`, { password: "open" }, 200, aRoom, "join", [aRoom.id, "open"]],
    [`POST ${room}/leave`, undefined, 204, undefined, "leave", [aRoom.id]],
    [`GET ${room}/members`, undefined, 200, { members: [aMember], ...page }, "members", [aRoom.id, {
      limit: 50,
      offset: 0,
    }]],
    [`POST ${room}/members`, { user_id: someone }, 201, aMember, "addMember", [aRoom.id, someone]],
    [`DELETE ${room}/members/${someone}`, undefined, 204, undefined, "removeMember", [aRoom.id, someone]],
    [`POST ${room}/messages`, { content: "Hi", client_id: "1" }, 201, anEvent, "send", [aRoom.id, {
      content: "Hi",
      client_id: "1",
    }]],
  ];
  for (const [line, body, status, expected, action, args] of tries) {
    await t.step(`${line} ${JSON.stringify(body) ?? ""}`, async () => {
      const { call, guestToken, rooms } = createHttpApp();
      const headers = { "X-Request-Id": "request-0001" };
      const answer = await call(line, { token: await guestToken(), headers, ...(body !== undefined && { body }) });
      assert.equal(answer.status, status, answer.text);
      assert.deepEqual(answer.body, expected);
      const [made] = rooms.calls;
      assert.equal(rooms.calls.length, 1);
      assert.equal(made!.action, action);
      const [actor, ...rest] = made!.args;
      assert.deepEqual(rest, args);
      const { username, guest, trace } = actor as Record<string, unknown>;
      assert.deepEqual({ username, guest, trace }, { username: "visitor", guest: true, trace: "request-0001" });
    });
  }
});

Deno.test("Every route of rooms needs a token, and asks for nothing without one", async () => {
  const { call, rooms } = createHttpApp();
  const lines = [
    "GET /api/rooms",
    "POST /api/rooms",
    ...["GET", "PATCH", "DELETE"].map((method) => `${method} ${room}`),
    ...["join", "leave", "members", "messages"].map((place) => `POST ${room}/${place}`),
    ...["members", "messages"].map((place) => `GET ${room}/${place}`),
    `DELETE ${room}/members/${someone}`,
    "POST /api/ws-ticket",
    "POST /api/auth/logout",
    "GET /api/auth/me",
    `GET /api/users/${someone}`,
    "PATCH /api/users/me",
  ];
  for (const line of lines) {
    const { status, body, headers } = await call(line, { body: line.startsWith("GET") ? undefined : "{}" });
    assert.deepEqual([status, body.error.code, headers.get("www-authenticate")], [401, "unauthorized", "Bearer"], line);
  }
  assert.deepEqual(rooms.calls, []);
});

Deno.test("What a room refuses keeps its code, its message and its Retry-After", async () => {
  const { call, guestToken, rooms } = createHttpApp();
  const token = await guestToken();
  const refusals: [ParleyError, number, string | null][] = [
    [new ParleyError("not_found"), 404, null],
    [new ParleyError("wrong_password"), 403, null],
    [new ParleyError("name_taken"), 409, null],
    [new ParleyError("rate_limited", undefined, { retryAfterMs: 61 }), 429, "1"],
    [new ParleyError("unavailable", undefined, { cause: new Error("canary-cause") }), 503, "1"],
  ];
  for (const [fault, status, retryAfter] of refusals) {
    rooms.fault = fault;
    const answer = await call(`GET ${room}`, { token });
    assert.equal(answer.status, status);
    assert.deepEqual(answer.body, { error: { code: fault.code, message: fault.message } });
    assert.equal(answer.headers.get("retry-after"), retryAfter);
  }
});

Deno.test("What is no operating error is 500 without a word of it, logged with its cause and the request's id", async () => {
  const { call, guestToken, rooms, log, refusals } = createHttpApp();
  const fault = new TypeError("canary-of-the-inside");
  rooms.fault = fault;
  const answer = await call(`GET ${room}`, { token: await guestToken(), headers: { "X-Request-Id": "request-0002" } });
  assert.equal(answer.status, 500);
  assert.deepEqual(answer.body, { error: { code: "internal", message: "Something went wrong on the server" } });
  const line = log.lines.find(({ level }) => level === "error");
  assert.deepEqual([line?.fields["request_id"], line?.fields["error"]], ["request-0002", fault]);
  assert.deepEqual(refusals, ["internal"]);
});

Deno.test("Ids that are none are 422, wherever they stand", async () => {
  const { call, guestToken, rooms } = createHttpApp();
  const token = await guestToken();
  const bad = ["global", "66A0C1F19B3F4A0012345679", "66a0c1f19b3f4a001234567", "..%2f..%2fetc", "%00", "$ne", "'--"];
  for (const id of bad) {
    for (
      const line of [
        `GET /api/rooms/${id}`,
        `POST /api/rooms/${id}/join`,
        `DELETE ${room}/members/${id}`,
        `GET /api/users/${id}`,
      ]
    ) {
      assert.equal((await call(line, { token })).status, 422, line);
    }
  }
  assert.deepEqual(rooms.calls, []);
});

Deno.test("The room that the double answers fits the schema, so that these tests speak of real shapes", () => {
  assert.deepEqual(roomSchema.parse(aRoom), aRoom);
});
