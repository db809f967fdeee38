import assert from "node:assert/strict";
import type { Account } from "../../../src/ports/accounts.ts";
import { at, idOf, type StoreCases } from "./store_cases.ts";

function account(number: number, parts: Partial<Account> = {}): Account {
  return {
    id: idOf(number),
    username: `User${number}`,
    email: `user${number}@example.org`,
    passwordHash: "$2b$12$hash",
    createdAt: at,
    displayName: "",
    avatarUrl: "",
    bio: "",
    statusText: "",
    ...parts,
  };
}

export const accountCases: StoreCases = {
  "create() keeps an account; it is found by id, username and email": async (store) => {
    const one = account(1, {
      displayName: "One",
      avatarUrl: "https://example.org/1.png",
      bio: "It's \u00e9",
      statusText: "Away",
    });
    assert.equal(await store.accounts.create(one), "ok");
    await store.accounts.create(account(2));
    assert.deepEqual(await store.accounts.byId(one.id), one);
    assert.deepEqual(await store.accounts.byUsername("User1"), one);
    assert.deepEqual(await store.accounts.byEmail("user1@example.org"), one);
  },
  "an account that does not exist is undefined": async (store) => {
    assert.equal(await store.accounts.byId(idOf(1)), undefined);
    assert.equal(await store.accounts.byUsername("nobody"), undefined);
    assert.equal(await store.accounts.byEmail("nobody@example.org"), undefined);
    assert.equal(await store.accounts.update(idOf(1), { bio: "x" }), undefined);
  },
  "usernames are unique without regard to case, in any script": async (store) => {
    const names = [
      ["Ann", "aNN"],
      ["\u00c9lodie", "\u00e9LODIE"],
      ["\u0410\u043d\u043d\u0430", "\u0430\u041d\u041d\u0410"],
      ["\u039f\u03b4\u03cc\u03c2", "\u039f\u0394\u038c\u03a3"],
      ["stra\u00dfe", "STRASSE"],
    ];
    for (const [i, [first, second]] of names.entries()) {
      assert.equal(await store.accounts.create(account(i, { username: first! })), "ok");
      assert.equal(await store.accounts.create(account(50 + i, { username: second! })), "username_taken", second!);
      assert.equal((await store.accounts.byUsername(second!))?.username, first);
    }
  },
  "a composed and a decomposed letter are one": async (store) => {
    assert.equal(await store.accounts.create(account(1, { username: "caf\u00e9" })), "ok");
    assert.equal(await store.accounts.create(account(2, { username: "cafe\u0301" })), "username_taken");
    assert.equal(await store.accounts.create(account(3, { username: "cafe" })), "ok");
  },
  "emails are unique": async (store) => {
    assert.equal(await store.accounts.create(account(1)), "ok");
    assert.equal(await store.accounts.create(account(2, { email: "user1@example.org" })), "email_taken");
    assert.equal(await store.accounts.byId(idOf(2)), undefined);
  },
  "an account that was refused leaves its other name free": async (store) => {
    await store.accounts.create(account(1));
    assert.equal(await store.accounts.create(account(2, { username: "user1" })), "username_taken");
    assert.equal(await store.accounts.create(account(3, { email: "user2@example.org" })), "ok");
  },
  "of 20 racing create() calls with one username or one email exactly one is ok": async (store) => {
    const numbers = Array.from({ length: 20 }, (_, i) => i);
    const byName = await Promise.all(
      numbers.map((i) => store.accounts.create(account(i, { username: i % 2 ? "Same" : "sAME" }))),
    );
    assert.deepEqual(new Set(byName), new Set(["ok", "username_taken"]));
    assert.equal(byName.filter((result) => result === "ok").length, 1);
    const byEmail = await Promise.all(
      numbers.map((i) => store.accounts.create(account(100 + i, { email: "same@example.org" }))),
    );
    assert.deepEqual(new Set(byEmail), new Set(["ok", "email_taken"]));
    assert.equal(byEmail.filter((result) => result === "ok").length, 1);
  },
  "byIds() answers those that exist": async (store) => {
    for (const number of [1, 2, 3]) await store.accounts.create(account(number));
    const found = await store.accounts.byIds([idOf(3), idOf(9), idOf(1)]);
    assert.deepEqual(found.map(({ id }) => id).toSorted(), [idOf(1), idOf(3)]);
    assert.deepEqual(found.find(({ id }) => id === idOf(1)), account(1));
    assert.deepEqual(await store.accounts.byIds([]), []);
  },
  "update() changes what it names, and answers the account after it": async (store) => {
    await store.accounts.create(account(1, { bio: "old", displayName: "One" }));
    await store.accounts.create(account(2, { bio: "other" }));
    const after = account(1, { bio: "new", displayName: "One" });
    assert.deepEqual(await store.accounts.update(idOf(1), { bio: "new" }), after);
    assert.deepEqual(await store.accounts.byId(idOf(1)), after);
    const away = { ...after, statusText: "Away" };
    assert.deepEqual(await store.accounts.update(idOf(1), { statusText: "Away" }), away);
    const busy = { ...away, statusEmoji: "\u{1f334}", statusUntil: 5_000 };
    assert.deepEqual(await store.accounts.update(idOf(1), { statusEmoji: "\u{1f334}", statusUntil: 5_000 }), busy);
    assert.deepEqual(await store.accounts.byId(idOf(1)), busy);
    assert.deepEqual(await store.accounts.update(idOf(1), { statusEmoji: "", statusUntil: 0 }), away);
    assert.deepEqual(await store.accounts.update(idOf(1), { statusText: "" }), after);
    const cleared = await store.accounts.update(idOf(1), { bio: "", displayName: "", avatarUrl: "https://x.org/a" });
    assert.deepEqual(cleared, account(1, { avatarUrl: "https://x.org/a" }));
    assert.deepEqual(await store.accounts.update(idOf(1), {}), cleared);
    assert.equal((await store.accounts.byId(idOf(2)))?.bio, "other");
  },
  "setDisabled() is kept, and begins a generation each time an enabled account is disabled": async (store) => {
    await store.accounts.create(account(1));
    await store.accounts.create(account(2));
    assert.deepEqual(await store.accounts.setDisabled(idOf(1), false), account(1));
    const first = account(1, { disabled: true, generation: 1 });
    assert.deepEqual(await store.accounts.setDisabled(idOf(1), true), first);
    assert.deepEqual(await store.accounts.setDisabled(idOf(1), true), first, "repeated");
    assert.deepEqual(await store.accounts.byId(idOf(1)), first);
    assert.deepEqual(await store.accounts.update(idOf(1), { bio: "x" }), { ...first, bio: "x" });
    assert.deepEqual(await store.accounts.setDisabled(idOf(1), false), account(1, { bio: "x", generation: 1 }));
    assert.deepEqual(await store.accounts.setDisabled(idOf(1), true), { ...first, bio: "x", generation: 2 });
    assert.deepEqual(await store.accounts.byId(idOf(2)), account(2), "nobody else");
    assert.equal(await store.accounts.setDisabled(idOf(3), true), undefined);
  },
  "of 10 racing setDisabled() calls one begins a generation": async (store) => {
    await store.accounts.create(account(1));
    await Promise.all(Array.from({ length: 10 }, () => store.accounts.setDisabled(idOf(1), true)));
    assert.equal((await store.accounts.byId(idOf(1)))?.generation, 1);
  },
};
