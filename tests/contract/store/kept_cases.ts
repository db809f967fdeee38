import assert from "node:assert/strict";
import type { KeptItem } from "../../../src/ports/kept_items.ts";
import type { Store } from "../../../src/ports/store.ts";
import type { Id } from "../../../src/protocol/id.ts";
import { ann, append, bob, eve, idOf, joined, left, makeRoom, type StoreCases } from "./store_cases.ts";

const item = (key: string, text = `text of ${key}`, at = 1_000): KeptItem => ({ key, text, at });
const plenty = { most: 100 };

async function keysOf(store: Store, user: Id, kind: "draft" | "push"): Promise<string[]> {
  return [...(await store.kept.of([user], kind)).get(user) ?? []].map(({ key }) => key).sort();
}

export const keptCases: StoreCases = {
  "put() keeps an item of a user and kind under its key, and takes the place of what was there": async (store) => {
    const { kept } = store;
    await kept.put(ann, "draft", item("a"), plenty);
    await kept.put(ann, "draft", item("a", "newer: élan 上海 ' \" \\", 2_000), plenty);
    await kept.put(ann, "draft", item("b"), plenty);
    await kept.put(ann, "notify", item("a", "another kind"), plenty);
    await kept.put(bob, "draft", item("a", "another user"), plenty);
    const found = await kept.of([ann], "draft");
    assert.deepEqual([...found.keys()], [ann]);
    assert.deepEqual(found.get(ann), [item("a", "newer: élan 上海 ' \" \\", 2_000), item("b")]);
    assert.deepEqual((await kept.of([ann, bob, eve, ann], "draft", ["a"])).get(bob), [item("a", "another user")]);
    assert.deepEqual([...(await kept.of([ann, bob, eve], "draft", ["none"])).keys()], []);
    assert.deepEqual([...(await kept.of([], "draft")).keys()], []);
  },
  "put() refuses a further key of a user who has as many of the kind as there may be": async (store) => {
    const { kept } = store;
    assert.equal(await kept.put(ann, "draft", item("a"), { most: 2 }), "ok");
    assert.equal(await kept.put(ann, "draft", item("b"), { most: 2 }), "ok");
    assert.equal(await kept.put(ann, "draft", item("c"), { most: 2 }), "full");
    assert.equal(await kept.put(ann, "draft", item("b", "again"), { most: 2 }), "ok");
    assert.equal(await kept.put(ann, "notify", item("c"), { most: 2 }), "ok");
    assert.equal(await kept.put(bob, "draft", item("c"), { most: 2 }), "ok");
    assert.deepEqual(await keysOf(store, ann, "draft"), ["a", "b"]);
    assert.equal(await kept.remove(ann, "draft", "a"), true);
    assert.equal(await kept.remove(ann, "draft", "a"), false);
    assert.equal(await kept.put(ann, "draft", item("c"), { most: 2 }), "ok");
    assert.deepEqual(await keysOf(store, ann, "draft"), ["b", "c"]);
  },
  "what is put alone is nobody else's any more": async (store) => {
    const { kept } = store;
    await kept.put(ann, "push", item("browser"), plenty);
    await kept.put(ann, "push", item("phone"), plenty);
    await kept.put(ann, "draft", item("browser"), plenty);
    await kept.put(bob, "push", item("browser", "now Bob's"), { ...plenty, alone: true });
    assert.deepEqual(await keysOf(store, ann, "push"), ["phone"]);
    assert.deepEqual(await keysOf(store, ann, "draft"), ["browser"]);
    assert.deepEqual(await keysOf(store, bob, "push"), ["browser"]);
  },
  "of many who claim a key at once the first one's text is answered to all, for ever": async (store) => {
    const texts = Array.from({ length: 20 }, (_, i) => `text ${i}`);
    const answers = await Promise.all(texts.map((text) => store.kept.claim(ann, "vapid", item("key", text))));
    assert.equal(new Set(answers).size, 1);
    assert.ok(texts.includes(answers[0]!));
    assert.equal(await store.kept.claim(ann, "vapid", item("key", "late")), answers[0]);
  },
  "membersWith() finds those members of a room for whom something is kept, a page after the other": async (store) => {
    const room = await makeRoom(store, 1);
    const people = Array.from({ length: 30 }, (_, i) => idOf(0x300 + i));
    await append(store, room, 1, ...people.map((user) => joined(user, "Somebody")), joined(bob, "Bob"), left(bob));
    const those = people.filter((_, i) => i % 3 === 0);
    for (const user of [...those, bob, eve]) {
      await store.kept.put(user, "push", item("one"), plenty);
      await store.kept.put(user, "push", item("two"), plenty);
    }
    await store.kept.put(people[1]!, "draft", item("one"), plenty);
    assert.deepEqual(await store.kept.membersWith(room, "push", 100), those);
    assert.deepEqual(await store.kept.membersWith(room, "push", 4), those.slice(0, 4));
    assert.deepEqual(await store.kept.membersWith(room, "push", 100, those[3]), those.slice(4));
    assert.deepEqual(await store.kept.membersWith(idOf(99), "push", 100), []);
  },
  "holders() finds who keeps something under a key for mail, a page after the other": async (store) => {
    const people = Array.from({ length: 9 }, (_, i) => idOf(0x300 + i));
    for (const user of people.toReversed()) await store.kept.put(user, "digest", item("on"), plenty);
    await store.kept.put(ann, "digest", item("sent"), plenty);
    await store.kept.put(bob, "draft", item("on"), plenty);
    await store.kept.remove(people[4]!, "digest", "on");
    const those = people.filter((_, i) => i !== 4);
    assert.deepEqual(await store.kept.holders("digest", "on", 100), those);
    assert.deepEqual(await store.kept.holders("digest", "on", 3, those[1]), those.slice(2, 5));
    assert.deepEqual(await store.kept.holders("digest", "on", 3, those.at(-1)), []);
  },
  "forget() leaves nothing of the user's, and everything of others'": async (store) => {
    await store.kept.put(ann, "push", item("a"), plenty);
    await store.kept.put(ann, "draft", item("a"), plenty);
    await store.kept.put(bob, "draft", item("a"), plenty);
    await store.kept.forget(ann);
    await store.kept.forget(ann);
    assert.deepEqual([await keysOf(store, ann, "push"), await keysOf(store, ann, "draft")], [[], []]);
    assert.deepEqual(await keysOf(store, bob, "draft"), ["a"]);
  },
};
