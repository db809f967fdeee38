import assert from "node:assert/strict";
import { fileBytesCounted } from "../../../src/limits.ts";
import type { FileShape, NewFile } from "../../../src/ports/files.ts";
import type { Store } from "../../../src/ports/store.ts";
import type { Id } from "../../../src/protocol/id.ts";
import { ann, append, bob, deleted, type EntryParts, idOf, makeRoom, type StoreCases } from "./store_cases.ts";

const room = idOf(1);
const unlimited = { owner: 0, room: 0 };
const shape: FileShape = { type: "image/png", size: 90, cleaned: true, thumbnail: "image/jpeg", width: 4, height: 3 };

function file(number: number, parts: Partial<NewFile> = {}): NewFile {
  return {
    id: idOf(number),
    owner: ann,
    room,
    name: `${number}.png`,
    length: 100,
    createdAt: 5,
    collectAt: 50,
    ...parts,
  };
}

const carrying = (...files: readonly Id[]): EntryParts => ({ effect: { kind: "said", attachments: files } });

function deletionOf(of: number): EntryParts {
  const effect = { kind: "message_deleted", of, user_id: ann } as const;
  return { type: "deleted", effect };
}

async function made(store: Store, ...numbers: readonly number[]): Promise<Id[]> {
  for (const number of numbers) assert.equal(await store.files.create(file(number), unlimited), "ok");
  return numbers.map(idOf);
}

const collectAt = async (store: Store, id: Id) => (await store.files.byId(id))?.collectAt;
const taken = async (store: Store, now = 1_000) => (await store.files.take(now, 100)).map(({ id }) => id).sort();

export const fileCases: StoreCases = {
  "a file is there from its beginning, and moves on only from where it is": async (store) => {
    const [id] = await made(store, 7) as [Id];
    const begun = { ...file(7), offset: 0, trail: "" };
    assert.deepEqual(await store.files.byId(id), begun);
    const to = { offset: 60, trail: "a trail", collectAt: 70 };
    assert.equal(await store.files.advance(id, 1, to), false);
    assert.equal(await store.files.advance(id, 0, to), true);
    assert.equal(await store.files.advance(id, 0, { ...to, offset: 90 }), false);
    assert.deepEqual(await store.files.byId(id), { ...begun, ...to });
    assert.equal(await store.files.byId(idOf(8)), undefined);
  },
  "what is needed to go on can change where a file is": async (store) => {
    const [id] = await made(store, 7) as [Id];
    const to = { offset: 0, trail: "an upload is begun", collectAt: 70 };
    assert.equal(await store.files.advance(id, 0, to), true);
    assert.deepEqual(await store.files.byId(id), { ...file(7), ...to });
    assert.equal(await store.files.advance(id, 0, to), true);
  },
  "what a file is is said once": async (store) => {
    const [id] = await made(store, 7) as [Id];
    await store.files.complete(id, shape);
    await store.files.complete(id, { ...shape, type: "text/plain" });
    assert.deepEqual((await store.files.byId(id))?.shape, shape);
  },
  "a duration is kept with its file": async (store) => {
    await store.files.create(file(7, { duration: 2.5 }), unlimited);
    assert.equal((await store.files.byId(idOf(7)))?.duration, 2.5);
  },
  "files beyond what their owner or their room may have are refused, and leave no trace": async (store) => {
    const large = { length: 4 * fileBytesCounted };
    assert.equal(await store.files.create(file(1, large), { owner: 5 * fileBytesCounted, room: 0 }), "ok");
    assert.equal(await store.files.create(file(2, large), { owner: 7 * fileBytesCounted, room: 0 }), "owner_quota");
    assert.equal(await store.files.create(file(3, large), { owner: 0, room: 7 * fileBytesCounted }), "room_quota");
    assert.equal(await store.files.byId(idOf(2)), undefined);
    // The smallest counts, too, and another's in another room does not.
    assert.equal(await store.files.create(file(4, { length: 1 }), { owner: 5 * fileBytesCounted, room: 0 }), "ok");
    assert.equal(
      await store.files.create(file(5, { length: 1 }), { owner: 5 * fileBytesCounted, room: 0 }),
      "owner_quota",
    );
    const elsewhere = { owner: bob, room: idOf(2), length: 5 * fileBytesCounted };
    assert.equal(
      await store.files.create(file(6, elsewhere), { owner: elsewhere.length, room: elsewhere.length }),
      "ok",
    );
  },
  "of files begun at once, no more are let in than there is room for": async (store) => {
    const quota = { owner: 3 * fileBytesCounted, room: 0 };
    const numbers = Array.from({ length: 8 }, (_, i) => 10 + i);
    const answers = await Promise.all(numbers.map((number) => store.files.create(file(number), quota)));
    assert.ok(answers.filter((answer) => answer === "ok").length <= 3, answers.join());
  },
  "a file is kept for longer where somebody asks for that, never for shorter": async (store) => {
    const [id] = await made(store, 7) as [Id];
    assert.deepEqual((await store.files.keep([id, idOf(8)], 80)).map(({ id, collectAt }) => [id, collectAt]), [[
      id,
      80,
    ]]);
    await store.files.keep([id], 60);
    assert.equal(await collectAt(store, id), 80);
  },
  "a message carries its files from its append on, until it is deleted": async (store) => {
    const id = await makeRoom(store, 1);
    const [one, two] = await made(store, 7, 8) as [Id, Id];
    await append(store, id, 1, carrying(one, two), {});
    assert.deepEqual(await store.files.uses(one, 10), [{ room: id, seq: 2 }]);
    assert.deepEqual([await collectAt(store, one), await collectAt(store, two)], [undefined, undefined]);
    assert.deepEqual(await taken(store), []);
    assert.equal(await store.files.drop(one), false);
    await append(store, id, 3, deletionOf(2));
    assert.deepEqual(await store.files.uses(one, 10), []);
    assert.deepEqual(await taken(store), [one, two]);
  },
  "a file that two messages carry is there until both are deleted": async (store) => {
    const [here, there] = [await makeRoom(store, 1), await makeRoom(store, 2)];
    const [id] = await made(store, 7) as [Id];
    await append(store, here, 1, carrying(id));
    await append(store, there, 1, carrying(id));
    assert.deepEqual(await store.files.uses(id, 10), [{ room: here, seq: 2 }, { room: there, seq: 2 }]);
    assert.equal((await store.files.uses(id, 1)).length, 1);
    await append(store, here, 2, deletionOf(2));
    assert.deepEqual([await taken(store), await store.files.uses(id, 10)], [[], [{ room: there, seq: 2 }]]);
    await append(store, there, 2, deletionOf(2));
    assert.deepEqual(await taken(store), [id]);
  },
  "a file whose time has come is taken, answered by nobody, and taken again until it is forgotten": async (store) => {
    const [one, two] = await made(store, 7, 8) as [Id, Id];
    await store.files.advance(two, 0, { offset: 10, trail: "there", collectAt: 5_000 });
    assert.deepEqual(await taken(store, 49), []);
    assert.deepEqual(await store.files.take(50, 10), [{ id: one, offset: 0, trail: "" }]);
    assert.equal(await store.files.byId(one), undefined);
    assert.deepEqual(await store.files.keep([one], 9_000), []);
    assert.equal(await store.files.advance(one, 0, { offset: 1, trail: "", collectAt: 9_000 }), false);
    assert.deepEqual(await taken(store, 50), [one]);
    await store.files.forget(one);
    assert.deepEqual(await taken(store, 50), []);
    await store.files.forget(two);
    assert.equal((await store.files.byId(two))?.offset, 10);
  },
  "a file that is dropped is taken whatever its time": async (store) => {
    const [id] = await made(store, 7) as [Id];
    assert.equal(await store.files.drop(id), true);
    assert.equal(await store.files.drop(id), false);
    assert.deepEqual([await store.files.byId(id), await taken(store, 1)], [undefined, [id]]);
  },
  "a batch of take() is as large as is asked for": async (store) => {
    const ids = await made(store, 7, 8, 9);
    assert.equal((await store.files.take(50, 2)).length, 2);
    for (const id of ids) await store.files.forget(id);
  },
};

/** What the purge of a room does to its files. Apart: adapters purge at their own time. */
export async function purgeReleasesFiles(store: Store, purge: () => Promise<void>): Promise<void> {
  const id = await makeRoom(store, 1);
  const files = await made(store, 7, 8);
  await append(store, id, 1, carrying(...files));
  await append(store, id, 2, deleted);
  await purge();
  assert.deepEqual(await taken(store), files);
}
