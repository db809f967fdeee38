import assert from "node:assert/strict";
import { createHttpApp } from "../support/http_app.ts";
import { aRoom } from "../support/recorded_rooms.ts";

const room = `/api/rooms/${aRoom.id}`;

Deno.test("PUT read marks a seq, GET read and GET unread answer standings, for who has a token", async () => {
  const { call, guestToken, company } = createHttpApp();
  const token = await guestToken("ann");
  const put = await call(`PUT ${room}/read`, { token, body: { seq: 4 } });
  assert.deepEqual([put.status, put.body as unknown], [200, { room_id: aRoom.id, head: 5, last_read: 4, unread: 3 }]);
  const get = await call(`GET ${room}/read`, { token });
  assert.deepEqual([get.status, get.body as unknown], [200, { room_id: aRoom.id, head: 5, last_read: 2, unread: 3 }]);
  const all = await call("GET /api/unread", { token });
  assert.deepEqual([all.status, (all.body as unknown as { total: number }).total], [200, 1]);
  assert.deepEqual(company.calls, [["mark", "ann", aRoom.id, { seq: 4 }], ["standing", "ann", aRoom.id], [
    "standings",
    "ann",
  ]]);
  for (const line of [`PUT ${room}/read`, `GET ${room}/read`, "GET /api/unread", `GET ${room}/presence`]) {
    assert.equal((await call(line, line.startsWith("PUT") ? { body: { seq: 1 } } : {})).status, 401, line);
  }
  assert.equal(company.calls.length, 3);
});

Deno.test("PUT read refuses what is no seq", async () => {
  const { call, guestToken, company } = createHttpApp();
  const token = await guestToken();
  const bad: unknown[] = [
    {},
    { seq: -1 },
    { seq: 1.5 },
    { seq: "1" },
    { seq: null },
    { seq: 1, back: "yes" },
    { seq: 1, rewinds: -1 },
    { seq: 1, room_id: aRoom.id },
    [],
  ];
  for (const body of bad) {
    assert.equal((await call(`PUT ${room}/read`, { token, body })).status, 422, JSON.stringify(body));
  }
  assert.equal((await call("PUT /api/rooms/x/read", { token, body: { seq: 1 } })).status, 422);
  assert.deepEqual(company.calls, []);
});

Deno.test("GET presence takes a page, and refuses what is none", async () => {
  const { call, guestToken, company } = createHttpApp();
  const token = await guestToken("ann");
  assert.equal((await call(`GET ${room}/presence?limit=2&offset=1`, { token })).status, 200);
  assert.deepEqual(company.calls, [["presence", "ann", aRoom.id, 2, 1]]);
  for (const query of ["limit=0", "limit=201", "offset=-1", "more=1"]) {
    assert.equal((await call(`GET ${room}/presence?${query}`, { token })).status, 422, query);
  }
});
