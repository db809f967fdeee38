import assert from "node:assert/strict";
import { createSqliteStore } from "../../src/adapters/sqlite/create_sqlite_store.ts";
import { createErasure } from "../../src/chat/erasure.ts";
import { jobStepRooms } from "../../src/limits.ts";
import type { Job } from "../../src/ports/jobs.ts";
import type { KeptKind } from "../../src/ports/kept_items.ts";
import { silentLog } from "../../src/ports/log.ts";
import type { Store } from "../../src/ports/store.ts";
import { ann, at, bob, eve, idOf, makeRoom } from "../contract/store/store_cases.ts";
import { FalseClock } from "../support/false_clock.ts";

const kinds: readonly KeptKind[] = ["draft", "notify", "push", "digest"];
const message = `{"content":"reported"}`;

/** Something of everything that is kept for a user beside the rooms. */
async function keep(store: Store, user: string, number: number): Promise<void> {
  const other = user === bob ? eve : bob;
  for (const kind of kinds) await store.kept.put(user, kind, { key: "one", text: "kept", at: 1 }, { most: 10 });
  const scheduled = { id: idOf(number), user, username: "Somebody", room: idOf(1), content: "later", createdAt: 1 };
  await store.scheduled.create({ ...scheduled, sendAt: 9_000 }, 10);
  await store.blocks.put(user, { user: other, at });
  await store.blocks.put(other, { user, at });
  const voice = { user: { id: other, username: "Other" }, reason: "spam", at };
  await store.reports.put({ id: idOf(number + 1), room: idOf(1), seq: number, author: user, message }, voice);
  await store.avatars.put(user, { type: "image/png", digest: "ab", bytes: Uint8Array.of(1, 2, 3) });
  await store.jobs.create({ id: idOf(number + 2), kind: "export", user, username: "Somebody", createdAt: at });
}

/** What of that is there. */
async function kept(store: Store, user: string, number: number): Promise<string[]> {
  const isBlocked = async (by: string) => (await store.blocks.of(by, 10)).some((block) => block.user === user);
  const all: Record<string, boolean> = {
    scheduled: (await store.scheduled.ofUser(user)).length > 0,
    blocks: (await store.blocks.of(user, 10)).length > 0,
    blocked: await isBlocked(user === bob ? eve : bob),
    report: (await store.reports.byId(idOf(number + 1)))?.message === message,
    avatar: await store.avatars.avatarOf(user) !== undefined,
    export: await store.jobs.ofUser(user, "export") !== undefined,
  };
  for (const kind of kinds) all[kind] = (await store.kept.of([user], kind)).has(user);
  return Object.keys(all).filter((name) => all[name]).sort();
}

const everything = [
  "avatar",
  "blocked",
  "blocks",
  "digest",
  "draft",
  "export",
  "notify",
  "push",
  "report",
  "scheduled",
];

Deno.test("What is kept of somebody beside the rooms is gone with the first step, and what came meanwhile with the last", async () => {
  const clock = new FalseClock();
  const store = await createSqliteStore({ path: ":memory:", thread: "inline", clock, log: silentLog });
  await using _closed = { [Symbol.asyncDispose]: () => store.close() };
  // More than one step looks at.
  for (let i = 1; i <= jobStepRooms + 1; i++) await makeRoom(store, i);
  const erased: string[] = [];
  const erasure = createErasure({
    store,
    tokens: {
      revokeAccount: (user) => Promise.resolve(void erased.push(user)),
      revokeGuest: (user) => Promise.resolve(void erased.push(user)),
    },
    live: { room: () => assert.fail("Nothing was said in any room") },
    clock,
    deleted: () => assert.fail("No room was deleted"),
  });
  const username = "Eve";
  const profile = {
    displayName: "Eve",
    avatarUrl: "/there",
    bio: "hers",
    statusText: "here",
    statusEmoji: "",
    email: "eve@example.com",
  };
  await store.accounts.create({ id: eve, username, passwordHash: "hash", createdAt: at, ...profile });
  await keep(store, eve, 0x700);
  await keep(store, ann, 0x800);
  const created = { id: idOf(0x900), kind: "erase", user: eve, username, createdAt: at } as const;
  let job: Job = await store.jobs.create(created);

  job = { ...job, ...await erasure.step(job) };
  assert.deepEqual(erased, [eve], "nobody is her any more");
  assert.deepEqual(await kept(store, eve, 0x700), []);
  const { displayName, avatarUrl, bio, statusText } = (await store.accounts.byId(eve))!;
  assert.deepEqual([displayName, avatarUrl, bio, statusText], ["", "", "", ""]);
  assert.equal(job.finishedAt, undefined);

  // As by a request that was on its way when the account was closed.
  await keep(store, eve, 0x750);
  assert.deepEqual(await kept(store, eve, 0x750), everything);
  for (let steps = 0; job.finishedAt === undefined && steps < 10; steps++) job = { ...job, ...await erasure.step(job) };
  assert.equal(job.finishedAt, clock.now());
  assert.deepEqual(await kept(store, eve, 0x750), []);
  assert.equal(await store.accounts.byId(eve), undefined);
  assert.deepEqual(await kept(store, ann, 0x800), everything, "and nothing of others");
});
