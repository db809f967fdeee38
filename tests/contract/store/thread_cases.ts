import assert from "node:assert/strict";
import type { Store } from "../../../src/ports/store.ts";
import type { Id } from "../../../src/protocol/id.ts";
import { SeededRandom } from "../../support/seeded_random.ts";
import { Chat } from "./message_cases.ts";
import { type Deed, deedEntry, people, randomDeed, removed, replied, said } from "./message_entries.ts";
import { redactedLog, repliesOf, threadOf } from "./message_model.ts";
import { ann, bob, deleted, eve, everything, idOf, joined, left, type StoreCases } from "./store_cases.ts";

const member = (user: Id): Deed => ({ ...joined(user, "Somebody"), type: "system", sender: user, content: "" });

interface Said {
  at: number;
  following: boolean;
}

/** People answer, follow, unfollow and read; after each step everybody's standing must be what that says. */
export async function threadHistory(store: Store, number: number, random: SeededRandom, steps: number): Promise<void> {
  const chat = await Chat.open(store, number);
  const [saids, marks] = [new Map<string, Said>(), new Map<string, number>()];
  const few = people.slice(0, 4);
  for (let step = 0; step < steps; step++) {
    const deeds: Deed[] = [];
    const log = [...chat.log];
    for (let i = 1 + random.int(5); i > 0; i--) {
      const deed = { ...randomDeed(log, random), sender: random.pick(few) };
      if (deed.type === "edited" || deed.type === "reaction") continue;
      deeds.push(deed);
      log.push(deedEntry(chat.room, log.length + 1, deed));
    }
    if (deeds.length > 0) await chat.write(...deeds);
    const roots = chat.log.filter(({ type }) => type === "text");
    if (roots.length === 0) continue;
    const [root, user] = [random.pick(roots).seq, random.pick(few)];
    const key = `${user} ${root}`;
    if (random.chance(0.5)) {
      const following = random.chance(0.5);
      await store.threads.follow(user, chat.room, root, following);
      saids.set(key, { at: chat.head, following });
    } else {
      const seq = random.int(chat.head + 1);
      await store.threads.markThread(user, chat.room, root, seq);
      marks.set(key, Math.max(marks.get(key) ?? 0, seq));
    }
    for (const one of roots) {
      for (const who of few) {
        const [of, name] = [{ room: chat.room, user: who, root: one.seq }, `${who} ${one.seq}`];
        const expected = threadOf(chat.log, of, saids.get(name), marks.get(name) ?? 0);
        assert.deepEqual(await store.threads.standing(who, chat.room, one.seq), expected, `step ${step}, ${name}`);
      }
    }
    await checkReplies(chat, root, random);
  }
}

async function checkReplies({ store, room, log, head }: Chat, root: number, random: SeededRandom): Promise<void> {
  const all = repliesOf(redactedLog(log), root);
  const range = { after: random.int(head), upTo: random.int(head + 3) };
  const within = all.filter(({ seq }) => seq > range.after && seq <= range.upTo);
  const [newest, oldest] = await Promise.all([
    store.threads.replies(room, root, range, 2, "newest"),
    store.threads.replies(room, root, range, 2, "oldest"),
  ]);
  assert.deepEqual(newest, { entries: within.slice(-2), total: all.length });
  assert.deepEqual(oldest, { entries: within.slice(0, 2), total: all.length });
}

export const threadCases: StoreCases = {
  "who follows a thread, what of it is unread, and its replies are what the log and people say, in random histories":
    async (
      store,
    ) => {
      for (let seed = 1; seed <= 2; seed++) await threadHistory(store, seed, new SeededRandom(seed), 12);
    },
  "who replies follows, whoever wrote the root from the first reply on, and nobody who left off": async (store) => {
    const chat = await Chat.open(store, 1);
    await chat.write(said(bob), said(ann));
    await store.threads.follow(ann, chat.room, 3, false);
    await chat.write(replied(eve, 2), replied(eve, 3));
    const following = async (user: Id, root: number) => (await store.threads.standing(user, chat.room, root)).following;
    assert.deepEqual(await Promise.all([bob, eve, ann].map((user) => following(user, 2))), [true, true, false]);
    assert.deepEqual(await Promise.all([bob, eve, ann].map((user) => following(user, 3))), [false, true, false]);
    await store.threads.follow(eve, chat.room, 2, false);
    await chat.write(replied(ann, 2));
    assert.deepEqual(await Promise.all([bob, eve, ann].map((user) => following(user, 2))), [true, false, true]);
    await chat.write(replied(eve, 2));
    assert.equal(await following(eve, 2), true);
  },
  "followed() names threads of one's rooms that have a reply, the newest reply first": async (store) => {
    const [one, two] = [await Chat.open(store, 1), await Chat.open(store, 2)];
    await one.write(member(bob), said(bob), said(bob), replied(eve, 3), said(bob));
    await two.write(member(bob), said(ann), said(ann), said(ann), replied(bob, 3), replied(ann, 3));
    await store.threads.follow(bob, one.room, 4, true);
    await store.threads.follow(bob, one.room, 6, true);
    await one.write(replied(eve, 3), replied(ann, 3), replied(eve, 4));
    const rooms = async () => {
      const { threads, total } = await store.threads.followed(bob, 10, 0);
      assert.equal(total, threads.length);
      return threads.map(({ room, root, unread }) => [room, root, unread]);
    };
    assert.deepEqual(await rooms(), [[one.room, 4, 1], [one.room, 3, 3], [two.room, 3, 1]]);
    assert.deepEqual((await store.threads.followed(bob, 1, 1)).threads.map(({ root }) => root), [3]);
    await store.threads.markThread(bob, one.room, 3, one.head);
    await store.threads.follow(bob, one.room, 4, false);
    assert.deepEqual(await rooms(), [[one.room, 3, 0], [two.room, 3, 1]]);
    await two.write({ ...left(bob), type: "system", sender: bob, content: "" });
    assert.deepEqual(await rooms(), [[one.room, 3, 0]]);
    await one.write({ ...deleted, type: "system", sender: ann, content: "" });
    assert.deepEqual(await rooms(), []);
  },
  "a position in a thread never goes back, and a deleted reply is not unread": async (store) => {
    const chat = await Chat.open(store, 1);
    await chat.write(said(bob), replied(eve, 2), replied(eve, 2), replied(ann, 2), replied(eve, 2));
    const standing = async () => {
      const { lastRead, unread, replies, lastSeq } = await store.threads.standing(bob, chat.room, 2);
      return [lastRead, unread, replies, lastSeq];
    };
    assert.deepEqual(await standing(), [0, 4, 4, 6]);
    await Promise.all([4, 3, 1].map((seq) => store.threads.markThread(bob, chat.room, 2, seq)));
    assert.deepEqual(await standing(), [4, 2, 4, 6]);
    await chat.write(removed(eve, 6, 2), removed(eve, 3, 2));
    assert.deepEqual(await standing(), [4, 1, 2, 6]);
  },
  "a room that is no more has no threads": async (store) => {
    const chat = await Chat.open(store, 1);
    await chat.write(said(bob), replied(eve, 2));
    await chat.write({ ...deleted, type: "system", sender: ann, content: "" });
    for (const room of [chat.room, idOf(99)]) {
      const nothing = { following: false, lastRead: 0, unread: 0, replies: 0, lastSeq: 0 };
      assert.deepEqual(await store.threads.standing(eve, room, 2), { room, root: 2, ...nothing });
      assert.deepEqual(await store.threads.replies(room, 2, everything, 9, "newest"), { entries: [], total: 0 });
    }
  },
};
