import assert from "node:assert/strict";
import type { RevocationCursor } from "../../../src/ports/tokens.ts";
import type { StoreCases } from "./store_cases.ts";

/** Beyond any clock a store is tested with. */
const far = Date.UTC(2100, 0, 1);
const now = Date.UTC(2026, 0, 1);

export const tokenCases: StoreCases = {
  "of 20 concurrent spend() calls of one key exactly one gets true, and none later": async (store) => {
    const results = await Promise.all(Array.from({ length: 20 }, () => store.tokens.spend("ticket", far)));
    assert.equal(results.filter((spent) => spent).length, 1);
    assert.equal(await store.tokens.spend("ticket", far), false);
    assert.equal(await store.tokens.spend("another", far), true);
  },
  "a spent key stays spent while others that have expired come and go": async (store) => {
    assert.equal(await store.tokens.spend("ticket", far), true);
    for (let i = 0; i < 50; i++) await store.tokens.spend(`old ${i}`, 1_000 + i);
    assert.equal(await store.tokens.spend("ticket", far), false);
  },
  "revokedSince(0) answers everything revoked and unexpired, once": async (store) => {
    assert.deepEqual((await store.tokens.revokedSince(0, now)).keys, []);
    await store.tokens.revoke("a", far);
    await store.tokens.revoke("b", far);
    await store.tokens.revoke("a", far);
    assert.deepEqual([...(await store.tokens.revokedSince(0, now)).keys].sort(), ["a", "b"]);
  },
  "revokedSince() with the cursor of its last answer answers what is new": async (store) => {
    await store.tokens.revoke("a", far);
    const first = await store.tokens.revokedSince(0, now);
    assert.deepEqual(first.keys, ["a"]);
    const none = await store.tokens.revokedSince(first.cursor, now);
    assert.deepEqual(none, { cursor: first.cursor, keys: [] });
    await store.tokens.revoke("b", far);
    const second = await store.tokens.revokedSince(none.cursor, now);
    assert.deepEqual(second.keys, ["b"]);
    assert.ok(second.cursor > first.cursor);
  },
  "a reader that keeps asking sees every revocation, whatever is revoked at once": async (store) => {
    const keys = Array.from({ length: 40 }, (_, i) => `key ${i}`);
    const seen = new Set<string>();
    let cursor: RevocationCursor = 0;
    const ask = async (): Promise<void> => {
      const answer = await store.tokens.revokedSince(cursor, now);
      assert.ok(answer.cursor >= cursor);
      cursor = answer.cursor;
      for (const key of answer.keys) seen.add(key);
    };
    for (let i = 0; i < keys.length; i += 8) {
      const revoking = Promise.all(keys.slice(i, i + 8).map((key) => store.tokens.revoke(key, far)));
      await ask();
      await revoking;
    }
    await ask();
    assert.deepEqual([...seen].sort(), keys.sort());
  },
  "a key revoked for longer is told again to readers that have passed it": async (store) => {
    await store.tokens.revoke("a", far);
    const { cursor } = await store.tokens.revokedSince(0, now);
    await store.tokens.revoke("a", far + 60_000);
    assert.deepEqual((await store.tokens.revokedSince(cursor, far + 30_000)).keys, ["a"]);
  },
};
