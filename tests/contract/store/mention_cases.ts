import assert from "node:assert/strict";
import type { LogEntry } from "../../../src/ports/event_log.ts";
import type { Mention } from "../../../src/ports/messages.ts";
import type { Store } from "../../../src/ports/store.ts";
import { type Effect, timestampOf } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import { SeededRandom } from "../../support/seeded_random.ts";
import { Chat } from "./message_cases.ts";
import { type Deed, deedEntry, removed, replied, said, timeOf } from "./message_entries.ts";
import { ann, at, bob, eve, idOf, type StoreCases } from "./store_cases.ts";

type Named = Pick<Effect & { kind: "said" }, "mentions" | "mentions_room">;

const everybody: Named = { mentions_room: true };
const to = (...mentions: readonly Id[]): Named => ({ mentions });

const naming = (sender: Id, named: Named, thread?: number): Deed => {
  const plain = thread === undefined ? said(sender) : replied(sender, thread);
  return { ...plain, effect: { kind: "said", ...(thread === undefined ? {} : { thread }), ...named } };
};

const renaming = (sender: Id, of: number, named: Named): Deed => {
  return { type: "edited", sender, content: "other words", effect: { kind: "message_edited", of, ...named } };
};

const come = (id: Id, guest?: true): Deed => {
  const user = { id, username: `User-${id.slice(-2)}` };
  const effect: Effect = { kind: "member_joined", user, role: "member", at, ...(guest && { guest }) };
  return { type: "system", sender: id, content: "", effect };
};

const go = (id: Id): Deed => ({
  type: "system",
  sender: id,
  content: "",
  effect: { kind: "member_left", user_id: id },
});

/** Messages of a log that mention a user, by going through it; `undefined`: no member. */
function mentionsIn(
  log: readonly LogEntry[],
  user: Id,
): { readonly joined: number; readonly seqs: readonly number[] } | undefined {
  let joined: number | undefined;
  const named = new Map<number, Named & { readonly sender: Id }>();
  for (const { seq, sender, effect } of log) {
    if (effect?.kind === "member_joined" && effect.user.id === user) joined = seq;
    else if (effect?.kind === "member_left" && effect.user_id === user) joined = undefined;
    else if (effect?.kind === "said") named.set(seq, { ...effect, sender });
    else if (effect?.kind === "message_edited") named.set(effect.of, { ...effect, sender });
    else if (effect?.kind === "message_deleted") named.delete(effect.of);
  }
  if (joined === undefined) return undefined;
  const since = joined;
  const concerns = ([seq, { mentions = [], mentions_room, sender }]: [number, Named & { readonly sender: Id }]) =>
    mentions.includes(user) || (mentions_room === true && sender !== user && seq > since);
  return { joined, seqs: [...named].filter(concerns).map(([seq]) => seq).sort((a, b) => a - b) };
}

/** What the list must be: the newest first, then by room, then the later one of a room. */
function listOf(chats: readonly Chat[], user: Id): Mention[] {
  const all = chats.flatMap(({ room, log }) =>
    (mentionsIn(log, user)?.seqs ?? []).map((seq) => ({ room, seq, at: timestampOf(log[seq - 1]!.text) }))
  );
  all.sort((a, b) => b.at.localeCompare(a.at) || a.room.localeCompare(b.room) || b.seq - a.seq);
  return all.map(({ room, seq }) => ({ room, seq }));
}

/** The list, page by page, and the counts of every room, against what the logs say. */
async function check(store: Store, chats: readonly Chat[], user: Id): Promise<void> {
  const wanted = listOf(chats, user);
  for (const [limit, offset] of [[200, 0], [2, 1], [0, 0]] as const) {
    assert.deepEqual(await store.messages.mentions(user, limit, offset), {
      mentions: wanted.slice(offset, offset + limit),
      total: wanted.length,
    });
  }
  const { rooms } = await store.reads.standings(user, 10, chats.map(({ room }) => room));
  const standings = new Map(rooms.map((standing) => [standing.room, standing]));
  for (const { room, log, head } of chats) {
    const mine = mentionsIn(log, user);
    const standing = standings.get(room);
    assert.equal(standing === undefined, mine === undefined);
    if (standing === undefined || mine === undefined) continue;
    assert.equal(standing.head, head);
    const unread = mine.seqs.filter((seq) => seq > standing.lastRead);
    assert.equal(standing.mentions ?? 0, unread.length, `of ${user} after ${standing.lastRead} at ${head}`);
    assert.notEqual(standing.mentions, 0);
  }
}

function randomNames(random: SeededRandom): Named {
  const users = [ann, bob, eve].filter(() => random.chance(0.4));
  return { ...(users.length > 0 && { mentions: users }), ...(random.chance(0.2) && { mentions_room: true }) };
}

/** What an honest server may write next. */
function randomMention(log: readonly LogEntry[], random: SeededRandom): Deed {
  const user = random.pick([ann, bob, eve]);
  const gone = new Set(log.flatMap(({ effect }) => effect?.kind === "message_deleted" ? [effect.of] : []));
  const left = log.filter(({ seq, type }) => (type === "text" || type === "reply") && !gone.has(seq));
  const dice = random.int(12);
  if (dice === 0) return go(user);
  if (dice < 3) return come(user);
  if (left.length === 0 || dice < 6) return naming(user, randomNames(random));
  const one = random.pick(left);
  const thread = one.effect?.kind === "said" ? one.effect.thread : undefined;
  if (dice < 8) return naming(user, randomNames(random), thread ?? one.seq);
  if (dice < 9) return removed(one.sender, one.seq, thread);
  return renaming(one.sender, one.seq, randomNames(random));
}

export async function mentionHistory(store: Store, random: SeededRandom, steps: number): Promise<void> {
  const chats = [await Chat.open(store, 1), await Chat.open(store, 2)];
  for (let step = 0; step < steps; step++) {
    const chat = random.pick(chats);
    const deeds: Deed[] = [];
    const log = [...chat.log];
    for (let i = 1 + random.int(6); i > 0; i--) {
      const deed = randomMention(log, random);
      deeds.push(deed);
      log.push(deedEntry(chat.room, log.length + 1, deed));
    }
    await chat.write(...deeds);
    const [user, seq] = [random.pick([ann, bob, eve]), random.int(chat.head + 1)];
    if (random.chance(0.2)) await store.reads.rewind({ room: chat.room, user, seq });
    else if (random.chance(0.4)) await store.reads.mark([{ room: chat.room, user, seq }]);
    for (const one of [ann, bob, eve]) await check(store, chats, one);
  }
}

export const mentionCases: StoreCases = {
  "a message counts once that names one and everybody, and is gone from the count once it is read": async (store) => {
    const chat = await Chat.open(store, 1);
    await chat.write(come(bob), naming(ann, { ...to(bob), ...everybody }), naming(ann, to(eve)), said(ann));
    const standing = async () => (await store.reads.standings(bob, 1, [chat.room])).rooms[0];
    const before = { room: chat.room, head: 5, lastRead: 2, unread: 3, mentions: 1 };
    assert.deepEqual(await standing(), before);
    assert.deepEqual(await store.messages.mentions(bob, 10, 0), { mentions: [{ room: chat.room, seq: 3 }], total: 1 });
    await store.reads.mark([{ room: chat.room, user: bob, seq: 3 }]);
    assert.deepEqual(await standing(), { room: chat.room, head: 5, lastRead: 3, unread: 2 });
    await check(store, [chat], bob);
  },
  "an edit takes a mention away or adds one, in its old place, and a deletion ends it": async (store) => {
    const chat = await Chat.open(store, 1);
    await chat.write(come(bob), naming(ann, to(bob)), said(ann), naming(ann, everybody, 3));
    await chat.write(renaming(ann, 3, {}), renaming(ann, 4, to(bob)));
    assert.deepEqual((await store.messages.mentions(bob, 10, 0)).mentions.map(({ seq }) => seq), [5, 4]);
    await check(store, [chat], bob);
    await chat.write(renaming(ann, 3, to(bob)), removed(ann, 5, 3), removed(ann, 4));
    assert.deepEqual((await store.messages.mentions(bob, 10, 0)).mentions.map(({ seq }) => seq), [3]);
    await check(store, [chat], bob);
  },
  "everybody is who was a member by then, but for the sender; and of rooms that one has left nothing is listed": async (
    store,
  ) => {
    const chats = [await Chat.open(store, 1), await Chat.open(store, 2)];
    const [one, other] = [chats[0]!, chats[1]!];
    await one.write(naming(ann, everybody), come(bob), naming(bob, everybody), naming(ann, everybody));
    await other.write(come(bob), naming(ann, to(bob)));
    for (const user of [ann, bob, eve]) await check(store, chats, user);
    assert.equal((await store.messages.mentions(bob, 10, 0)).total, 2);
    await other.write(go(bob));
    assert.equal((await store.messages.mentions(bob, 10, 0)).total, 1);
    await other.write(come(bob));
    assert.equal((await store.messages.mentions(bob, 10, 0)).total, 2);
    await one.write({ type: "system", sender: ann, content: "", effect: { kind: "room_deleted" } });
    assert.deepEqual(await store.messages.mentions(bob, 10, 0), {
      mentions: [{ room: other.room, seq: 3 }],
      total: 1,
    });
  },
  "of messages of one time the list has those of a room together, the later one first": async (store) => {
    const [one, other] = [await Chat.open(store, 1), await Chat.open(store, 2)];
    const naming = (second: number): Deed => ({
      ...said(ann),
      effect: { kind: "said", ...to(bob) },
      about: { timestamp: timeOf(second) },
    });
    await other.write(come(bob), said(ann), said(ann), naming(500), naming(500));
    await one.write(come(bob), naming(500), naming(500), naming(499));
    const { mentions } = await store.messages.mentions(bob, 10, 0);
    const listed = mentions.map(({ room, seq }) => [room, seq]);
    assert.deepEqual(listed, [[one.room, 4], [one.room, 3], [other.room, 6], [other.room, 5], [one.room, 5]]);
    await check(store, [one, other], bob);
  },
  "mentions are exactly those of the logs, in random histories": async (store) => {
    await mentionHistory(store, new SeededRandom(7), 25);
  },
  "purge() takes the mentions of a room along": async (store) => {
    const chat = await Chat.open(store, 1);
    await chat.write(come(bob), ...Array.from({ length: 20 }, () => naming(ann, { ...to(bob), ...everybody })));
    await chat.write({ type: "system", sender: ann, content: "", effect: { kind: "room_deleted" } });
    for (let left = 1; left > 0;) left = await store.rooms.purge(10);
    assert.deepEqual(await store.messages.mentions(bob, 10, 0), { mentions: [], total: 0 });
  },
  "guests() finds members without an account by name, without regard to case, and nobody else": async (store) => {
    const [chat, other] = [await Chat.open(store, 1), await Chat.open(store, 2)];
    const [first, second] = [idOf(0x6a1), idOf(0x6b2)];
    const named = (id: Id, username: string): Deed => {
      const effect: Effect = { kind: "member_joined", user: { id, username }, role: "member", at, guest: true };
      return { ...come(id, true), effect };
    };
    await chat.write(come(bob), named(second, "Élan"), named(first, "Max"));
    await other.write(named(eve, "max"));
    const names = ["éLAN", "max", "user-b2", "ann", "nobody"];
    assert.deepEqual(await store.members.guests(chat.room, names), [
      { id: first, username: "Max" },
      { id: second, username: "Élan" },
    ]);
    await chat.write(go(first));
    assert.deepEqual(await store.members.guests(chat.room, names), [{ id: second, username: "Élan" }]);
    assert.deepEqual(await store.members.guests(idOf(99), names), []);
  },
};
