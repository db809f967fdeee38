import assert from "node:assert/strict";
import type { Store } from "../../../src/ports/store.ts";
import type { Effect, Sanction } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import {
  ann,
  append,
  at,
  bob,
  type EntryParts,
  eve,
  idOf,
  joined,
  left,
  makeRoom,
  type StoreCases,
} from "./store_cases.ts";

const system = (effect: Effect): EntryParts => ({ type: "system", effect });
const names = new Map([[ann, "Ann"], [bob, "Bob"], [eve, "Eve"]]);

function sanction(user: Id, more: Partial<Sanction> = {}): Sanction {
  return { user: { id: user, username: names.get(user) ?? "somebody" }, by: { id: ann, username: "Ann" }, at, ...more };
}

const banned = (user: Id, more?: Partial<Sanction>) => system({ kind: "banned", sanction: sanction(user, more) });
const muted = (user: Id, more?: Partial<Sanction>) => system({ kind: "muted", sanction: sanction(user, more) });
const spoke = (user: Id, when: string): EntryParts => ({
  effect: { kind: "said", spoke: { user_id: user, at: when } },
});

async function conductOf(store: Store, room: Id, user: Id) {
  return (await store.members.lookup(room, [user])).conduct?.get(user);
}

async function bansOf(store: Store, room: Id, now = at, before?: number): Promise<string[]> {
  const page = { now, limit: 100, ...(before === undefined ? {} : { before }) };
  const found = await store.members.sanctions(room, "ban", page);
  return found.map(({ seq, sanction }) => `${seq} ${sanction.user.username}`);
}

export const conductCases: StoreCases = {
  "a ban ends a membership with its event, is found by a lookup, and stays when it is long over": async (store) => {
    const room = await makeRoom(store, 1);
    const until = "2026-01-02T04:00:00.000Z";
    await append(store, room, 1, joined(bob, "Bob"), banned(bob, { until, reason: "spam" }));
    const { seq, members, conduct } = await store.members.lookup(room, [ann, bob]);
    assert.deepEqual([seq, [...members.keys()]], [3, [ann]]);
    assert.deepEqual([...conduct ?? []], [[bob, { ban: sanction(bob, { until, reason: "spam" }) }]]);
    assert.deepEqual(await store.members.roomsOf(bob), []);
    assert.equal((await store.rooms.byId(room))?.memberCount, 1);
  },
  "a ban of somebody who was never there is one, too, and counts no member": async (store) => {
    const room = await makeRoom(store, 1);
    await append(store, room, 1, banned(eve));
    assert.deepEqual(await conductOf(store, room, eve), { ban: sanction(eve) });
    assert.equal((await store.rooms.byId(room))?.memberCount, 1);
    assert.deepEqual((await store.members.list(room, 10, 0)).members.map(({ userId }) => userId), [ann]);
    await append(store, room, 2, system({ kind: "unbanned", user_id: eve }), joined(eve, "Eve"));
    assert.equal((await store.members.lookup(room, [eve])).members.get(eve)?.username, "Eve");
    assert.equal(await conductOf(store, room, eve), undefined);
  },
  "a later ban takes the place of an earlier one, and lifting it takes all of it away": async (store) => {
    const room = await makeRoom(store, 1);
    await append(store, room, 1, banned(bob, { reason: "one" }), banned(bob, { reason: "two" }));
    assert.deepEqual(await conductOf(store, room, bob), { ban: sanction(bob, { reason: "two" }) });
    await append(store, room, 3, system({ kind: "unbanned", user_id: bob }));
    assert.equal(await conductOf(store, room, bob), undefined);
    assert.deepEqual(await bansOf(store, room), []);
  },
  "a mute, a block and when somebody spoke hold over leaving and coming back, each by itself": async (store) => {
    const room = await makeRoom(store, 1);
    const when = "2026-01-02T03:04:09.000Z";
    const block = (blocked: boolean) => system({ kind: "blocked", user_id: bob, blocked });
    await append(store, room, 1, joined(bob, "Bob"), muted(bob), block(true), spoke(bob, at), spoke(bob, when));
    const all = { mute: sanction(bob), blocked: true, spokeAt: when } as const;
    assert.deepEqual(await conductOf(store, room, bob), all);
    await append(store, room, 6, left(bob), joined(bob, "Bob"));
    assert.deepEqual(await conductOf(store, room, bob), all);
    await append(store, room, 8, system({ kind: "unmuted", user_id: bob }), block(false));
    assert.deepEqual(await conductOf(store, room, bob), { spokeAt: when });
  },
  "bans are listed newest first, by pages, without those that are over or lifted": async (store) => {
    const room = await makeRoom(store, 1);
    const other = await makeRoom(store, 2);
    await append(store, other, 1, banned(bob));
    await append(store, room, 1, banned(bob), banned(eve, { until: "2026-01-02T03:05:00.000Z" }), muted(ann));
    await append(
      store,
      room,
      4,
      banned(idOf(0xf6)),
      banned(idOf(0xf7)),
      system({ kind: "unbanned", user_id: idOf(0xf7) }),
    );
    assert.deepEqual(await bansOf(store, room), ["5 somebody", "3 Eve", "2 Bob"]);
    assert.deepEqual(await bansOf(store, room, at, 5), ["3 Eve", "2 Bob"]);
    assert.deepEqual(
      await bansOf(store, room, "2026-01-02T03:05:00.000Z"),
      ["5 somebody", "2 Bob"],
      "over to the moment",
    );
    const [first] = await store.members.sanctions(room, "mute", { now: at, limit: 1 });
    assert.deepEqual(first, { seq: 4, sanction: sanction(ann) });
    assert.deepEqual(await store.members.sanctions(idOf(99), "ban", { now: at, limit: 1 }), []);
  },
  "roles change with their events, ownership with its own, and a newcomer starts anew": async (store) => {
    const room = await makeRoom(store, 1);
    const roleOf = async (user: Id) => (await store.members.lookup(room, [user])).members.get(user)?.role;
    await append(store, room, 1, joined(bob, "Bob"), system({ kind: "role_changed", user_id: bob, role: "moderator" }));
    assert.equal(await roleOf(bob), "moderator");
    await append(store, room, 3, system({ kind: "owner_changed", from: ann, to: bob }));
    assert.deepEqual([await roleOf(ann), await roleOf(bob)], ["admin", "owner"]);
    assert.deepEqual((await store.rooms.byId(room))?.policy, { owner_id: bob });
    await append(
      store,
      room,
      4,
      left(ann),
      joined(ann, "Ann"),
      system({ kind: "role_changed", user_id: eve, role: "admin" }),
    );
    assert.deepEqual([await roleOf(ann), await roleOf(eve)], ["member", undefined]);
  },
  "a change of role is no reading: what was unread stays unread": async (store) => {
    const room = await makeRoom(store, 1);
    await append(
      store,
      room,
      1,
      joined(bob, "Bob"),
      {},
      {},
      system({ kind: "role_changed", user_id: bob, role: "admin" }),
    );
    const { rooms: [standing] } = await store.reads.standings(bob, 10);
    assert.deepEqual([standing?.lastRead, standing?.unread], [2, 2]);
  },
  "who came as a guest is told from who did not": async (store) => {
    const room = await makeRoom(store, 1);
    const user = { id: eve, username: "Eve" };
    await append(store, room, 1, system({ kind: "member_joined", user, role: "member", at, guest: true }));
    const { members } = await store.members.lookup(room, [ann, eve]);
    assert.deepEqual([members.get(ann)?.guest, members.get(eve)?.guest], [undefined, true]);
    const listed = (await store.members.list(room, 10, 0)).members;
    assert.deepEqual(listed.map(({ guest }) => guest), [undefined, true]);
  },
  "what a room says about rights changes key by key, is there from the first event on, and survives others": async (
    store,
  ) => {
    const room = await makeRoom(store, 1, { policy: { participants: [ann, bob] } });
    assert.deepEqual((await store.rooms.byId(room))?.policy, { participants: [ann, bob] });
    const change = (settings: object) => system({ kind: "room_changed", settings });
    await append(store, room, 1, change({ archived: true, rights: { send: "admin", pin: "member" } }));
    await append(
      store,
      room,
      2,
      change({ description: "d" }),
      change({ rights: { ban: "admin" }, slow_mode_seconds: 5 }),
    );
    const record = await store.rooms.byId(room);
    assert.deepEqual([record?.description, record?.policy], ["d", {
      participants: [ann, bob],
      archived: true,
      rights: { ban: "admin" },
      slow_mode_seconds: 5,
    }]);
    assert.deepEqual((await store.rooms.byName("room 1"))?.policy, record?.policy);
    const { rooms: [listed] } = await store.rooms.list({ viewer: ann, limit: 1, offset: 0 });
    assert.deepEqual(listed?.policy, record?.policy);
  },
  "a room is not listed for who is banned from it at that moment": async (store) => {
    const [one, two] = [await makeRoom(store, 1), await makeRoom(store, 2)];
    await append(store, one, 1, banned(eve, { until: "2026-01-02T03:05:00.000Z" }));
    await append(store, two, 1, banned(eve));
    const listed = async (now: string, viewer = eve) => {
      const { rooms, total } = await store.rooms.list({ viewer, limit: 10, offset: 0, now });
      return [rooms.map(({ id }) => id), total];
    };
    assert.deepEqual(await listed(at), [[], 0]);
    assert.deepEqual(await listed("2026-01-02T03:05:00.000Z"), [[one], 1]);
    assert.deepEqual(await listed(at, bob), [[one, two], 2]);
    await append(store, two, 2, system({ kind: "unbanned", user_id: eve }));
    assert.deepEqual(await listed(at), [[two], 1]);
  },
  "of a deleted room nothing of this is left after its purge": async (store) => {
    const room = await makeRoom(store, 1);
    await append(store, room, 1, banned(bob), muted(eve), spoke(ann, at), system({ kind: "room_deleted" }));
    let rounds = 0;
    while (await store.rooms.purge(2) > 0) assert.ok(++rounds < 100, "purging ends");
    assert.deepEqual(await store.members.lookup(room, [bob, eve, ann]), { seq: 0, members: new Map() });
  },
};
