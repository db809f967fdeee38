import assert from "node:assert/strict";
import {
  ann,
  append,
  batch,
  bob,
  entry,
  everything,
  idOf,
  joined,
  kinds,
  makeRoom,
  seqsOf,
  type StoreCases,
} from "./store_cases.ts";

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

export const appendCases: StoreCases = {
  "append() keeps every part of an entry, its text to the byte": async (store) => {
    const room = await makeRoom(store, 1);
    const text = `{ "content":"caf\u00e9 \u{1f600} \\u0041 'quoted' \\"x\\"",   "seq" : 2}`;
    const entries = batch(
      1,
      { id: idOf(7), sender: bob, clientId: "c-1 '\u00e9", text },
      joined(bob, "Bob"),
      { text: "not even JSON" },
    );
    assert.deepEqual(await store.log.append(room, 1, entries), { kind: "ok" });
    assert.deepEqual(await store.log.read(room, { after: 1, upTo: 4 }, 10), entries);
  },
  "append() gives the log of a room the head of its last entry": async (store) => {
    const room = await makeRoom(store, 1);
    await append(store, room, 1, {}, {}, {});
    assert.deepEqual(await store.log.heads([room]), new Map([[room, { epoch: "epoch 1", seq: 4 }]]));
  },
  "append() at another head than the log's answers conflict with the head and writes nothing": async (store) => {
    const room = await makeRoom(store, 1);
    await append(store, room, 1, {}, {});
    for (const wrong of [0, 1, 2, 4, 100]) {
      assert.deepEqual(await store.log.append(room, wrong, batch(wrong, {})), { kind: "conflict", head: 3 });
    }
    assert.deepEqual(await seqsOf(store.log.read(room, everything, 100)), [1, 2, 3]);
  },
  "of 20 racing appends at one head exactly one is ok": async (store) => {
    const room = await makeRoom(store, 1);
    const results = await Promise.all(
      range(20).map((i) => store.log.append(room, 1, batch(1, { id: idOf(i), text: `${i}` }, { text: `${i}` }))),
    );
    assert.deepEqual(kinds(results), [...range(19).map(() => "conflict"), "ok"]);
    assert.ok(results.every((result) => result.kind !== "conflict" || result.head === 3));
    const winner = results.findIndex(({ kind }) => kind === "ok");
    const texts = (await store.log.read(room, { after: 1, upTo: 100 }, 100)).map(({ text }) => text);
    assert.deepEqual(texts, [`${winner}`, `${winner}`]);
  },
  "append() to many rooms at once keeps each room's log apart": async (store) => {
    const rooms = await Promise.all(range(20).map((i) => makeRoom(store, 10 + i)));
    await Promise.all(rooms.map((room, i) => append(store, room, 1, { text: `a${i}` }, { text: `b${i}` })));
    for (const [i, room] of rooms.entries()) {
      const texts = (await store.log.read(room, { after: 1, upTo: 100 }, 100)).map(({ text }) => text);
      assert.deepEqual(texts, [`a${i}`, `b${i}`]);
    }
  },
  "append() of a taken client_id answers duplicate with what stands in the log": async (store) => {
    const room = await makeRoom(store, 1);
    await append(store, room, 1, { clientId: "one", text: "first" }, { clientId: "two" });
    const again = batch(3, { clientId: "new" }, { clientId: "one", text: "second" }, { clientId: "two" });
    assert.deepEqual(await store.log.append(room, 3, again), {
      kind: "duplicate",
      duplicates: [
        { index: 1, existing: entry(2, { clientId: "one", text: "first" }) },
        { index: 2, existing: entry(3, { clientId: "two" }) },
      ],
    });
  },
  "append() that answers duplicate writes nothing, and the rest can be appended at the same head": async (store) => {
    const room = await makeRoom(store, 1);
    await append(store, room, 1, { clientId: "one" });
    const effect = joined(bob, "Bob");
    const result = await store.log.append(room, 2, batch(2, effect, { clientId: "one" }, { clientId: "new" }));
    assert.equal(result.kind, "duplicate");
    assert.deepEqual(await seqsOf(store.log.read(room, everything, 10)), [1, 2]);
    assert.equal((await store.members.lookup(room, [bob])).members.size, 0);
    assert.equal(await append(store, room, 2, effect, { clientId: "new" }), 4);
  },
  "append() of a batch that repeats a client_id inside itself names the later one": async (store) => {
    const room = await makeRoom(store, 1);
    const entries = batch(1, { clientId: "same", text: "1" }, {}, { clientId: "same", text: "2" });
    assert.deepEqual(await store.log.append(room, 1, entries), {
      kind: "duplicate",
      duplicates: [{ index: 2, existing: entries[0] }],
    });
    assert.deepEqual(await seqsOf(store.log.read(room, everything, 10)), [1]);
  },
  "a client_id is unique per room and sender only": async (store) => {
    const [one, two] = [await makeRoom(store, 1), await makeRoom(store, 2)];
    await append(store, one, 1, { sender: ann, clientId: "same" }, { sender: bob, clientId: "same" });
    await append(store, two, 1, { sender: ann, clientId: "same" });
    // Neither a space nor a prefix makes two pairs of sender and client_id one.
    await append(store, one, 3, { sender: ann, clientId: "same " }, { sender: ann, clientId: "Same" });
  },
  "entries without a client_id are never duplicates": async (store) => {
    const room = await makeRoom(store, 1);
    await append(store, room, 1, { id: idOf(1), text: "x" }, { id: idOf(1), text: "x" });
  },
  "a client_id stays taken however long the log grows": async (store) => {
    const room = await makeRoom(store, 1);
    let head = await append(store, room, 1, { clientId: "early" });
    for (let i = 0; i < 10; i++) {
      head = await append(store, room, head, ...range(100).map((j) => ({ clientId: `${i}.${j}` })));
    }
    const result = await store.log.append(room, head, batch(head, { clientId: "early" }));
    assert.equal(result.kind === "duplicate" && result.duplicates[0]?.existing.seq, 2);
  },
  "among appends at once a conflict, a duplicate and a missing room leave the others whole": async (store) => {
    const rooms = await Promise.all([1, 2, 3, 4].map((number) => makeRoom(store, number)));
    await append(store, rooms[1]!, 1, { clientId: "taken" });
    const results = await Promise.all([
      store.log.append(rooms[0]!, 1, batch(1, {}, {})),
      store.log.append(rooms[1]!, 2, batch(2, {}, { clientId: "taken" })),
      store.log.append(rooms[2]!, 5, batch(5, {})),
      store.log.append(idOf(0xdead), 0, batch(0, {})),
      store.log.append(rooms[3]!, 1, batch(1, { clientId: "x" }, {})),
    ]);
    assert.deepEqual(results.map(({ kind }) => kind), ["ok", "duplicate", "conflict", "gone", "ok"]);
    const heads = await store.log.heads(rooms);
    assert.deepEqual(rooms.map((room) => heads.get(room)?.seq), [3, 2, 1, 3]);
  },
  "append() in quick succession to one room keeps the order of the calls": async (store) => {
    const room = await makeRoom(store, 1);
    const results = await Promise.all(range(50).map((i) => store.log.append(room, 1 + i, batch(1 + i, {}))));
    assert.deepEqual(new Set(kinds(results)), new Set(["ok"]));
    assert.deepEqual(await seqsOf(store.log.read(room, everything, 100)), range(51).map((i) => i + 1));
  },
  "append() to a room that does not exist answers gone": async (store) => {
    assert.deepEqual(await store.log.append(idOf(99), 0, batch(0, {})), { kind: "gone" });
  },
};
