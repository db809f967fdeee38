import assert from "node:assert/strict";
import { retentionFirstMs } from "../../src/limits.ts";
import type { Server } from "../../src/server.ts";
import { RecordingConnection } from "../support/recording_connection.ts";
import { call, connect, guest, ServerBench } from "../support/server_bench.ts";

const dayMs = 86_400_000;

async function say(server: Server, token: string, room: string, contents: readonly string[]): Promise<void> {
  for (const content of contents) {
    assert.equal((await call(server, `POST /api/rooms/${room}/messages`, token, { content })).status, 201);
  }
}

/**
 * One more node begins, looks at all rooms as each does a minute after its start, and goes again.
 * @param before What happens right before it looks: a connection that answers no ping does not last a minute.
 */
async function sweep<T>(
  bench: ServerBench,
  before: () => Promise<T> | undefined = () => undefined,
): Promise<T | undefined> {
  const server = bench.server();
  await server.start();
  await bench.clock.tick(retentionFirstMs - 5_000);
  const made = await before();
  await bench.clock.tick(15_000);
  await bench.drain(server);
  return made;
}

const numbered = (word: string, count: number) => Array.from({ length: count }, (_, i) => `${word} ${i}`);

Deno.test("What is older than a room keeps is gone over every door; who resumes from before it is told to begin anew", async () => {
  await using bench = await ServerBench.open();
  const [one, two] = [bench.server(), bench.server()];
  await one.start();
  await two.start();
  const ann = await guest(one, "ann");
  const { body: { id: room, epoch } } = await call(one, "POST /api/rooms", ann, { name: "engines" });
  assert.equal((await call(one, `PATCH /api/rooms/${room}`, ann, { retention_days: 3 })).body.retention_days, 3);
  await say(one, ann, room, numbered("old", 30));
  await call(one, `PUT /api/rooms/${room}/messages/5/pin`, ann);
  bench.clock.jump(2 * dayMs);
  await say(one, ann, room, numbered("young", 10));
  bench.clock.jump(dayMs + 60_000);
  const reader = (await sweep(bench, () => connect(two, ann, room)))!;

  const { body: page } = await call(two, `GET /api/rooms/${room}/messages?limit=200`, ann);
  assert.deepEqual(page.messages.map(({ content }) => content), numbered("young", 10));
  assert.deepEqual([page.begins_at, page.total], [34, 10]);
  const { body: raw } = await call(one, `GET /api/rooms/${room}/messages?limit=200&type=all`, ann);
  assert.equal(raw.messages.length, 10);
  assert.equal((await call(one, `GET /api/rooms/${room}/messages/5`, ann)).status, 404);
  assert.equal((await call(one, `PUT /api/rooms/${room}/messages/5/reactions/%F0%9F%91%8D`, ann)).status, 404);
  assert.equal((await call(one, `POST /api/rooms/${room}/messages`, ann, { content: "x", thread: 5 })).status, 404);
  assert.equal((await call(one, `GET /api/rooms/${room}/pins`, ann)).body.total, 0);
  assert.deepEqual((await call(one, "GET /api/search?q=old", ann)).body.results, []);
  assert.deepEqual(reader.of("reset"), [], "who has everything is not bothered");
  assert.deepEqual(reader.of("subscribed").map(({ reset }) => reset), [false]);
  assert.deepEqual(reader.of("trimmed").at(-1), { type: "trimmed", room_id: room, begins_at: 34 });

  for (const server of [one, two]) {
    assert.deepEqual((await resumed(bench, server, ann, room, { since: 10, epoch: String(epoch) })).reset, true);
    const { reset, trimmed } = await resumed(bench, server, ann, room, { since: 33, epoch: String(epoch) });
    assert.deepEqual([reset, trimmed], [false, 34]);
  }
  await bench.drain(one);
  await bench.drain(two);
});

/** What a session is told that subscribes from there, and what comes after it. */
async function resumed(
  bench: ServerBench,
  server: Server,
  token: string,
  room: string,
  from: { readonly since: number; readonly epoch: string },
): Promise<{ readonly reset: unknown; readonly trimmed: unknown; readonly seqs: readonly unknown[] }> {
  const connection = new RecordingConnection();
  const principal = await server.tokens.verify(token);
  server.gate.admit(principal);
  const session = server.gate.open(connection, { principal, batch: false, requestId: "of a test" });
  session.text(JSON.stringify({ type: "subscribe", room_id: room, ...from }));
  await bench.clock.tick(50);
  const [[subscribed], [trimmed]] = [connection.of("subscribed"), connection.of("trimmed")];
  const seqs = connection.frames.flatMap(({ seq }) => seq === undefined ? [] : [seq]);
  return { reset: subscribed?.reset, trimmed: trimmed?.begins_at, seqs };
}

Deno.test("A room keeps what the server says where it says nothing, never more than the server allows, or else all", async () => {
  await using bench = await ServerBench.open();
  const server = bench.server();
  await server.start();
  const ann = await guest(server, "ann");
  const rooms: Record<string, string> = {};
  for (const [name, days] of Object.entries({ silent: undefined, short: 2, long: 100, "for ever": 0 })) {
    const { body: { id } } = await call(server, "POST /api/rooms", ann, { name });
    rooms[name] = id;
    if (days !== undefined) await call(server, `PATCH /api/rooms/${id}`, ann, { retention_days: days });
    await say(server, ann, id, ["old"]);
  }
  const left = async () => {
    const names: string[] = [];
    for (const [name, room] of Object.entries(rooms)) {
      const { body } = await call(server, `GET /api/rooms/${room}/messages?type=text`, ann);
      if (body.messages.some(({ content }) => content === "old")) names.push(name);
    }
    return names;
  };
  bench.clock.jump(3 * dayMs);
  for (const room of Object.values(rooms)) await say(server, ann, room, ["new"]);
  await sweep(bench);
  assert.deepEqual(await left(), ["silent", "long", "for ever"]);
  Object.assign(bench.limits, { retentionDays: 2 });
  await sweep(bench);
  assert.deepEqual(await left(), ["long", "for ever"]);
  Object.assign(bench.limits, { retentionDaysMax: 1 });
  await sweep(bench);
  assert.deepEqual(await left(), []);
  await bench.drain(server);
});

Deno.test("The record of acts is kept for ever, or for the days that the server says, whatever rooms keep", async () => {
  await using bench = await ServerBench.open();
  const server = bench.server();
  await server.start();
  const ann = await guest(server, "ann");
  const { body: { id: room } } = await call(server, "POST /api/rooms", ann, { name: "engines", description: "1" });
  const change = (description: string) => call(server, `PATCH /api/rooms/${room}`, ann, { description });
  const acts = async () => {
    const { body: { records } } = await call(server, `GET /api/rooms/${room}/audit`, ann);
    return (records as readonly unknown[]).length;
  };
  Object.assign(bench.limits, { retentionDays: 2 });
  await change("old");
  bench.clock.jump(5 * dayMs);
  await change("new");
  await sweep(bench);
  assert.equal(await acts(), 2);
  Object.assign(bench.limits, { auditDays: 4 });
  await sweep(bench);
  assert.equal(await acts(), 1);
  await bench.drain(server);
});

Deno.test("Only who may change a room says how long it keeps what is said, and for no more days than there may be", async () => {
  await using bench = await ServerBench.open();
  const server = bench.server();
  await server.start();
  const [ann, bob] = [await guest(server, "ann"), await guest(server, "bob")];
  const { body: { id: room } } = await call(server, "POST /api/rooms", ann, { name: "engines" });
  await call(server, `POST /api/rooms/${room}/join`, bob, {});
  assert.equal((await call(server, `PATCH /api/rooms/${room}`, bob, { retention_days: 1 })).status, 403);
  for (const wrong of [-1, 1.5, 3_651, "7"]) {
    assert.equal((await call(server, `PATCH /api/rooms/${room}`, ann, { retention_days: wrong })).status, 422);
  }
  assert.equal((await call(server, `PATCH /api/rooms/${room}`, ann, { retention_days: 7 })).body.retention_days, 7);
  const again = await call(server, `PATCH /api/rooms/${room}`, ann, { retention_days: null });
  assert.equal(again.body.retention_days, undefined);
  await bench.drain(server);
});
