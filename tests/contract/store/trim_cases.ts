import assert from "node:assert/strict";
import { searchBatchEntries } from "../../../src/limits.ts";
import type { Store } from "../../../src/ports/store.ts";
import type { Effect } from "../../../src/protocol/event.ts";
import {
  ann,
  append,
  at,
  batch,
  bob,
  type EntryParts,
  eve,
  everything,
  idOf,
  joined,
  makeRoom,
  seqsOf,
  type StoreCases,
} from "./store_cases.ts";

const did = (type: LogType, effect: Effect, text?: string): EntryParts => ({ type, effect, text: text ?? event(type) });
type LogType = NonNullable<EntryParts["type"]>;

function event(type: LogType, content = ""): string {
  return JSON.stringify({ user_id: ann, username: "Ann", type, content, timestamp: at });
}

/** Trims until it goes no further, as the sweep does. */
async function trimTo(store: Store, room: string, upTo: number, limit = 100): Promise<number> {
  for (let last = -1, floor = 0;; last = floor) {
    floor = await store.log.trim(room, upTo, limit);
    if (floor === last) return floor;
  }
}

export const trimCases: StoreCases = {
  "what is trimmed is gone from the log, and what is left has no gap; the newest entry stays, whatever is asked":
    async (store) => {
      const room = await makeRoom(store, 1);
      for (let head = 1; head < 41; head += 4) {
        await append(store, room, head, {}, { sender: bob }, { type: "system" }, {});
      }
      assert.equal(await trimTo(store, room, 21, 3), 21);
      assert.deepEqual(await seqsOf(store.log.read(room, everything, 3)), [22, 23, 24]);
      assert.deepEqual(await seqsOf(store.log.read(room, { after: 5, upTo: 23 }, 10)), [22, 23]);
      assert.deepEqual(await seqsOf(store.log.read(room, { after: 5, upTo: 20 }, 10)), []);
      assert.deepEqual(await seqsOf(store.log.find(room, everything, { sender: bob }, 100, 0)), [23, 27, 31, 35, 39]);
      assert.deepEqual(await seqsOf(store.log.find(room, everything, { types: ["system"] }, 2, 3)), [24, 28]);
      assert.deepEqual(await seqsOf(store.log.find(room, everything, { types: ["system"] }, 100, 4)), [24]);
      assert.equal(await store.log.count(room, everything, {}), 20);
      assert.equal(await store.log.count(room, everything, { types: ["text"] }), 15);
      assert.equal(await store.log.count(room, everything, { types: ["system"] }), 5);
      const head = (await store.log.heads([room])).get(room);
      assert.deepEqual([head?.seq, head?.floor], [41, 21]);
      assert.equal((await store.rooms.byId(room))?.floor, 21);
      assert.ok(await trimTo(store, room, 1_000) < 41);
      assert.equal((await seqsOf(store.log.read(room, everything, 100))).at(-1), 41);
      await append(store, room, 41, {});
      assert.equal((await store.log.heads([room])).get(room)?.seq, 42);
      assert.equal(await store.log.trim(room, 3, 10), (await store.rooms.byId(room))?.floor, "it never goes back");
    },
  "trimming leaves people as they are, and counts nothing as unread that is gone": async (store) => {
    const room = await makeRoom(store, 1);
    await append(store, room, 1, joined(bob, "Bob"));
    const sanction = { user: { id: eve, username: "Eve" }, by: { id: ann, username: "Ann" }, at };
    await append(store, room, 2, { type: "system", effect: { kind: "banned", sanction } });
    for (let head = 3; head < 13; head++) await append(store, room, head, {});
    await append(store, room, 13, did("deleted", { kind: "message_deleted", of: 5, user_id: ann }));
    await append(store, room, 14, did("deleted", { kind: "message_deleted", of: 12, user_id: ann }));
    const unread = async () => (await store.reads.standings(bob, 10)).rooms.map((one) => [one.lastRead, one.unread]);
    assert.deepEqual(await unread(), [[2, 8]]);
    assert.equal(await trimTo(store, room, 8), 8);
    assert.deepEqual(await unread(), [[8, 4]]);
    await store.reads.mark([{ room, user: bob, seq: 10 }]);
    assert.deepEqual(await unread(), [[10, 2]]);
    assert.equal(await trimTo(store, room, 13), 13);
    assert.deepEqual(await unread(), [[13, 0]]);
    const { members, conduct } = await store.members.lookup(room, [ann, bob, eve]);
    assert.deepEqual([...members.keys()].sort(), [ann, bob].sort());
    assert.equal(conduct?.get(eve)?.ban?.user.username, "Eve");
    assert.equal((await store.rooms.byId(room))?.memberCount, 2);
  },
  "with a message goes what was done to it: reactions, pin, thread and its followers, mentions, and what it carried":
    async (store) => {
      const room = await makeRoom(store, 1);
      await append(store, room, 1, joined(bob, "Bob"), did("text", { kind: "said", mentions: [bob] }), {}, {});
      const files = { owner: ann, room, name: "a", length: 3, createdAt: 0, collectAt: 9_999 };
      await store.files.create({ id: idOf(9), ...files }, { owner: 0, room: 0 });
      await store.files.advance(idOf(9), 0, { offset: 3, trail: "", collectAt: 9_999 });
      await store.files.complete(idOf(9), { type: "text/plain", size: 3, cleaned: false });
      await append(store, room, 5, did("text", { kind: "said", attachments: [idOf(9)] }));
      for (const root of [3, 7]) {
        const head = (await store.log.heads([room])).get(room)!.seq;
        await append(store, room, head, {});
        const reaction: Effect = { kind: "reaction", of: root, user_id: ann, emoji: "+1", added: true };
        const pin: Effect = { kind: "pinned", of: root, pinned: true, user_id: ann };
        const reply = { ...did("reply", { kind: "said", thread: root }), sender: bob };
        await append(store, room, head + 1, did("reaction", reaction), did("system", pin), reply);
      }
      assert.equal((await store.messages.pins(room, 10, 0)).total, 2);
      assert.equal((await store.threads.followed(bob, 10, 0)).total, 2);
      assert.deepEqual((await store.messages.mentions(bob, 10, 0)).mentions, [{ room, seq: 3 }]);
      assert.equal((await store.files.uses(idOf(9), 10)).length, 1);
      assert.equal(await trimTo(store, room, 6), 6);
      assert.deepEqual(await store.messages.pins(room, 10, 0), { seqs: [7], total: 1 });
      assert.deepEqual((await store.threads.followed(bob, 10, 0)).threads.map(({ root }) => root), [7]);
      assert.deepEqual((await store.messages.mentions(bob, 10, 0)).mentions, []);
      assert.equal((await store.messages.reactions(room, 3, undefined, 10, 0)).total, 0);
      assert.equal((await store.messages.reactions(room, 7, undefined, 10, 0)).total, 1);
      assert.equal((await store.messages.facts(room, [{ seq: 3 }])).facts.size, 0);
      assert.deepEqual([...(await store.messages.states(room, [3, 7], ann)).states.keys()], [7]);
      assert.deepEqual(await store.files.uses(idOf(9), 10), []);
      assert.deepEqual((await store.files.take(10_000, 10)).map(({ id }) => id), [idOf(9)], "and is collected");
      assert.deepEqual((await store.threads.replies(room, 3, everything, 10, "oldest")).entries, []);
    },
  "what is trimmed is not searched for any more, even if it is taken in late": async (store) => {
    const room = await makeRoom(store, 1);
    const said = (content: string): EntryParts => ({ text: event("text", content) });
    const clauses = [{ units: [{ text: "tea", char: false, joined: false, start: 0, end: 3 }], prefix: false }];
    const ask = { rooms: [room], clauses, has: [], pinned: false, limit: 10 };
    const found = async () => (await store.search.find(ask)).candidates.map(({ document }) => document.seq).sort();
    await append(store, room, 1, said("tea one"));
    await append(store, room, 2, said("tea two"));
    await store.search.catchUp([room], 100);
    await append(store, room, 3, said("tea three"));
    await append(store, room, 4, said("tea four"));
    assert.equal(await trimTo(store, room, 4), 4);
    assert.equal(await store.search.trim(room, 4), false);
    assert.deepEqual(await found(), []);
    await store.search.catchUp([room], 100);
    assert.deepEqual(await found(), [5]);
  },
  "what is searched for of a long room is forgotten bit by bit, until there is no more": async (store) => {
    const room = await makeRoom(store, 1);
    const text: EntryParts = { text: event("text", "tea") };
    let head = 1;
    while (head < searchBatchEntries + 10) head = await append(store, room, head, ...Array(50).fill(text));
    await append(store, room, head, text);
    await store.search.catchUp([room], 1_000);
    assert.equal(await trimTo(store, room, head), head);
    if (await store.search.trim(room, head)) assert.equal(await store.search.trim(room, head), false);
    const clauses = [{ units: [{ text: "tea", char: false, joined: false, start: 0, end: 3 }], prefix: false }];
    const { candidates } = await store.search.find({ rooms: [room], clauses, has: [], pinned: false, limit: 1_000 });
    assert.deepEqual(candidates.map(({ document }) => document.seq), [head + 1]);
  },
  "trimming while others write loses and doubles nothing that is left": async (store) => {
    const room = await makeRoom(store, 1);
    await Promise.all([
      (async () => {
        for (let head = 1; head < 61; head += 2) await append(store, room, head, {}, { type: "system" });
      })(),
      (async () => {
        for (let upTo = 1; upTo < 40; upTo++) await store.log.trim(room, upTo, 5);
      })(),
    ]);
    const { floor = 0, seq = 0 } = (await store.log.heads([room])).get(room) ?? {};
    const left = await seqsOf(store.log.read(room, everything, 100));
    assert.deepEqual(left, Array.from({ length: seq - floor }, (_, i) => floor + 1 + i));
    assert.equal((await store.log.append(room, seq, batch(seq, {}))).kind, "ok");
  },
};
