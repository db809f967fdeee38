import assert from "node:assert/strict";
import type { Store } from "../../../src/ports/store.ts";
import type { Id } from "../../../src/protocol/id.ts";
import {
  ann,
  append,
  bob,
  deleted,
  type EntryParts,
  eve,
  everything,
  idOf,
  makeRoom,
  seqsOf,
  type StoreCases,
} from "./store_cases.ts";

const system: EntryParts = { type: "system" };

/**
 * A room whose seqs are: 1 system Ann, 2 text Ann, 3 text Bob, 4 system Bob, 5 text Ann, 6 text Bob, 7 system Ann,
 * 8 text Ann. A neighbour before and after it in every order shows reads that do not stay in their room.
 */
async function mixedRoom(store: Store): Promise<Id> {
  await append(store, await makeRoom(store, 1), 1, {}, {});
  const room = await makeRoom(store, 2);
  await append(store, await makeRoom(store, 3), 1, {}, { sender: bob }, { ...system, sender: bob });
  const [byAnn, byBob] = [{ sender: ann }, { sender: bob }];
  await append(store, room, 1, byAnn, byBob, { ...system, ...byBob }, byAnn, byBob, { ...system, ...byAnn }, byAnn);
  return room;
}

export const readingCases: StoreCases = {
  "heads() answers the rooms that exist and no other": async (store) => {
    const [one, two, gone] = [await makeRoom(store, 1), await makeRoom(store, 2), await makeRoom(store, 3)];
    await append(store, two, 1, {});
    await append(store, gone, 1, deleted);
    assert.deepEqual(
      await store.log.heads([one, two, gone, idOf(99)]),
      new Map([[one, { epoch: "epoch 1", seq: 1 }], [two, { epoch: "epoch 2", seq: 2 }]]),
    );
    assert.deepEqual(await store.log.heads([]), new Map());
  },
  "read() keeps to both bounds of its range: exclusive below, inclusive above": async (store) => {
    const room = await mixedRoom(store);
    const read = (after: number, upTo: number) => seqsOf(store.log.read(room, { after, upTo }, 100));
    assert.deepEqual(await read(0, 8), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.deepEqual(await read(2, 5), [3, 4, 5]);
    assert.deepEqual(await read(7, 8), [8]);
    assert.deepEqual(await read(0, 1), [1]);
    assert.deepEqual(await read(0, 1_000), [1, 2, 3, 4, 5, 6, 7, 8]);
    for (const [after, upTo] of [[3, 3], [5, 3], [8, 9], [8, 8], [1_000, 2_000], [0, 0]] as const) {
      assert.deepEqual(await read(after, upTo), [], `after ${after} up to ${upTo}`);
    }
  },
  "read() answers the low end of a range that is longer than its limit": async (store) => {
    const room = await mixedRoom(store);
    assert.deepEqual(await seqsOf(store.log.read(room, { after: 1, upTo: 8 }, 3)), [2, 3, 4]);
    assert.deepEqual(await seqsOf(store.log.read(room, everything, 0)), []);
  },
  "read() of a long log in pages misses and repeats nothing": async (store) => {
    const room = await makeRoom(store, 1);
    let head = 1;
    while (head < 1_001) head = await append(store, room, head, ...Array.from({ length: 100 }, () => ({})));
    const seqs: number[] = [];
    while (seqs.length < head) {
      seqs.push(...await seqsOf(store.log.read(room, { after: seqs.at(-1) ?? 0, upTo: head }, 77)));
    }
    assert.deepEqual(seqs, Array.from({ length: head }, (_, i) => i + 1));
  },
  "reads see what was acknowledged before they began, while appends go on": async (store) => {
    const room = await makeRoom(store, 1);
    let head = 1;
    for (let i = 0; i < 30; i++) {
      head = await append(store, room, head, {}, {});
      const going = append(store, room, head, {});
      const seqs = await seqsOf(store.log.read(room, everything, 1_000));
      assert.ok(seqs.length >= head, `read ${seqs.length} of ${head}`);
      assert.deepEqual(seqs, seqs.map((_, index) => index + 1));
      head = await going;
    }
  },
  "reads of a room that does not exist are empty": async (store) => {
    assert.deepEqual(await store.log.read(idOf(99), everything, 10), []);
    assert.deepEqual(await store.log.find(idOf(99), everything, {}, 10, 0), []);
    assert.equal(await store.log.count(idOf(99), everything, {}), 0);
  },
  "find() answers the newest entries, ascending, skipping the newest offset": async (store) => {
    const room = await mixedRoom(store);
    const find = (limit: number, offset: number, after = 0, upTo = 8) =>
      seqsOf(store.log.find(room, { after, upTo }, {}, limit, offset));
    assert.deepEqual(await find(3, 0), [6, 7, 8]);
    assert.deepEqual(await find(3, 2), [4, 5, 6]);
    assert.deepEqual(await find(3, 6), [1, 2]);
    assert.deepEqual(await find(3, 8), []);
    assert.deepEqual(await find(3, 100), []);
    assert.deepEqual(await find(100, 0), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.deepEqual(await find(2, 1, 2, 6), [4, 5]);
    assert.deepEqual(await find(100, 0, 2, 6), [3, 4, 5, 6]);
    assert.deepEqual(await find(0, 0), []);
  },
  "find() by type skips and limits what passes the filter only": async (store) => {
    const room = await mixedRoom(store);
    const find = (type: "text" | "system", limit: number, offset: number, after = 0, upTo = 8) =>
      seqsOf(store.log.find(room, { after, upTo }, { types: [type] }, limit, offset));
    const texts = [2, 3, 5, 6, 8];
    for (let offset = 0; offset <= 6; offset++) {
      const end = Math.max(0, texts.length - offset);
      assert.deepEqual(await find("text", 2, offset), texts.slice(Math.max(0, end - 2), end), `offset ${offset}`);
    }
    assert.deepEqual(await find("text", 100, 0), texts);
    assert.deepEqual(await find("text", 100, 1, 2, 7), [3, 5]);
    assert.deepEqual(await find("system", 100, 0), [1, 4, 7]);
    assert.deepEqual(await find("system", 1, 1), [4]);
    assert.deepEqual(await find("system", 100, 0, 1, 6), [4]);
    assert.deepEqual(await find("system", 100, 3), []);
  },
  "find() by sender, alone and with a type": async (store) => {
    const room = await mixedRoom(store);
    const find = (sender: Id, type: "text" | "system" | undefined, limit: number, offset: number) =>
      seqsOf(store.log.find(room, everything, { sender, ...(type && { types: [type] }) }, limit, offset));
    assert.deepEqual(await find(ann, undefined, 100, 0), [1, 2, 5, 7, 8]);
    assert.deepEqual(await find(bob, undefined, 100, 0), [3, 4, 6]);
    assert.deepEqual(await find(ann, undefined, 2, 1), [5, 7]);
    assert.deepEqual(await find(ann, "text", 2, 1), [2, 5]);
    assert.deepEqual(await find(ann, "system", 100, 0), [1, 7]);
    assert.deepEqual(await find(bob, "system", 1, 0), [4]);
    assert.deepEqual(await find(eve, undefined, 100, 0), []);
    assert.deepEqual(await seqsOf(store.log.find(room, { after: 2, upTo: 7 }, { sender: ann }, 9, 0)), [5, 7]);
  },
  "count() agrees with find() for every filter and range": async (store) => {
    const room = await mixedRoom(store);
    for (const sender of [undefined, ann, bob, eve]) {
      for (const type of [undefined, "text", "system"] as const) {
        const filter = { ...(sender && { sender }), ...(type && { types: [type] }) };
        for (const [after, upTo] of [[0, 8], [0, 1_000], [2, 6], [1, 4], [4, 4], [8, 9]] as const) {
          const found = await store.log.find(room, { after, upTo }, filter, 100, 0);
          const counted = await store.log.count(room, { after, upTo }, filter);
          assert.equal(counted, found.length, JSON.stringify({ filter, after, upTo }));
        }
      }
    }
    assert.equal(await store.log.count(room, everything, {}), 8);
    assert.equal(await store.log.count(room, everything, { sender: ann, types: ["text"] }), 3);
  },
};
