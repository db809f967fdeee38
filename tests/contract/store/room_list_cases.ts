import assert from "node:assert/strict";
import type { RoomQuery } from "../../../src/ports/rooms.ts";
import type { Store } from "../../../src/ports/store.ts";
import { ann, append, bob, eve, idOf, joined, left, makeRoom, type StoreCases } from "./store_cases.ts";

async function names(store: Store, query: Partial<RoomQuery>): Promise<string[]> {
  const { rooms, total } = await store.rooms.list({ viewer: eve, limit: 100, offset: 0, ...query });
  if ((query.limit ?? 100) === 100 && (query.offset ?? 0) === 0) assert.equal(total, rooms.length);
  return rooms.map(({ name }) => name);
}

async function named(store: Store, ...all: readonly string[]): Promise<void> {
  for (const [i, name] of all.entries()) await makeRoom(store, 100 + i, { name });
}

export const roomListCases: StoreCases = {
  "list() answers public rooms by name with whole records": async (store) => {
    await named(store, "pear", "apple", "fig");
    const { rooms, total } = await store.rooms.list({ viewer: eve, limit: 10, offset: 0 });
    assert.deepEqual(rooms.map(({ name }) => name), ["apple", "fig", "pear"]);
    assert.equal(total, 3);
    assert.deepEqual(rooms[0], await store.rooms.byName("apple"));
  },
  "list() in pages covers every room once, with the same total": async (store) => {
    await named(store, ..."gfedcba");
    const seen: string[] = [];
    for (let offset = 0; offset < 9; offset += 3) {
      const { rooms, total } = await store.rooms.list({ viewer: eve, limit: 3, offset });
      assert.equal(total, 7);
      seen.push(...rooms.map(({ name }) => name));
    }
    assert.deepEqual(seen, [..."abcdefg"]);
    assert.deepEqual(await names(store, { offset: 50 }), []);
  },
  "list() shows a private room to its members and its creator only": async (store) => {
    const secret = await makeRoom(store, 1, { name: "secret", isPrivate: true });
    await named(store, "open");
    assert.deepEqual(await names(store, { viewer: eve }), ["open"]);
    assert.deepEqual(await names(store, { viewer: bob }), ["open"]);
    await append(store, secret, 1, joined(bob, "Bob"));
    assert.deepEqual(await names(store, { viewer: bob }), ["open", "secret"]);
    await append(store, secret, 2, left(bob), left(ann));
    assert.deepEqual(await names(store, { viewer: bob }), ["open"]);
    assert.deepEqual(await names(store, { viewer: ann }), ["open", "secret"]);
  },
  "list() of one's own rooms answers those one is a member of": async (store) => {
    await named(store, "a", "b", "c");
    await append(store, idOf(101), 1, joined(bob, "Bob"));
    assert.deepEqual(await names(store, { viewer: bob, mine: true }), ["b"]);
    assert.deepEqual(await names(store, { viewer: ann, mine: true }), ["a", "b", "c"]);
    assert.deepEqual(await names(store, { viewer: ann, mine: true, nameContains: "C" }), ["c"]);
    assert.deepEqual(await names(store, { viewer: eve, mine: true }), []);
    assert.deepEqual(await names(store, { viewer: bob, mine: false }), ["a", "b", "c"]);
  },
  "list() searches inside names without regard to case, in any script": async (store) => {
    await named(store, "Tea Room", "steam", "coffee", "\u00c9cole", "\u0427\u0410\u0419", "Stra\u00dfe");
    assert.deepEqual(await names(store, { nameContains: "TEA" }), ["Tea Room", "steam"]);
    assert.deepEqual(await names(store, { nameContains: "m r" }), []);
    assert.deepEqual(await names(store, { nameContains: "a r" }), ["Tea Room"]);
    assert.deepEqual(await names(store, { nameContains: "\u00e9COL" }), ["\u00c9cole"]);
    assert.deepEqual(await names(store, { nameContains: "\u0447\u0430\u0439" }), ["\u0427\u0410\u0419"]);
    assert.equal((await names(store, { nameContains: "" })).length, 6);
  },
  "list() takes every character of a search literally": async (store) => {
    await named(
      store,
      "100% real",
      "1000 reals",
      "snake_case",
      "snakeXcase",
      "a.c",
      "abc",
      "back\\slash",
      "[x]",
      "o'k",
      "\n\ue000\ue00f",
    );
    for (const [part, found] of [["0%", "100% real"], ["e_c", "snake_case"], ["a.c", "a.c"], ["k\\s", "back\\slash"]]) {
      assert.deepEqual(await names(store, { nameContains: part! }), [found]);
    }
    assert.deepEqual(await names(store, { nameContains: "%" }), ["100% real"]);
    assert.deepEqual(await names(store, { nameContains: "_" }), ["snake_case"]);
    assert.deepEqual(await names(store, { nameContains: "[x]" }), ["[x]"]);
    assert.deepEqual(await names(store, { nameContains: "o'k" }), ["o'k"]);
    assert.deepEqual(await names(store, { nameContains: ".*" }), []);
    assert.deepEqual(await names(store, { nameContains: "\n" }), ["\n\ue000\ue00f"]);
  },
  "list() finds a room by its new name from the moment it is claimed": async (store) => {
    await named(store, "before");
    await store.rooms.rename(idOf(100), "After");
    assert.deepEqual(await names(store, { nameContains: "after" }), ["After"]);
    assert.deepEqual(await names(store, { nameContains: "before" }), []);
  },
};
