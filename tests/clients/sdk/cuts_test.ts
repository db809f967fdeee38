import assert from "node:assert/strict";
import { ParleyClient, type RoomEvent } from "../../../clients/sdk/mod.ts";
import { SeededRandom } from "../../support/seeded_random.ts";
import { FakeServer, otherRoomId, roomId } from "./fake_server.ts";
import { watch } from "./fixture.ts";

const messages = 30;
const ids = [roomId, otherRoomId];

/**
 * One run: a client posts to two rooms and reads them while the connection is cut at random moments, messages are refused
 * for a moment, others post, and the server is away for a while. Everything is fixed by the seed.
 */
async function run(seed: number, inFlightPerRoom: number): Promise<void> {
  const random = new SeededRandom(seed);
  const server = new FakeServer();
  const environment = { ...server.environment(), random: () => random.fraction() };
  const client = new ParleyClient({ url: "http://parley.test", token: "token", environment, inFlightPerRoom });
  const delivered = new Map<string, RoomEvent[]>(ids.map((id) => [id, []]));
  for (const id of ids) {
    client.room(id).on("event", (event) => delivered.get(id)?.push(event));
    client.room(id).on("discontinuity", () => assert.fail("nothing was reset"));
    watch(client.room(id).subscribe({ epoch: "e1", seq: 0 }));
  }
  server.script = (socket, frame) => {
    // Cut before the server took the frame, or after it wrote but before it told.
    if (random.chance(0.08)) return socket.cut(), true;
    if (frame.type !== "message") return false;
    if (random.chance(0.08)) {
      server.append(frame.content, frame.client_id, frame.room_id);
      return socket.cut(), true;
    }
    // With several under way a refusal may let others overtake, so that order is judged only without it.
    if (inFlightPerRoom > 1 || !random.chance(0.1)) return false;
    const code = random.pick(["rate_limited", "unavailable", "overloaded"]);
    socket.say({ type: "error", code, message: code, client_id: frame.client_id, retry_after_ms: random.int(500) });
    return true;
  };
  watch(client.connect());
  const sends = [];
  for (let i = 0; i < messages; i++) {
    for (const id of ids) sends.push(watch(client.send(id, `${i}`)));
    await server.clock.tick(random.int(60));
    if (random.chance(0.2)) server.post("other", random.pick(ids));
    if (random.chance(0.15)) server.sockets.at(-1)?.cut(random.pick([1001, 1006, 1011, 4408]));
    if (random.chance(0.05)) server.isUp = !server.isUp;
  }
  server.isUp = true;
  server.script = () => false;
  await server.clock.tick(120_000);
  assert.equal(sends.filter(({ value }) => value === undefined).length, 0, "every message is acknowledged");
  for (const id of ids) {
    const { log } = server.room(id);
    const own = log.flatMap(({ content }) => content === "other" ? [] : [Number(content)]);
    assert.deepEqual(own, Array.from({ length: messages }, (_, i) => i), "each message is in the log once, in order");
    assert.deepEqual(delivered.get(id), log, "the reader has the whole log, each event once, in order");
  }
  client.close();
  assert.equal(server.clock.pending, 0, "no timer is left");
  assert.deepEqual(server.reported, []);
}

for (const inFlightPerRoom of [1, 8]) {
  Deno.test(`Over random cuts every message ends up in the log once and in order, ${inFlightPerRoom} under way`, async () => {
    for (let seed = 1; seed <= 60; seed++) {
      await run(seed, inFlightPerRoom).catch((cause) => {
        throw new Error(`seed ${seed}, ${inFlightPerRoom} under way`, { cause });
      });
    }
  });
}
