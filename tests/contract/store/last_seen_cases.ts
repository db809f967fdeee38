import assert from "node:assert/strict";
import { ann, bob, eve, type StoreCases } from "./store_cases.ts";

export const lastSeenCases: StoreCases = {
  "of() answers when each of the users was seen last, and nothing of who never was": async (store) => {
    await store.lastSeen.note([{ user: ann, at: 1_000 }, { user: bob, at: 2_000 }]);
    assert.deepEqual(await store.lastSeen.of([ann, bob, eve]), new Map([[ann, 1_000], [bob, 2_000]]));
    assert.deepEqual(await store.lastSeen.of([]), new Map());
  },
  "note() keeps the later of two sightings, in whatever order they come": async (store) => {
    await store.lastSeen.note([{ user: ann, at: 1_767_323_045_678 }]);
    await store.lastSeen.note([{ user: ann, at: 5 }, { user: bob, at: 7 }, { user: bob, at: 6 }]);
    assert.deepEqual(await store.lastSeen.of([ann, bob]), new Map([[ann, 1_767_323_045_678], [bob, 7]]));
    await store.lastSeen.note([]);
  },
  "several nodes may note the same users at once": async (store) => {
    const times = Array.from({ length: 20 }, (_, i) => 1_000 + i * 7 % 20);
    await Promise.all(times.map((at) => store.lastSeen.note([{ user: ann, at }, { user: bob, at }])));
    assert.deepEqual(await store.lastSeen.of([bob, ann]), new Map([[ann, 1_019], [bob, 1_019]]));
  },
};
