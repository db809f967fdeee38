import assert from "node:assert/strict";
import { bodyBytesMax } from "../../src/limits.ts";
import { createHttpApp } from "../support/http_app.ts";
import { aRoom } from "../support/recorded_rooms.ts";

const login = "POST /api/auth/login";

Deno.test("A body that is not JSON is 400, with nothing of it in the answer", async () => {
  const { call } = createHttpApp();
  const bodies = [
    "{",
    "",
    "NaN",
    "undefined",
    '{"email":"ada",}',
    "{'email':1}",
    "\ufeff{}",
    "secret-canary",
    '{"a":"\u0001"}',
  ];
  for (const body of bodies) {
    const { status, body: answer, text } = await call(login, { body });
    assert.deepEqual([status, answer.error.code], [400, "bad_request"], JSON.stringify(body));
    assert.ok(!text.includes("canary"));
  }
});

Deno.test("A body that is not UTF-8 is 400", async () => {
  const { call } = createHttpApp();
  assert.equal((await call(login, { body: new Uint8Array([0x22, 0xff, 0xfe, 0x22]) })).status, 400);
});

Deno.test("JSON that is no object of the schema is 422 with the paths of its faults", async () => {
  const { call } = createHttpApp();
  for (const body of ["[]", "null", '"x"', "1", "1e400", "true", "[".repeat(30_000) + "]".repeat(30_000)]) {
    assert.equal((await call(login, { body })).status, 422, body.slice(0, 20));
  }
  const { body } = await call("POST /api/auth/register", {
    body: { username: "a", email: "nowhere", password: "short" },
  });
  assert.equal(body.error.code, "invalid");
  const paths = body.error.details.map(({ path }) => path);
  assert.deepEqual(paths, ["username", "email", "password"]);
});

Deno.test("A body that does not say it is JSON is 415, as a form of a foreign page would be", async () => {
  const { call } = createHttpApp();
  const refused = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonp",
    "text/plain; application/json",
    "application/json, text/plain",
    "application/json; charset=utf-16",
    "application/vnd.api+json",
  ];
  for (const type of refused) {
    const { status, body } = await call(login, { body: "{}", headers: { "Content-Type": type } });
    assert.deepEqual([status, body.error.code], [415, "unsupported_media_type"], type);
  }
  for (const type of ["application/json", "Application/JSON; charset=UTF-8", 'application/json;charset="utf-8"']) {
    assert.equal((await call(login, { body: "{}", headers: { "Content-Type": type } })).status, 422, type);
  }
  const encoded = await call(login, { body: "{}", headers: { "Content-Encoding": "gzip" } });
  assert.equal(encoded.status, 415);
});

Deno.test("A body without a type is 415, also where a body may be missing", async () => {
  const { call, app, guestToken } = createHttpApp();
  const headers = { Authorization: `Bearer ${await guestToken()}` };
  const bytes = new TextEncoder().encode('{"password":"x"}');
  const path = `/api/rooms/${aRoom.id}/join`;
  assert.equal((await app.request(path, { method: "POST", headers, body: bytes }, { remote: "" })).status, 415);
  assert.equal((await app.request("/api/auth/login", { method: "POST", body: bytes }, { remote: "" })).status, 415);
  assert.equal((await call("POST /api/auth/login")).status, 415);
});

Deno.test("A body is cut off at its limit, by its declared length and by the bytes that come", async () => {
  const { call } = createHttpApp();
  const fitting = `{"email":"${"a".repeat(bodyBytesMax - 12)}"}`;
  assert.equal((await call(login, { body: fitting })).status, 422);
  assert.equal((await call(login, { body: `${fitting} ` })).status, 413);
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 1_024;
      controller.enqueue(new Uint8Array(1_024).fill(0x20));
    },
  });
  const { status, body } = await call(login, { body: endless });
  assert.deepEqual([status, body.error.code], [413, "too_large"]);
  assert.ok(sent < bodyBytesMax * 2, `${sent} bytes were read`);
  const lying = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new Uint8Array(bodyBytesMax + 1).fill(0x20));
      controller.close();
    },
  });
  assert.equal((await call(login, { body: lying, headers: { "Content-Length": "2" } })).status, 413);
  assert.equal((await call(login, { body: "{}", headers: { "Content-Length": "1000000" } })).status, 413);
});

Deno.test("A body whose sender goes away is 400, not a fault of the server", async () => {
  const { call, log } = createHttpApp();
  const broken = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.error(new TypeError("connection reset")),
  });
  assert.equal((await call(login, { body: broken })).status, 400);
  assert.ok(!log.lines.some(({ level }) => level === "error"));
});

Deno.test("Operators, lists and strangers in a body are 422 in every field", async (t) => {
  const { call, guestToken, rooms } = createHttpApp();
  const token = await guestToken();
  const good: Record<string, Record<string, unknown>> = {
    "POST /api/auth/register": { username: "ada", email: "ada@example.com", password: "correct horse" },
    "POST /api/auth/login": { email: "ada", password: "x" },
    "POST /api/auth/guest": { username: "ada" },
    "PATCH /api/users/me": { display_name: "Ada", avatar_url: "", bio: "" },
    "POST /api/rooms": { name: "engines", description: "", is_private: false, password: "x" },
    [`PATCH /api/rooms/${aRoom.id}`]: { name: "engines", description: "", is_private: false, password: "x" },
    [`POST /api/rooms/${aRoom.id}/join`]: { password: "x" },
    [`POST /api/rooms/${aRoom.id}/members`]: { user_id: aRoom.creator_id },
    [`POST /api/rooms/${aRoom.id}/messages`]: { content: "Hello", client_id: "1" },
  };
  const evil = [{ $ne: null }, { $gt: "" }, { $regex: ".*" }, { $where: "1" }, ["a"], 1e21, "\ud800", "nul\0"];
  const strangers = [
    "$where",
    "a.b",
    "__proto__",
    "constructor",
    "seq",
    "sender",
    "user_id2",
    "role",
    "_id",
    "id",
    "type",
  ];
  for (const [line, body] of Object.entries(good)) {
    await t.step(line, async () => {
      for (const field of Object.keys(body)) {
        for (const value of evil) {
          const { status, text } = await call(line, { token, body: { ...body, [field]: value } });
          assert.equal(status, 422, `${field}: ${JSON.stringify(value)}: ${text}`);
        }
      }
      for (const stranger of strangers) {
        const text = JSON.stringify(body).replace("{", `{${JSON.stringify(stranger)}:true,`);
        assert.equal((await call(line, { token, body: text })).status, 422, stranger);
      }
    });
  }
  assert.deepEqual(rooms.calls, []);
});
