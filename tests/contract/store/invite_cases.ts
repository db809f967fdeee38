import assert from "node:assert/strict";
import type { NewInvite } from "../../../src/ports/invites.ts";
import { ann, at, bob, eve, idOf, type StoreCases } from "./store_cases.ts";

/** Beyond any clock a store is tested with: none of these is to be forgotten. */
const now = Date.UTC(2100, 0, 1);
const room = idOf(1);

function invite(code: string, parts: Partial<NewInvite> = {}): NewInvite {
  return { code, room, createdBy: ann, createdAt: at, expiresAt: now + 60_000, usesMax: 3, ...parts };
}

export const inviteCases: StoreCases = {
  "create() keeps an invitation; it is found by its code, whose case matters": async (store) => {
    await store.invites.create(invite("aB-_9"));
    assert.deepEqual(await store.invites.byCode("aB-_9"), { ...invite("aB-_9"), uses: 0, revoked: false });
    assert.equal(await store.invites.byCode("Ab-_9"), undefined);
    assert.equal(await store.invites.use("Ab-_9", bob, now), "missing");
  },
  "ofRoom() lists what can still be used in that room, newest first": async (store) => {
    await store.invites.create(invite("old", { createdAt: "2026-01-01T00:00:00.000Z" }));
    await store.invites.create(invite("new", { createdAt: "2026-01-02T00:00:00.000Z" }));
    await store.invites.create(invite("over", { expiresAt: now }));
    await store.invites.create(invite("elsewhere", { room: idOf(2) }));
    await store.invites.create(invite("revoked"));
    await store.invites.create(invite("used up", { usesMax: 1 }));
    await store.invites.use("used up", bob, now);
    assert.equal(await store.invites.revoke(room, "revoked"), true);
    assert.deepEqual((await store.invites.ofRoom(room, now)).map(({ code }) => code), ["new", "old"]);
  },
  "use() tells what an invitation is over by: nothing, revoked, expired, used up": async (store) => {
    await store.invites.create(invite("one", { usesMax: 1 }));
    assert.equal(await store.invites.use("one", bob, now), "ok");
    assert.equal(await store.invites.use("one", eve, now), "used_up");
    assert.equal(await store.invites.use("one", bob, now + 59_999), "ok");
    assert.equal(await store.invites.use("one", bob, now + 60_000), "expired");
    assert.equal(await store.invites.revoke(idOf(2), "one"), false);
    assert.equal(await store.invites.use("one", bob, now), "ok");
    assert.equal(await store.invites.revoke(room, "one"), true);
    assert.equal(await store.invites.revoke(room, "one"), true);
    assert.equal(await store.invites.use("one", bob, now), "revoked");
    assert.equal(await store.invites.use("none", bob, now), "missing");
    assert.equal((await store.invites.byCode("one"))?.uses, 1);
  },
  "of 30 users who race for 7 uses exactly 7 get one, and each who asks again is not counted again": async (store) => {
    await store.invites.create(invite("race", { usesMax: 7 }));
    const users = Array.from({ length: 30 }, (_, i) => idOf(100 + i));
    const ask = () => Promise.all(users.map((user) => store.invites.use("race", user, now)));
    const first = await ask();
    assert.equal(first.filter((outcome) => outcome === "ok").length, 7);
    assert.equal(first.filter((outcome) => outcome === "used_up").length, 23);
    assert.deepEqual(await ask(), first);
    assert.equal((await store.invites.byCode("race"))?.uses, 7);
  },
  "one user who asks 20 times at once takes one use": async (store) => {
    await store.invites.create(invite("hasty", { usesMax: 5 }));
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => store.invites.use("hasty", bob, now)));
    assert.deepEqual(new Set(outcomes), new Set(["ok"]));
    assert.equal((await store.invites.byCode("hasty"))?.uses, 1);
  },
};
