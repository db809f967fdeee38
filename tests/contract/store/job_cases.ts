import assert from "node:assert/strict";
import type { JobStep, NewJob } from "../../../src/ports/jobs.ts";
import { ann, append, at, bob, deleted, idOf, makeRoom, type StoreCases } from "./store_cases.ts";

const minute = 60_000;
const now = Date.UTC(2026, 0, 2);

function job(number: number, parts: Partial<NewJob> = {}): NewJob {
  return { id: idOf(number), kind: "export", user: ann, username: "Ann", createdAt: at, ...parts };
}

function step(parts: Partial<JobStep> = {}): JobStep {
  return { cursor: "here", done: 1, total: 3, ...parts };
}

export const jobCases: StoreCases = {
  "jobs.create() answers the job that is open; a finished one makes room, and its result is gone": async (store) => {
    const first = await store.jobs.create(job(1));
    assert.deepEqual(first, { ...job(1), state: "open", done: 0, total: 0, pieces: 0 });
    assert.deepEqual(await store.jobs.create(job(2)), first);
    assert.deepEqual(await store.jobs.create(job(3, { user: bob })).then(({ id }) => id), idOf(3));
    await store.jobs.claim("a", now, now + minute);
    assert.equal(await store.jobs.advance(idOf(1), "a", step({ piece: "old", finishedAt: now }), now), true);
    assert.equal((await store.jobs.create(job(4))).id, idOf(4));
    assert.equal(await store.jobs.piece(idOf(1), 0), undefined);
    assert.equal((await store.jobs.ofUser(ann, "export"))?.id, idOf(4));
    assert.equal(await store.jobs.ofUser(ann, "erase"), undefined);
  },
  "of ten who ask for a job of a user at once, all are told of the same one": async (store) => {
    const asked = await Promise.all(Array.from({ length: 10 }, (_, i) => store.jobs.create(job(10 + i))));
    assert.equal(new Set(asked.map(({ id }) => id)).size, 1);
  },
  "jobs.claim() gives a job to one at a time, the oldest first, and to another when the lease is over": async (
    store,
  ) => {
    await store.jobs.create(job(1, { createdAt: "2026-01-02T00:00:02.000Z" }));
    await store.jobs.create(job(2, { user: bob, createdAt: "2026-01-02T00:00:01.000Z" }));
    const claims = await Promise.all(["a", "b", "c", "d"].map((name) => store.jobs.claim(name, now, now + minute)));
    assert.deepEqual(claims.flatMap((found) => found?.id ?? []).sort(), [idOf(1), idOf(2)]);
    assert.equal(await store.jobs.claim("late", now + minute - 1, now + 2 * minute), undefined);
    assert.equal((await store.jobs.claim("e", now + minute, now + 2 * minute))?.id, idOf(2));
  },
  "jobs.advance() keeps a step with its piece; a claim that was lost changes nothing": async (store) => {
    await store.jobs.create(job(1));
    await store.jobs.claim("a", now, now + minute);
    assert.equal(await store.jobs.advance(idOf(1), "a", step({ piece: "one" }), now + minute), true);
    assert.equal(await store.jobs.advance(idOf(1), "a", step({ cursor: "there" }), now + minute), true);
    const taken = await store.jobs.claim("b", now + minute, now + 2 * minute);
    assert.deepEqual([taken?.cursor, taken?.done, taken?.total, taken?.pieces], ["there", 1, 3, 1]);
    assert.equal(await store.jobs.advance(idOf(1), "a", step({ piece: "stray" }), now + minute), false);
    assert.equal(await store.jobs.advance(idOf(1), "b", step({ piece: "two", finishedAt: now + 9 }), now), true);
    const done = await store.jobs.ofUser(ann, "export");
    assert.deepEqual([done?.state, done?.pieces, done?.finishedAt], ["done", 2, now + 9]);
    const pieces = await Promise.all([0, 1, 2].map((number) => store.jobs.piece(idOf(1), number)));
    assert.deepEqual(pieces, ["one", "two", undefined]);
    assert.equal(await store.jobs.advance(idOf(1), "b", step({ piece: "more" }), now), false);
    assert.equal(await store.jobs.claim("c", now + 9 * minute, now + 10 * minute), undefined);
  },
  "jobs.remove() and jobs.forget() take jobs away with their results": async (store) => {
    await store.jobs.create(job(1));
    await store.jobs.claim("a", now, now + minute);
    await store.jobs.advance(idOf(1), "a", step({ piece: "one", finishedAt: now }), now);
    await store.jobs.create(job(2, { user: bob }));
    await store.jobs.forget(now);
    assert.notEqual(await store.jobs.ofUser(ann, "export"), undefined);
    await store.jobs.forget(now + 1);
    assert.equal(await store.jobs.ofUser(ann, "export"), undefined);
    assert.equal(await store.jobs.piece(idOf(1), 0), undefined);
    assert.notEqual(await store.jobs.ofUser(bob, "export"), undefined, "it is not finished");
    await store.jobs.remove(idOf(2));
    await store.jobs.remove(idOf(2));
    assert.equal(await store.jobs.ofUser(bob, "export"), undefined);
  },
  "rooms.ids() goes through all rooms that exist, in pages": async (store) => {
    for (const number of [1, 2, 3, 4]) await makeRoom(store, number);
    await append(store, idOf(3), 1, deleted);
    assert.deepEqual(await store.rooms.ids(undefined, 2), { ids: [idOf(1), idOf(2)], left: 1 });
    assert.deepEqual(await store.rooms.ids(idOf(2), 2), { ids: [idOf(4)], left: 0 });
    assert.deepEqual(await store.rooms.ids(idOf(4), 2), { ids: [], left: 0 });
  },
};
