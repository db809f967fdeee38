import assert from "node:assert/strict";
import type { SettingsChange } from "../../../src/protocol/event.ts";
import {
  ann,
  append,
  at,
  batch,
  bob,
  deleted,
  type EntryParts,
  everything,
  idOf,
  joined,
  left,
  makeRoom,
  newRoom,
  type StoreCases,
} from "./store_cases.ts";

const changed = (settings: SettingsChange): EntryParts => ({
  type: "system",
  effect: { kind: "room_changed", settings },
});

export const roomCases: StoreCases = {
  "create() makes the room together with its first entries": async (store) => {
    const room = newRoom(1, { description: "about", isPrivate: true, passwordHash: "$2b$hash" });
    const first = batch(0, joined(ann, "Ann", "owner"), { text: "hello" });
    assert.equal(await store.rooms.create(room, first), "ok");
    assert.deepEqual(await store.rooms.byId(room.id), { ...room, head: 2, memberCount: 1 });
    assert.deepEqual(await store.rooms.byName("room 1"), { ...room, head: 2, memberCount: 1 });
    assert.deepEqual(await store.log.read(room.id, everything, 10), first);
  },
  "a room without a password has none in its record": async (store) => {
    await makeRoom(store, 1);
    assert.equal("passwordHash" in (await store.rooms.byId(idOf(1)))!, false);
  },
  "create() of a taken name answers name_taken and writes neither room nor entries": async (store) => {
    await makeRoom(store, 1, { name: "tea" });
    assert.equal(await store.rooms.create(newRoom(2, { name: "tea" }), batch(0, {})), "name_taken");
    assert.equal(await store.rooms.byId(idOf(2)), undefined);
    assert.deepEqual(await store.log.heads([idOf(2)]), new Map());
    assert.equal((await store.rooms.byName("tea"))?.id, idOf(1));
  },
  "create() repeated with the same id is ok and changes nothing": async (store) => {
    const room = newRoom(1);
    assert.equal(await store.rooms.create(room, batch(0, {})), "ok");
    await append(store, room.id, 1, {});
    assert.equal(await store.rooms.create(room, batch(0, {})), "ok");
    assert.equal((await store.rooms.byId(room.id))?.head, 2);
  },
  "of 20 racing create() calls with one name exactly one is ok": async (store) => {
    const calls = Array.from({ length: 20 }, (_, i) => store.rooms.create(newRoom(i, { name: "tea" }), batch(0, {})));
    const results = await Promise.all(calls);
    assert.equal(results.filter((result) => result === "ok").length, 1);
    assert.equal((await store.rooms.byName("tea"))?.id, idOf(results.indexOf("ok")));
  },
  "names of rooms are case-sensitive and kept to the letter": async (store) => {
    await makeRoom(store, 1, { name: "Tea" });
    await makeRoom(store, 2, { name: "tea" });
    await makeRoom(store, 3, { name: "t\u00e9a %_'\"" });
    assert.equal((await store.rooms.byName("Tea"))?.id, idOf(1));
    assert.equal((await store.rooms.byName("tea"))?.id, idOf(2));
    assert.equal((await store.rooms.byName("t\u00e9a %_'\""))?.id, idOf(3));
    assert.equal(await store.rooms.byName("TEA"), undefined);
  },
  "rename() claims a free name at once and frees the old one": async (store) => {
    await makeRoom(store, 1, { name: "old" });
    assert.equal(await store.rooms.rename(idOf(1), "new"), "ok");
    assert.equal((await store.rooms.byName("new"))?.id, idOf(1));
    assert.equal(await store.rooms.byName("old"), undefined);
    await makeRoom(store, 2, { name: "old" });
  },
  "rename() refuses a name that another room has; its own is ok": async (store) => {
    await makeRoom(store, 1, { name: "one" });
    await makeRoom(store, 2, { name: "two" });
    assert.equal(await store.rooms.rename(idOf(1), "two"), "name_taken");
    assert.equal(await store.rooms.rename(idOf(1), "one"), "ok");
    assert.equal((await store.rooms.byName("one"))?.id, idOf(1));
    assert.equal(await store.rooms.rename(idOf(99), "three"), "missing");
  },
  "of 10 rooms renamed to one name at once exactly one gets it": async (store) => {
    const numbers = Array.from({ length: 10 }, (_, i) => i);
    await Promise.all(numbers.map((number) => makeRoom(store, number)));
    const results = await Promise.all(numbers.map((number) => store.rooms.rename(idOf(number), "prize")));
    assert.equal(results.filter((result) => result === "ok").length, 1);
    assert.equal((await store.rooms.byName("prize"))?.id, idOf(results.indexOf("ok")));
  },
  "a change of settings is in the record with its event; what it does not name stays": async (store) => {
    const room = await makeRoom(store, 1, { description: "before", passwordHash: "hash" });
    await append(store, room, 1, changed({ description: "after" }));
    assert.partialDeepStrictEqual(await store.rooms.byId(room), {
      description: "after",
      passwordHash: "hash",
      head: 2,
    });
    await append(store, room, 2, changed({ is_private: true, password_hash: "other" }));
    assert.partialDeepStrictEqual(await store.rooms.byId(room), { isPrivate: true, passwordHash: "other" });
    await append(store, room, 3, changed({ is_private: false, password_hash: null, description: "" }));
    const record = await store.rooms.byId(room);
    assert.deepEqual(record, { ...newRoom(1, { description: "" }), head: 4, memberCount: 1 });
  },
  "the event that tells of a new name leaves the register alone: another may be claimed by now": async (store) => {
    const room = await makeRoom(store, 1, { name: "a" });
    assert.equal(await store.rooms.rename(room, "b"), "ok");
    assert.equal(await store.rooms.rename(room, "c"), "ok");
    await makeRoom(store, 2, { name: "b" });
    await append(store, room, 1, changed({ name: "b" }));
    assert.equal((await store.rooms.byId(room))?.name, "c");
    assert.equal((await store.rooms.byName("b"))?.id, idOf(2));
  },
  "memberCount follows joins and leaves, and repeats of them do not count": async (store) => {
    const room = await makeRoom(store, 1);
    let head = await append(store, room, 1, joined(bob, "Bob"), joined(bob, "Bob"));
    assert.equal((await store.rooms.byId(room))?.memberCount, 2);
    head = await append(store, room, head, left(bob), left(bob));
    assert.equal((await store.rooms.byId(room))?.memberCount, 1);
    assert.equal((await store.members.list(room, 10, 0)).total, 1);
  },
  "a deleted room is invisible everywhere from its last event on": async (store) => {
    const room = await makeRoom(store, 1);
    await append(store, room, 1, joined(bob, "Bob"), deleted);
    assert.equal(await store.rooms.byId(room), undefined);
    assert.equal(await store.rooms.byName("room 1"), undefined);
    assert.equal(await store.rooms.rename(room, "other"), "missing");
    assert.deepEqual(await store.rooms.list({ viewer: ann, limit: 10, offset: 0 }), { rooms: [], total: 0 });
    assert.deepEqual(await store.rooms.list({ viewer: ann, mine: true, limit: 10, offset: 0 }), {
      rooms: [],
      total: 0,
    });
    assert.deepEqual(await store.log.heads([room]), new Map());
    assert.deepEqual(await store.log.read(room, everything, 10), []);
    assert.deepEqual(await store.log.find(room, everything, { sender: bob }, 10, 0), []);
    assert.equal(await store.log.count(room, everything, {}), 0);
    assert.deepEqual(await store.log.append(room, 3, batch(3, {})), { kind: "gone" });
    assert.deepEqual(await store.members.roomsOf(bob), []);
    assert.equal((await store.members.lookup(room, [bob])).members.size, 0);
    assert.deepEqual(await store.members.list(room, 10, 0), { members: [], total: 0 });
  },
  "the name of a deleted room is free at once, for create() and rename()": async (store) => {
    await append(store, await makeRoom(store, 1, { name: "tea" }), 1, deleted);
    await makeRoom(store, 2, { name: "tea" });
    await append(store, idOf(2), 1, deleted);
    await makeRoom(store, 3);
    assert.equal(await store.rooms.rename(idOf(3), "tea"), "ok");
  },
  "purge() removes deleted rooms in slices and nothing of the others": async (store) => {
    const [gone, stays] = [await makeRoom(store, 1), await makeRoom(store, 2)];
    const many = Array.from({ length: 50 }, (_, i) => ({ clientId: `${i}`, sender: idOf(i) }));
    for (const room of [gone, stays]) await append(store, room, 1, joined(bob, "Bob"), ...many);
    assert.equal(await store.rooms.purge(10), 0);
    await append(store, gone, 52, deleted);
    let rounds = 0;
    for (let remaining = 1; remaining > 0; rounds++) {
      const next = await store.rooms.purge(10);
      assert.ok(rounds === 0 || next < remaining, `${next} of ${remaining} left`);
      remaining = next;
    }
    assert.ok(rounds >= 6, `done in ${rounds} rounds of 10`);
    assert.equal((await store.log.read(stays, everything, 100)).length, 52);
    assert.equal((await store.members.list(stays, 10, 0)).total, 2);
    assert.partialDeepStrictEqual(await store.rooms.byId(stays), { createdAt: at, head: 52 });
    assert.deepEqual(await store.log.append(gone, 53, batch(53, {})), { kind: "gone" });
  },
};
