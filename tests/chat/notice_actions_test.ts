import assert from "node:assert/strict";
import { wishesFor } from "../../src/chat/notices.ts";
import { noticeRoomsMax } from "../../src/limits.ts";
import { type AttentionBench, attentionBench, framesOf } from "../support/attention_bench.ts";
import { call } from "../support/server_bench.ts";

const iso = (ms: number): string => new Date(ms).toISOString();

async function levelOf(w: AttentionBench, room = w.room): Promise<string | undefined> {
  return (await wishesFor(w.bench.store.kept, [w.ann.id], room, w.bench.clock.now())).get(w.ann.id)?.level;
}

Deno.test("who said nothing is told of mentions, and of what was said for all rooms or for one", async () => {
  await using w = await attentionBench();
  const told = await framesOf(w, w.other, w.ann, "own");
  const all = async () => (await call(w.server, "GET /api/notifications", w.ann.token)).body as unknown;
  assert.deepEqual(await all(), {
    level: "mentions",
    do_not_disturb: null,
    paused_until: null,
    preview: true,
    mail: false,
    rooms: [],
  });
  assert.equal(await levelOf(w), "mentions");
  const path = `/api/rooms/${w.room}/notifications`;
  const usual = { room_id: w.room, level: "mentions", own: false, until: null };
  assert.deepEqual((await call(w.server, `GET ${path}`, w.ann.token)).body as unknown, usual);
  const set = await call(w.server, `PUT ${path}`, w.ann.token, { level: "all" });
  assert.deepEqual(set.body as unknown, { ...usual, level: "all", own: true });
  assert.equal(await levelOf(w), "all");
  const changed = await call(w.other, "PATCH /api/notifications", w.ann.token, { level: "nothing", preview: false });
  assert.deepEqual(changed.body as unknown, {
    level: "nothing",
    do_not_disturb: null,
    paused_until: null,
    preview: false,
    mail: false,
    rooms: [{ ...usual, level: "all", own: true }],
  });
  assert.equal(await levelOf(w), "all");
  assert.equal(await levelOf(w, "f".repeat(24)), "nothing");
  assert.equal((await call(w.server, `DELETE ${path}`, w.ann.token)).status, 204);
  assert.equal(await levelOf(w), "nothing");
  assert.deepEqual(await told(), [
    { type: "own", what: "notifications", room_id: w.room },
    { type: "own", what: "notifications" },
    { type: "own", what: "notifications", room_id: w.room },
  ]);
});

Deno.test("what is said of a room until a time holds until then, and not a moment longer", async () => {
  await using w = await attentionBench();
  const path = `/api/rooms/${w.room}/notifications`;
  const until = w.bench.clock.now() + 60_000;
  await call(w.server, `PUT ${path}`, w.ann.token, { level: "nothing", until: iso(until) });
  await w.bench.clock.tick(59_999);
  assert.equal(await levelOf(w), "nothing");
  assert.equal((await call(w.server, `GET ${path}`, w.ann.token)).body["until"], iso(until));
  await w.bench.clock.tick(1);
  assert.equal(await levelOf(w), "mentions");
  assert.equal((await call(w.server, `GET ${path}`, w.ann.token)).body["own"], false);
  assert.deepEqual((await call(w.server, "GET /api/notifications", w.ann.token)).body.rooms, []);
});

Deno.test("nobody is disturbed in quiet hours nor while it is paused, whatever is said of a room", async () => {
  await using w = await attentionBench();
  await call(w.server, `PUT /api/rooms/${w.room}/notifications`, w.ann.token, { level: "all" });
  const change = (body: unknown) => call(w.server, "PATCH /api/notifications", w.ann.token, body);
  const at = w.bench.clock.now();
  const hours = (from: number, to: number) => ({
    from: iso(at + from * 3_600_000).slice(11, 16),
    to: iso(at + to * 3_600_000).slice(11, 16),
    time_zone: "UTC",
  });
  await change({ do_not_disturb: hours(-1, 1) });
  assert.equal(await levelOf(w), "nothing");
  await change({ do_not_disturb: hours(1, 2) });
  assert.equal(await levelOf(w), "all");
  await change({ paused_until: iso(at + 5_000), do_not_disturb: null });
  assert.equal(await levelOf(w), "nothing");
  await w.bench.clock.tick(5_000);
  assert.equal(await levelOf(w), "all");
  await change({ paused_until: iso(at + 90_000) });
  assert.equal(await levelOf(w), "nothing");
  assert.equal((await change({ paused_until: null })).body["paused_until"], null);
  assert.equal(await levelOf(w), "all");
});

Deno.test("settings are refused that mean nothing, of a room one cannot read, and beyond the limit", async () => {
  await using w = await attentionBench();
  const change = async (body: unknown) => (await call(w.server, "PATCH /api/notifications", w.ann.token, body)).status;
  const hours = { from: "22:00", to: "07:00", time_zone: "Europe/Berlin" };
  for (
    const body of [
      { level: "loud" },
      { do_not_disturb: { ...hours, from: "24:00" } },
      { do_not_disturb: { ...hours, time_zone: "Moon/Crater" } },
      { do_not_disturb: { from: "22:00", to: "07:00" } },
      { paused_until: "tomorrow" },
      { more: 1 },
    ]
  ) assert.equal(await change(body), 422, JSON.stringify(body));
  const { body: { id: open } } = await call(w.server, "POST /api/rooms", w.bob.token, { name: "y" });
  const put = async (room: string) =>
    (await call(w.server, `PUT /api/rooms/${room}/notifications`, w.ann.token, { level: "all" })).status;
  assert.equal(await put(open), 403);
  assert.equal(await put("f".repeat(24)), 404);
  for (let i = 0; i < noticeRoomsMax; i++) {
    const key = i.toString(16).padStart(24, "0");
    await w.bench.store.kept.put(w.ann.id, "notify", { key, text: '{"level":"all"}', at: 1 }, { most: 1e6 });
  }
  assert.equal(await put(w.room), 409);
});
