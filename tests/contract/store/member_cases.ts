import assert from "node:assert/strict";
import type { Store } from "../../../src/ports/store.ts";
import type { Id } from "../../../src/protocol/id.ts";
import { ann, append, at, bob, eve, idOf, joined, left, makeRoom, type StoreCases } from "./store_cases.ts";

async function membersOf(store: Store, room: Id): Promise<Id[]> {
  return (await store.members.list(room, 100, 0)).members.map(({ userId }) => userId);
}

export const memberCases: StoreCases = {
  "lookup() answers those asked for who are members, as of the head": async (store) => {
    const room = await makeRoom(store, 1);
    await append(store, room, 1, joined(bob, "Bob"), {});
    assert.deepEqual(await store.members.lookup(room, [ann, eve]), {
      seq: 3,
      members: new Map([[ann, { userId: ann, username: "Ann", role: "owner", joinedAt: at }]]),
    });
    assert.deepEqual([...(await store.members.lookup(room, [bob, ann])).members.keys()].sort(), [ann, bob]);
    assert.equal((await store.members.lookup(room, [])).seq, 3);
  },
  "lookup() in a room that does not exist finds nobody": async (store) => {
    assert.deepEqual(await store.members.lookup(idOf(99), [ann]), { seq: 0, members: new Map() });
  },
  "lookup() is exact as of the seq it names, while members come and go": async (store) => {
    const room = await makeRoom(store, 1);
    // Bob is a member at every even seq, and at no odd one.
    let head = 1;
    for (let i = 0; i < 20; i++) {
      const going = append(store, room, head, joined(bob, "Bob"))
        .then((next) => append(store, room, next, left(bob)));
      const looks = await Promise.all([1, 2, 3].map(() => store.members.lookup(room, [bob])));
      for (const { seq, members } of looks) {
        assert.ok(seq >= head, `seq ${seq} is older than ${head}, which was committed before`);
        assert.equal(members.has(bob), seq % 2 === 0, `at ${seq}`);
      }
      head = await going;
    }
  },
  "a member who has joined is seen as soon as the append is acknowledged": async (store) => {
    const room = await makeRoom(store, 1);
    let head = 1;
    for (let i = 0; i < 20; i++) {
      head = await append(store, room, head, joined(idOf(i), `user${i}`));
      assert.equal((await store.members.lookup(room, [idOf(i)])).members.size, 1);
    }
  },
  "joining again replaces name, role and time": async (store) => {
    const room = await makeRoom(store, 1);
    const later = "2026-02-03T00:00:00.000Z";
    await append(store, room, 1, joined(bob, "Bob"), joined(bob, "Robert", "owner", later));
    const { members } = await store.members.lookup(room, [bob]);
    assert.deepEqual(members.get(bob), { userId: bob, username: "Robert", role: "owner", joinedAt: later });
  },
  "list() answers the oldest member first, ties by user id, in pages": async (store) => {
    const room = await makeRoom(store, 1);
    const [late, early] = ["2026-03-01T00:00:00.000Z", "2025-01-01T00:00:00.000Z"];
    await append(store, room, 1, joined(idOf(3), "c", "member", late), joined(idOf(2), "b", "member", late));
    await append(store, room, 3, joined(idOf(4), "d", "member", early));
    assert.deepEqual(await membersOf(store, room), [idOf(4), ann, idOf(2), idOf(3)]);
    const page = await store.members.list(room, 2, 1);
    assert.deepEqual(page.members.map(({ userId }) => userId), [ann, idOf(2)]);
    assert.equal(page.total, 4);
    assert.deepEqual(await store.members.list(room, 2, 10), { members: [], total: 4 });
  },
  "leaving one room leaves the others": async (store) => {
    const [one, two] = [await makeRoom(store, 1), await makeRoom(store, 2)];
    await append(store, one, 1, joined(bob, "Bob"), left(bob));
    await append(store, two, 1, joined(bob, "Bob"));
    assert.deepEqual(await membersOf(store, one), [ann]);
    assert.deepEqual(await membersOf(store, two), [ann, bob]);
    assert.deepEqual(await store.members.roomsOf(bob), [two]);
  },
  "roomsOf() answers every room of a user": async (store) => {
    const rooms = [await makeRoom(store, 3), await makeRoom(store, 1), await makeRoom(store, 2)];
    assert.deepEqual([...(await store.members.roomsOf(ann))].sort(), rooms.sort());
    assert.deepEqual(await store.members.roomsOf(eve), []);
  },
};
