import assert from "node:assert/strict";
import type { Channel } from "../../../src/ports/channels.ts";
import { ann, at, bob, eve, idOf, type StoreCases } from "./store_cases.ts";

function channel(number: number, parts: Partial<Channel> = {}): Channel {
  return {
    id: idOf(number),
    name: `Channel ${number}`,
    kind: "support",
    team: [ann],
    origins: ["https://shop.example"],
    secretNumber: 1,
    createdAt: at,
    ...parts,
  };
}

export const channelCases: StoreCases = {
  "a channel is kept as it was given, changed in what is named, and removed": async (store) => {
    const one = channel(1, { kind: "shared", room: idOf(9), origins: [] });
    await store.channels.create(one);
    await store.channels.create(channel(2));
    assert.deepEqual(await store.channels.byId(one.id), one);
    assert.deepEqual(await store.channels.byId(idOf(2)), channel(2));
    assert.equal(await store.channels.byId(idOf(3)), undefined);
    const changed = { ...one, origins: ["https://a.example", "https://b.example"], secretNumber: 2 };
    const { origins, secretNumber } = changed;
    assert.deepEqual(await store.channels.update(one.id, { origins, secretNumber }), changed);
    assert.deepEqual(await store.channels.update(one.id, {}), changed);
    assert.equal(await store.channels.update(idOf(3), { name: "x" }), undefined);
    assert.deepEqual(await store.channels.list(), [changed, channel(2)]);
    assert.equal(await store.channels.remove(one.id), true);
    assert.equal(await store.channels.remove(one.id), false);
    assert.deepEqual(await store.channels.list(), [channel(2)]);
  },
  "of 20 rooms claimed for one visitor at once the first is everybody's, for ever": async (store) => {
    const [one, other] = [idOf(1), idOf(2)];
    assert.equal(await store.channels.roomOf(one, bob), undefined);
    const rooms = Array.from({ length: 20 }, (_, i) => idOf(100 + i));
    const answers = await Promise.all(rooms.map((room) => store.channels.claim(one, bob, room)));
    assert.equal(new Set(answers).size, 1);
    assert.ok(rooms.includes(answers[0]!));
    assert.equal(await store.channels.claim(one, bob, idOf(7)), answers[0]);
    assert.equal(await store.channels.roomOf(one, bob), answers[0]);
    assert.equal(await store.channels.claim(other, bob, idOf(8)), idOf(8));
    assert.equal(await store.channels.claim(one, eve, idOf(9)), idOf(9));
  },
};
