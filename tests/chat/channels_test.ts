import assert from "node:assert/strict";
import { createChannelActions } from "../../src/chat/channels.ts";
import { channelOriginsMax, channelsMax, channelTeamMax } from "../../src/limits.ts";
import { newChannelSchema } from "../../src/protocol/embed.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import { storeInMemory } from "../adapters/sqlite/open_test_store.ts";
import { createRecordedRooms } from "../support/recorded_rooms.ts";
import { FalseClock } from "../support/false_clock.ts";
import { idOf } from "../contract/store/store_cases.ts";

const input = { name: "Help", kind: "support", team: ["ada"], origins: ["https://shop.example"] } as const;

Deno.test("ChannelActions.create() makes as many channels as the limit says, and tells of each change", async () => {
  await using opened = await storeInMemory("inline");
  const { store } = opened;
  const profile = { displayName: "", avatarUrl: "", bio: "", statusText: "" };
  const account = { id: idOf(1), username: "ada", email: "ada@example.com", passwordHash: "x", createdAt: "x" };
  await store.accounts.create({ ...account, ...profile });
  let [number, changes] = [100, 0];
  const actions = createChannelActions({
    ...{ channels: store.channels, accounts: store.accounts, rooms: createRecordedRooms() },
    ...{ key: new Uint8Array(32), clock: new FalseClock(), nextId: () => idOf(number++) },
    changed: () => {
      changes++;
      return Promise.resolve();
    },
  });
  const made = [];
  for (let i = 0; i < channelsMax; i++) made.push(await actions.create({ ...input, team: ["ada"], origins: [] }));
  assert.equal(new Set(made.map(({ secret }) => secret)).size, channelsMax);
  const tooMany = actions.create({ ...input, team: ["ada"], origins: [] });
  await assert.rejects(tooMany, (error) => error instanceof ParleyError && error.code === "limit_reached");
  await actions.remove(made[0]!.id);
  await actions.update(made[1]!.id, { origins: ["https://a.example"] });
  assert.equal(changes, channelsMax + 2);
  assert.equal((await actions.create({ ...input, team: ["ADA"], origins: [] })).team[0], idOf(1));
  assert.ok(!JSON.stringify(await actions.list()).includes(made[2]!.secret));
});

Deno.test("A channel has as many origins and people as the limits say", () => {
  const fits = (parts: object) => newChannelSchema.safeParse({ ...input, ...parts }).success;
  const origins = (count: number) => Array.from({ length: count }, (_, i) => `https://shop${i}.example`);
  const team = (count: number) => Array.from({ length: count }, (_, i) => `agent${i}`);
  assert.deepEqual([fits({ origins: origins(channelOriginsMax) }), fits({ origins: origins(channelOriginsMax + 1) })], [
    true,
    false,
  ]);
  assert.deepEqual(
    [fits({ team: team(channelTeamMax) }), fits({ team: team(channelTeamMax + 1) }), fits({ team: [] })],
    [
      true,
      false,
      false,
    ],
  );
});
