import assert from "node:assert/strict";
import { Origins } from "../../src/chat/origins.ts";
import { channelPollMs } from "../../src/limits.ts";
import type { Channel } from "../../src/ports/channels.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import { FalseClock } from "../support/false_clock.ts";
import { createRecordedLog } from "../support/recorded_log.ts";

const channel = (origins: string[]): Channel => ({
  id: "a1".repeat(12),
  name: "Help",
  kind: "support",
  team: [],
  origins,
  secretNumber: 1,
  createdAt: "2026-01-01T00:00:00.000Z",
});

/** A node's origins over channels that others change. */
function nodeOf(fixed: string[]) {
  const clock = new FalseClock();
  const log = createRecordedLog();
  const store: { channels: Channel[]; fault?: Error } = { channels: [] };
  const list = () => store.fault === undefined ? Promise.resolve(store.channels) : Promise.reject(store.fault);
  return { clock, log, store, origins: new Origins({ fixed, channels: { list }, clock, log }) };
}

Deno.test("Origins.list follows the channels of other nodes within its poll, as one list with those of the settings", async () => {
  const { clock, store, origins } = nodeOf(["https://own.example"]);
  const { list } = origins;
  assert.deepEqual(list, ["https://own.example"]);
  store.channels = [channel(["https://a.example", "https://own.example"])];
  await origins.start();
  assert.deepEqual(list, ["https://own.example", "https://a.example"]);
  store.channels = [channel(["https://b.example"])];
  await clock.tick(channelPollMs);
  assert.deepEqual(list, ["https://own.example", "https://b.example"]);
  store.channels = [];
  await clock.tick(channelPollMs);
  assert.deepEqual(list, ["https://own.example"]);
  origins.stop();
  assert.equal(clock.pending, 0);
});

Deno.test("Origins keeps what it knows while the store is away, and tells of an outage once", async () => {
  const { clock, store, log, origins } = nodeOf([]);
  store.channels = [channel(["https://a.example"])];
  await origins.start();
  store.fault = new ParleyError("unavailable");
  for (let i = 0; i < 3; i++) await clock.tick(channelPollMs);
  assert.deepEqual([origins.list, log.lines.length], [["https://a.example"], 1]);
  delete store.fault;
  store.channels = [];
  await clock.tick(channelPollMs);
  assert.deepEqual(origins.list, []);
  origins.stop();
});
