import assert from "node:assert/strict";
import type { ReadPosition, RoomStanding } from "../../../src/ports/reads.ts";
import type { Store } from "../../../src/ports/store.ts";
import type { Id } from "../../../src/protocol/id.ts";
import { SeededRandom } from "../../support/seeded_random.ts";
import {
  ann,
  append,
  bob,
  deleted,
  type EntryParts,
  eve,
  everything,
  idOf,
  joined,
  left,
  makeRoom,
  type StoreCases,
} from "./store_cases.ts";

/** Eve is added by Ann: the entry is not her own. */
const added = (user: Id): EntryParts => ({ ...joined(user, "Added"), sender: ann });

async function standingOf(store: Store, user: Id, room: Id): Promise<RoomStanding | undefined> {
  const { rooms } = await store.reads.standings(user, 10, [room]);
  return rooms[0];
}

const deleting = (of: number, sender = ann): EntryParts => {
  return { type: "deleted", sender, effect: { kind: "message_deleted", of, user_id: sender } };
};

/** What a standing must be, by nothing but the log and what was marked. */
async function expected(store: Store, room: Id, user: Id, marked: number): Promise<RoomStanding | undefined> {
  const log = await store.log.read(room, everything, 10_000);
  let member = 0;
  let lastRead = marked;
  const gone = new Set<number>();
  for (const { seq, sender, type, effect } of log) {
    if (effect?.kind === "member_joined" && effect.user.id === user) member = seq;
    if (effect?.kind === "member_left" && effect.user_id === user) member = 0;
    if (effect?.kind === "message_deleted") gone.add(effect.of);
    if (sender === user && (type === "text" || type === "system")) lastRead = Math.max(lastRead, seq);
  }
  if (member === 0) return undefined;
  lastRead = Math.max(lastRead, member);
  const unread = log.filter(({ seq, type }) => seq > lastRead && type === "text" && !gone.has(seq)).length;
  return { room, head: log.length, lastRead, unread };
}

/** @param head Where the log is before it. */
function happening(random: SeededRandom, head: number): EntryParts {
  const user = [ann, bob, eve][random.int(3)]!;
  const of = 1 + random.int(head);
  switch (random.int(14)) {
    case 0:
      return left(user);
    case 1:
      return added(user);
    case 2:
      return joined(user, "Somebody");
    case 3:
      return { type: "system", sender: user };
    case 4:
      return { type: "reply", sender: user };
    case 5:
      return { type: "edited", sender: user, effect: { kind: "message_edited", of } };
    case 6:
      return { type: "reaction", sender: user };
    case 7:
    case 8:
      return deleting(of, user);
    default:
      return { sender: user };
  }
}

/** Writes a history a few entries at a time and marks at random; after each step everybody's standing must be exact. */
export async function randomHistory(store: Store, number: number, random: SeededRandom): Promise<void> {
  const room = await makeRoom(store, number);
  const marked = new Map<Id, number>();
  let head = 1;
  for (let step = 0; step < 25; step++) {
    const before = await Promise.all([ann, bob, eve].map((user) => store.members.lookup(room, [user])));
    const entries = Array.from({ length: 1 + random.int(6) }, (_, i) => happening(random, head + i));
    head = await append(store, room, head, ...entries);
    for (const [i, user] of [ann, bob, eve].entries()) {
      const { members } = await store.members.lookup(room, [user]);
      // Who was away, if only for one entry, has lost the position.
      const log = await store.log.read(room, { after: before[i]!.seq, upTo: head }, 100);
      const went = log.some(({ effect }) => effect?.kind === "member_left" && effect.user_id === user);
      if (went || !members.has(user)) marked.delete(user);
      const seq = random.int(head + 3);
      const [position] = await store.reads.mark([{ room, user, seq }]);
      if (members.has(user)) marked.set(user, Math.max(marked.get(user) ?? 0, Math.min(seq, head)));
      else assert.equal(position, undefined);
      const wanted = await expected(store, room, user, marked.get(user) ?? 0);
      assert.deepEqual(await standingOf(store, user, room), wanted, `step ${step}`);
    }
  }
}

function seqsMarked(positions: readonly (ReadPosition | undefined)[]): (number | undefined)[] {
  return positions.map((position) => position?.seq);
}

export const readsCases: StoreCases = {
  "mark() moves a position forward, never back, never beyond the head, and says where it stands": async (store) => {
    const room = await makeRoom(store, 1);
    await append(store, room, 1, {}, {}, {});
    const mark = async (seq: number) => seqsMarked(await store.reads.mark([{ room, user: ann, seq }]));
    assert.deepEqual(await mark(2), [2]);
    assert.deepEqual(await mark(1), [2]);
    assert.deepEqual(await mark(99), [4]);
    await append(store, room, 4, {});
    assert.deepEqual(await mark(0), [4]);
  },
  "mark() takes several at once, and leaves out who is no member and what is no room": async (store) => {
    const [room, gone] = [await makeRoom(store, 1), await makeRoom(store, 2)];
    await append(store, room, 1, joined(bob, "Bob"), {});
    await append(store, gone, 1, deleted);
    const marked = await store.reads.mark([
      { room, user: bob, seq: 2 },
      { room, user: eve, seq: 2 },
      { room: idOf(99), user: ann, seq: 1 },
      { room: gone, user: ann, seq: 1 },
      { room, user: bob, seq: 3 },
      { room, user: bob, seq: 1 },
    ]);
    const answers = seqsMarked(marked);
    assert.deepEqual(answers.map((answer, i) => i === 0 || i === 5 ? answer! >= 2 : answer), [
      true,
      undefined,
      undefined,
      undefined,
      3,
      true,
    ]);
    assert.equal((await standingOf(store, bob, room))?.lastRead, 3);
    assert.deepEqual(await store.reads.mark([]), []);
  },
  "of many marks at once the highest stays": async (store) => {
    const room = await makeRoom(store, 1);
    await append(store, room, 1, joined(bob, "Bob"), ...Array.from({ length: 30 }, () => ({})));
    const seqs = Array.from({ length: 30 }, (_, i) => 3 + i * 7 % 30);
    await Promise.all(seqs.map((seq) => store.reads.mark([{ room, user: bob, seq }])));
    assert.deepEqual(await standingOf(store, bob, room), { room, head: 32, lastRead: 32, unread: 0 });
  },
  "what one sent and one's joining count as read, and events that are no messages do not count": async (store) => {
    const room = await makeRoom(store, 1);
    let head = await append(store, room, 1, {}, joined(bob, "Bob"), {}, added(eve), {}, {});
    assert.deepEqual(await standingOf(store, bob, room), { room, head, lastRead: 3, unread: 3 });
    assert.deepEqual(await standingOf(store, eve, room), { room, head, lastRead: 5, unread: 2 });
    head = await append(store, room, head, { sender: bob }, {}, { type: "system" });
    assert.deepEqual(await standingOf(store, bob, room), { room, head, lastRead: 8, unread: 1 });
    await store.reads.mark([{ room, user: bob, seq: 9 }]);
    assert.deepEqual(await standingOf(store, bob, room), { room, head, lastRead: 9, unread: 0 });
  },
  "a deleted message is unread no more, whatever it was and however often it is deleted": async (store) => {
    const room = await makeRoom(store, 1);
    let head = await append(store, room, 1, joined(bob, "Bob"), {}, {}, { type: "reply" }, {});
    assert.deepEqual(await standingOf(store, bob, room), { room, head, lastRead: 2, unread: 3 });
    head = await append(store, room, head, deleting(4), deleting(5), deleting(4));
    assert.deepEqual(await standingOf(store, bob, room), { room, head, lastRead: 2, unread: 2 });
    head = await append(store, room, head, {}, deleting(head + 1), deleting(1), deleting(3));
    assert.deepEqual(await standingOf(store, bob, room), { room, head, lastRead: 2, unread: 1 });
    await store.reads.mark([{ room, user: bob, seq: 4 }]);
    assert.deepEqual(await standingOf(store, bob, room), { room, head, lastRead: 4, unread: 1 });
    head = await append(store, room, head, deleting(6));
    assert.deepEqual(await standingOf(store, bob, room), { room, head, lastRead: 4, unread: 0 });
  },
  "who edits, deletes, reacts or answers in a thread has not read the timeline by that": async (store) => {
    const room = await makeRoom(store, 1);
    const own: EntryParts[] = [
      { type: "reply" },
      { type: "edited", effect: { kind: "message_edited", of: 3 } },
      { type: "reaction" },
    ];
    const head = await append(
      store,
      room,
      1,
      joined(bob, "Bob"),
      { sender: bob },
      {},
      ...own.map((parts) => ({ ...parts, sender: bob })),
      deleting(3, bob),
      {},
    );
    assert.deepEqual(await standingOf(store, bob, room), { room, head, lastRead: 3, unread: 2 });
  },
  "who leaves has no standing, and who comes back begins at the return": async (store) => {
    const room = await makeRoom(store, 1);
    await append(store, room, 1, joined(bob, "Bob"), {}, {});
    await store.reads.mark([{ room, user: bob, seq: 4 }]);
    await append(store, room, 4, left(bob), {}, {});
    assert.equal(await standingOf(store, bob, room), undefined);
    await append(store, room, 7, added(bob), {});
    assert.deepEqual(await standingOf(store, bob, room), { room, head: 9, lastRead: 8, unread: 1 });
  },
  "standings() are of all one's rooms by id, or of those named, and never of a deleted or another's": async (store) => {
    for (const number of [3, 1, 2, 4]) await makeRoom(store, number);
    await append(store, idOf(2), 1, left(ann));
    await append(store, idOf(4), 1, deleted);
    await append(store, idOf(3), 1, { sender: bob });
    const one = { room: idOf(1), head: 1, lastRead: 1, unread: 0 };
    const three = { room: idOf(3), head: 2, lastRead: 1, unread: 1 };
    assert.deepEqual(await store.reads.standings(ann, 10), { rooms: [one, three], total: 2 });
    assert.deepEqual(await store.reads.standings(ann, 1), { rooms: [one], total: 2 });
    const some = [idOf(3), idOf(2), idOf(4), idOf(99), idOf(3)];
    assert.deepEqual(await store.reads.standings(ann, 10, some), { rooms: [three], total: 1 });
    assert.deepEqual(await store.reads.standings(ann, 10, []), { rooms: [], total: 0 });
    assert.deepEqual(await store.reads.standings(bob, 10), { rooms: [], total: 0 });
  },
  "rewind() sets a position back, and what one sent or came by until then counts as read no longer": async (store) => {
    const room = await makeRoom(store, 1);
    let head = await append(store, room, 1, {}, joined(bob, "Bob"), {}, {}, { sender: bob }, {});
    await store.reads.mark([{ room, user: bob, seq: head }]);
    assert.deepEqual(await store.reads.rewind({ room, user: bob, seq: 4 }), { seq: 4, rewinds: 1 });
    const back = { room, head, lastRead: 4, unread: 3, rewinds: 1 };
    assert.deepEqual(await standingOf(store, bob, room), back);
    assert.deepEqual(await standingOf(store, bob, room), back);
    assert.deepEqual(await store.reads.rewind({ room, user: bob, seq: 0 }), { seq: 0, rewinds: 2 });
    assert.deepEqual(await standingOf(store, bob, room), { ...back, lastRead: 0, unread: 5, rewinds: 2 });
    head = await append(store, room, head, {}, { sender: bob }, {});
    assert.deepEqual(await standingOf(store, bob, room), { room, head, lastRead: 9, unread: 1, rewinds: 2 });
    assert.equal(await store.reads.rewind({ room, user: eve, seq: 1 }), undefined);
    assert.equal(await store.reads.rewind({ room: idOf(99), user: bob, seq: 1 }), undefined);
    assert.deepEqual(await store.reads.rewind({ room, user: bob, seq: 99 }), { seq: head, rewinds: 3 });
  },
  "a mark that knows of fewer rewinds changes nothing, nor does a rewind that does; others go forward": async (
    store,
  ) => {
    const room = await makeRoom(store, 1);
    await append(store, room, 1, joined(bob, "Bob"), {}, {}, {}, {});
    const mark = async (seq: number, rewinds?: number) => {
      return (await store.reads.mark([{ room, user: bob, seq, ...(rewinds === undefined ? {} : { rewinds }) }]))[0];
    };
    const rewind = (seq: number, rewinds: number) => store.reads.rewind({ room, user: bob, seq, rewinds });
    assert.deepEqual(await mark(5, 0), { seq: 5, rewinds: 0 });
    assert.deepEqual(await rewind(3, 0), { seq: 3, rewinds: 1 });
    assert.deepEqual(await rewind(2, 0), { seq: 3, rewinds: 1 });
    assert.deepEqual(await mark(5, 0), { seq: 3, rewinds: 1 });
    assert.deepEqual(await mark(4, 1), { seq: 4, rewinds: 1 });
    assert.deepEqual(await mark(3, 1), { seq: 4, rewinds: 1 });
    assert.deepEqual(await mark(5), { seq: 5, rewinds: 1 });
    assert.deepEqual(await rewind(2, 2), { seq: 5, rewinds: 1 });
    const rewinds = await Promise.all(Array.from({ length: 10 }, (_, i) => rewind(2 + i % 3, 1)));
    assert.equal(new Set(rewinds.map((position) => JSON.stringify(position))).size, 1);
    assert.equal(rewinds[0]?.rewinds, 2);
  },
  "receipts() counts the members whose positions are there or further, and names the first": async (store) => {
    const room = await makeRoom(store, 1);
    const people = Array.from({ length: 25 }, (_, i) => idOf(0x400 + i));
    const head = await append(store, room, 1, ...people.map((user) => joined(user, "Somebody")), {}, {});
    await store.reads.mark(people.map((user, i) => ({ room, user, seq: head - i % 3 })));
    const up = (seq: number) => people.filter((_, i) => head - i % 3 >= seq);
    assert.deepEqual(await store.reads.receipts(room, head, 3), {
      count: up(head).length,
      users: up(head).slice(0, 3),
    });
    assert.equal((await store.reads.receipts(room, head - 1, 20)).count, up(head - 1).length);
    assert.deepEqual((await store.reads.receipts(room, head - 2, 100)).users, people);
    const before = head;
    await append(store, room, head, left(people[0]!));
    assert.equal((await store.reads.receipts(room, before, 20)).count, up(before).length - 1);
    assert.deepEqual(await store.reads.receipts(idOf(99), 1, 20), { count: 0, users: [] });
  },
  "unread messages are exactly those of the log after what was read, in random histories": async (store) => {
    for (let seed = 1; seed <= 2; seed++) await randomHistory(store, seed, new SeededRandom(seed));
  },
  "a standing is of one moment, while messages and others come": async (store) => {
    const room = await makeRoom(store, 1);
    let head = await append(store, room, 1, joined(bob, "Bob"));
    for (let i = 0; i < 15; i++) {
      const going = append(store, room, head, {}, joined(idOf(0x500 + i), "New"), {}, deleting(head));
      const looks = await Promise.all([1, 2, 3].map(() => standingOf(store, bob, room)));
      head = await going;
      for (const standing of looks) {
        const log = await store.log.read(room, { after: 2, upTo: standing!.head }, 1_000);
        const gone = log.flatMap(({ effect }) => effect?.kind === "message_deleted" ? [effect.of] : []);
        const unread = log.filter(({ seq, type }) => type === "text" && !gone.includes(seq)).length;
        assert.equal(standing!.unread, unread, `at ${standing!.head}`);
      }
    }
  },
  "purge() takes what was counted of a room along": async (store) => {
    const room = await makeRoom(store, 1);
    const people = Array.from({ length: 20 }, (_, i) => joined(idOf(0x700 + i), "Somebody"));
    const gone = Array.from({ length: 12 }, (_, i) => deleting(i + 2));
    await append(store, room, 1, ...gone.map(() => ({})), ...people, ...gone, deleted);
    for (let left = 1; left > 0;) left = await store.rooms.purge(10);
    await makeRoom(store, 2);
    assert.deepEqual(await store.reads.standings(ann, 10), {
      rooms: [{ room: idOf(2), head: 1, lastRead: 1, unread: 0 }],
      total: 1,
    });
  },
};
