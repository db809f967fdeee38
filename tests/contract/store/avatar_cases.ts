import assert from "node:assert/strict";
import type { Avatar } from "../../../src/ports/avatars.ts";
import { ann, bob, type StoreCases } from "./store_cases.ts";

function avatar(fill: number, length = 1_000): Avatar {
  return { type: "image/png", digest: fill.toString(16).padStart(16, "0"), bytes: new Uint8Array(length).fill(fill) };
}

export const avatarCases: StoreCases = {
  "an avatar is kept byte by byte, one a user, until it is replaced or removed": async (store) => {
    assert.equal(await store.avatars.avatarOf(ann), undefined);
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const first: Avatar = { type: "image/webp", digest: "00ff", bytes };
    await store.avatars.put(ann, first);
    assert.deepEqual(await store.avatars.avatarOf(ann), first);
    assert.equal(await store.avatars.avatarOf(bob), undefined);
    await store.avatars.put(ann, avatar(7));
    assert.deepEqual(await store.avatars.avatarOf(ann), avatar(7));
    await store.avatars.remove(ann);
    await store.avatars.remove(ann);
    assert.equal(await store.avatars.avatarOf(ann), undefined);
  },
  "a stretch of a larger buffer is kept as that stretch alone": async (store) => {
    const whole = Uint8Array.from({ length: 100 }, (_, i) => i);
    await store.avatars.put(ann, { ...avatar(1), bytes: whole.subarray(10, 20) });
    assert.deepEqual((await store.avatars.avatarOf(ann))?.bytes, Uint8Array.from({ length: 10 }, (_, i) => 10 + i));
  },
  "racing put() calls leave one of the avatars whole": async (store) => {
    const fills = Array.from({ length: 10 }, (_, i) => i);
    await Promise.all(fills.map((fill) => store.avatars.put(ann, avatar(fill, 20_000))));
    const left = await store.avatars.avatarOf(ann);
    assert.ok(fills.some((fill) => left?.digest === avatar(fill).digest && left.bytes.every((byte) => byte === fill)));
  },
};
