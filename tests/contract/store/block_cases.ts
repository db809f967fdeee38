import assert from "node:assert/strict";
import { ann, at, bob, eve, type StoreCases } from "./store_cases.ts";

const later = "2026-01-02T03:04:06.000Z";

export const blockCases: StoreCases = {
  "a block is found from both ends, and its direction counts": async (store) => {
    await store.blocks.put(ann, { user: bob, at });
    await store.blocks.put(ann, { user: eve, at: later });
    assert.deepEqual(await store.blocks.of(ann, 10), [{ user: eve, at: later }, { user: bob, at }]);
    assert.deepEqual(await store.blocks.of(ann, 1), [{ user: eve, at: later }]);
    assert.deepEqual(await store.blocks.of(bob, 10), []);
    assert.deepEqual(await store.blocks.blockersOf(bob, [eve, ann]), [ann]);
    assert.deepEqual(await store.blocks.blockersOf(ann, [bob, eve]), []);
    assert.deepEqual(await store.blocks.blockersOf(bob, []), []);
  },
  "blocking again changes nothing, and unblocking takes all of it away": async (store) => {
    await store.blocks.put(ann, { user: bob, at });
    await store.blocks.put(ann, { user: bob, at: later });
    assert.deepEqual(await store.blocks.of(ann, 10), [{ user: bob, at }]);
    await store.blocks.remove(ann, bob);
    await store.blocks.remove(ann, bob);
    assert.deepEqual([await store.blocks.of(ann, 10), await store.blocks.blockersOf(bob, [ann])], [[], []]);
  },
};
