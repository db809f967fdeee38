import assert from "node:assert/strict";
import type { SearchAsk } from "../../../src/ports/search.ts";
import type { Store } from "../../../src/ports/store.ts";
import type { Account } from "../../../src/ports/accounts.ts";
import type { Id } from "../../../src/protocol/id.ts";
import { SeededRandom } from "../../support/seeded_random.ts";
import { candidates, say, seqsFound } from "./search_messages.ts";
import { ann, append, at, bob, deleted, eve, idOf, makeRoom, type StoreCases } from "./store_cases.ts";

/** What is said in one room, and what finds it. */
const texts = [
  "Élan vital, said the café",
  "我在上海工作",
  "학교에서 만나요",
  "東京タワー and ｶﾒﾗ",
  "Don't panic: https://example.com/hitchhiker",
  "the café of elan",
  "Straße nach Łódź",
  "海上",
];
const finds: Readonly<Record<string, readonly number[]>> = {
  "elan": [7, 2],
  "ÉLAN": [7, 2],
  '"elan vital"': [2],
  '"vital elan"': [],
  "elan cafe": [7, 2],
  '"the cafe"': [7, 2],
  "caf*": [7, 2],
  "caf": [],
  "上海": [3],
  "海": [9, 3],
  "上海工作": [3],
  "工海": [],
  "学校": [],
  "학교": [4],
  "カメラ": [5],
  "タワー": [5],
  "don't": [6],
  "hitchhik*": [6],
  "strasse lodz": [8],
  "upon": [],
};

async function account(store: Store, number: number, username: string, displayName: string): Promise<Id> {
  const id = idOf(number);
  const made: Account = {
    id,
    username,
    email: `${username.toLowerCase()}@example.com`,
    passwordHash: "",
    createdAt: at,
    displayName,
    avatarUrl: "",
    bio: "",
    statusText: "",
  };
  assert.equal(await store.accounts.create(made), "ok");
  return id;
}

const nothing: SearchAsk = { rooms: [], clauses: [], has: [], pinned: false, limit: 10 };

export const searchCases: StoreCases = {
  "messages are found by words, phrases, beginnings and characters, whatever their case and accents": async (store) => {
    const room = await makeRoom(store, 1);
    await say(store, room, 1, ...texts.map((content) => ({ content })));
    for (const [q, seqs] of Object.entries(finds)) assert.deepEqual(await seqsFound(store, room, q), seqs, q);
  },

  "messages are found by who wrote them, when, whom they mention and what they carry": async (store) => {
    const room = await makeRoom(store, 1);
    await say(
      store,
      room,
      1,
      { content: "one https://example.com", user_id: bob },
      { content: "two", attachments: [{ id: "f", name: "Bericht.pdf", type: "application/pdf", size: 1 }] },
      { content: "three", attachments: [{ id: "g", name: "sea.png", type: "image/png", size: 1 }] },
      { content: "four", mentions: [eve] },
      { content: "five", mentions_room: true },
      { content: "six", type: "reply", thread: 2 },
    );
    const found = (q: string, parts: Partial<SearchAsk> = {}) => seqsFound(store, room, q, parts);
    assert.deepEqual(await found("", { senders: [bob] }), [2]);
    assert.deepEqual(await found("", { senders: [bob, ann], limit: 2 }), [7, 6, 5, 4, 3, 2]);
    assert.deepEqual(await found("has:link"), [2]);
    assert.deepEqual(await found("has:file"), [4, 3]);
    assert.deepEqual(await found("has:image"), [4]);
    assert.deepEqual(await found("bericht"), [3]);
    assert.deepEqual(await found("", { mentions: eve }), [6, 5]);
    assert.deepEqual(await found("on:2026-01-02"), [7, 6, 5, 4, 3, 2]);
    assert.deepEqual(await found("before:2026-01-02"), []);
    assert.deepEqual(await found("after:2026-01-02"), []);
    assert.deepEqual(await found("six after:2026-01-01"), [7]);
  },

  "an edited message is found by its new words only, a deleted one by none, a pinned one as such": async (store) => {
    const room = await makeRoom(store, 1);
    let head = await say(store, room, 1, { content: "first words" }, { content: "second words" });
    assert.deepEqual(await seqsFound(store, room, "first"), [2]);
    head = await say(store, room, head, { type: "edited", of: 2, content: "other words" });
    assert.deepEqual(await seqsFound(store, room, "first"), []);
    assert.deepEqual(await seqsFound(store, room, "other"), [2]);
    head = await say(store, room, head, { type: "system", action: "pin", of: 2 });
    assert.deepEqual(await seqsFound(store, room, "is:pinned"), [2]);
    head = await say(store, room, head, { type: "system", action: "unpin", of: 2 }, { type: "deleted", of: 3 });
    assert.deepEqual(await seqsFound(store, room, "is:pinned"), []);
    assert.deepEqual(await seqsFound(store, room, "second"), []);
    assert.deepEqual(await seqsFound(store, room, "words"), [2]);
    await say(store, room, head, { content: "third" }, { type: "edited", of: 8, content: "fourth" }, {
      type: "deleted",
      of: 2,
    });
    assert.deepEqual(await seqsFound(store, room, "third"), []);
    assert.deepEqual(await seqsFound(store, room, "fourth"), [8]);
    assert.deepEqual(await seqsFound(store, room, "words"), []);
  },

  "only the rooms that are asked for are searched, and a deleted one not at all": async (store) => {
    const [one, two] = [await makeRoom(store, 1), await makeRoom(store, 2)];
    await say(store, one, 1, { content: "same word" });
    const head = await say(store, two, 1, { content: "same word" });
    await store.search.catchUp([one, two], 100);
    const { clauses } = { clauses: [] };
    const found = async (rooms: readonly Id[]) =>
      (await candidates(store, { ...nothing, clauses, rooms })).map(({ room }) => room).sort();
    assert.deepEqual(await found([one, two]), [one, two]);
    assert.deepEqual(await found([two]), [two]);
    assert.deepEqual(await found([]), []);
    await append(store, two, head, deleted);
    await store.search.catchUp([one, two], 100);
    assert.deepEqual(await found([one]), [one]);
    await store.search.advance(100);
    assert.deepEqual(await seqsFound(store, one, "same"), [2]);
  },

  "pages follow one another by place, newest first, with nothing twice and nothing left out": async (store) => {
    const [one, two] = [await makeRoom(store, 1), await makeRoom(store, 2)];
    const many = Array.from({ length: 25 }, (_, i) => ({ content: `word ${i}`, timestamp: at }));
    await say(store, one, 1, ...many);
    await say(store, two, 1, ...many);
    await store.search.catchUp([one, two], 1_000);
    const found = await candidates(store, { ...nothing, rooms: [one, two], limit: 7 });
    assert.equal(found.length, 50);
    assert.equal(new Set(found.map(({ room, document }) => `${room} ${document.seq}`)).size, 50);
    const places = found.map(({ place }) => place);
    assert.deepEqual(places, places.toSorted().reverse());
  },

  "an index that is behind says so, and goes on where it was": async (store) => {
    const room = await makeRoom(store, 1);
    await say(store, room, 1, ...Array.from({ length: 20 }, (_, i) => ({ content: `word ${i}` })));
    const [lag] = await store.search.catchUp([room], 5);
    assert.deepEqual(lag, { room, after: 5, upTo: 21 });
    let behind = 16;
    for (let turns = 0; behind > 0; turns++) {
      assert.ok(turns < 50, "it does not get on");
      ({ behind } = await store.search.advance(7));
    }
    assert.deepEqual(await store.search.catchUp([room], 0), []);
    assert.equal((await seqsFound(store, room, "word")).length, 20);
  },

  "a search of random messages finds what looking at each of them finds": async (store) => {
    for (const seed of [1, 2, 3]) await randomSearches(store, seed);
  },

  "people are found by the beginning of their names, disabled ones not": async (store) => {
    const ada = await account(store, 1, "Ada", "Countess Lovelace");
    const adam = await account(store, 2, "adam", "");
    const love = await account(store, 3, "love", "Zoë Élan");
    const gone = await account(store, 4, "adagone", "Lovelace");
    await store.accounts.setDisabled(gone, true);
    const people = async (beginning: string, limit = 10) => (await store.search.people(beginning, limit)).toSorted();
    assert.deepEqual(await people("ada"), [ada, adam]);
    assert.deepEqual(await people("ADAM"), [adam]);
    assert.deepEqual(await people("love"), [ada, love]);
    assert.deepEqual(await people("love", 1), [love]);
    assert.deepEqual(await people("zoe el"), [love]);
    assert.deepEqual(await people("ovelace"), []);
    assert.deepEqual(await people("%"), []);
  },
};

const words = ["elan", "Élan", "hello", "world", "上海", "海上", "上", "학교", "hell", "a1"];
const asked = [
  "elan",
  "hello",
  "上海",
  "海",
  "上",
  "hell*",
  '"hello world"',
  '"world elan"',
  "학",
  "海上",
  "hello 上",
  "wor*",
];

/** Messages with edits and deletions in between; the question is put to the index and to each message by itself. */
async function randomSearches(store: Store, seed: number): Promise<void> {
  const random = new SeededRandom(seed);
  const room = await makeRoom(store, 100 + seed);
  const standing = new Map<number, string>();
  const sentence = () => Array.from({ length: 1 + random.int(4) }, () => words[random.int(words.length)]).join(" ");
  let head = 1;
  for (let step = 0; step < 60; step++) {
    const of = [...standing.keys()][random.int(Math.max(1, standing.size))];
    const dice = random.int(10);
    const content = sentence();
    if (of !== undefined && dice === 0) {
      standing.delete(of);
      head = await say(store, room, head, { type: "deleted", of });
    } else if (of !== undefined && dice <= 2) {
      standing.set(of, content);
      head = await say(store, room, head, { type: "edited", of, content });
    } else {
      head = await say(store, room, head, { content });
      standing.set(head, content);
    }
    if (random.chance(0.3)) await store.search.catchUp([room], 1 + random.int(9));
  }
  for (const q of asked) {
    const expected = [...standing].filter(([, content]) => naively(content, q)).map(([seq]) => seq);
    assert.deepEqual(await seqsFound(store, room, q), expected.sort((a, b) => b - a), `seed ${seed}: ${q}`);
  }
}

/** By other means than the index: sentences of `words` have single spaces and no punctuation. */
function naively(content: string, q: string): boolean {
  const text = ` ${content.replaceAll("Élan", "elan")} `;
  if (q.startsWith('"')) return text.includes(` ${q.slice(1, -1)} `);
  return q.split(" ").every((word) => {
    if (/^[a-z]/.test(word)) return text.includes(word.endsWith("*") ? ` ${word.slice(0, -1)}` : ` ${word} `);
    return text.includes(word);
  });
}
