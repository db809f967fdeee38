import assert from "node:assert/strict";
import { erasedName } from "../../../src/protocol/erased.ts";
import type { RoomEvent } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
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
  left,
  makeRoom,
  type StoreCases,
} from "./store_cases.ts";

function said(event: Partial<RoomEvent>): string {
  return JSON.stringify({ user_id: ann, username: "Ann", content: "", type: "text", ...event });
}

function banOf(user: Id, username: string): EntryParts {
  const by = { id: ann, username: "Ann" };
  const sanction = { user: { id: user, username }, by, at };
  const text = said({
    type: "system",
    content: `Ann banned ${username}`,
    action: "ban",
    target: { id: user, username },
  });
  return { type: "system", text, effect: { kind: "banned", sanction } };
}

export const erasingCases: StoreCases = {
  "a name that is forgotten is in no entry of the range and in no effect; texts, places and others' names stay": async (
    store,
  ) => {
    const room = await makeRoom(store, 1);
    const hers = said({ user_id: bob, username: "Bob", content: "Bob was here" });
    const passedOn = said({
      content: "look",
      forwarded: { room_id: room, seq: 2, user_id: bob, username: "Bob", timestamp: at },
    });
    const bobJoins = joined(bob, "Bob");
    const parts = [
      { ...bobJoins, text: said({ type: "system", user_id: bob, username: "Bob", content: "Bob joined" }) },
      { sender: bob, clientId: "one", text: hers },
      { text: passedOn },
      { ...left(bob), text: said({ type: "system", user_id: bob, username: "Bob", content: "Bob left" }) },
      banOf(bob, "Bob"),
      banOf(eve, "Eve"),
    ];
    await append(store, room, 1, ...parts);
    await store.log.forgetName(room, { after: 2, upTo: 7 }, bob);
    const kept = await store.log.read(room, { after: 1, upTo: 2 }, 1);
    assert.match(kept[0]!.text, /"username":"Bob"/, "outside the range");
    await store.log.forgetName(room, everything, bob);
    await store.log.forgetName(room, everything, bob);
    const entries = await store.log.read(room, everything, 100);
    const events = entries.slice(1).map(({ text }) => JSON.parse(text) as RoomEvent);
    assert.deepEqual(events.map(({ username, content }) => `${username}: ${content}`), [
      `${erasedName}: ${erasedName} joined`,
      `${erasedName}: Bob was here`,
      "Ann: look",
      `${erasedName}: ${erasedName} left`,
      `Ann: Ann banned ${erasedName}`,
      "Ann: Ann banned Eve",
    ]);
    assert.deepEqual(events[2]?.forwarded?.username, erasedName);
    assert.deepEqual(events[4]?.target, { id: bob, username: erasedName });
    assert.deepEqual(entries.map(({ id }) => id).slice(1), batch(1, ...parts).map(({ id }) => id));
    assert.deepEqual(entries[1]?.effect, { ...bobJoins.effect, user: { id: bob, username: erasedName } });
    const { conduct } = await store.members.lookup(room, [bob, eve]);
    assert.equal(conduct?.get(bob)?.ban?.user.username, erasedName);
    assert.equal(conduct?.get(eve)?.ban?.user.username, "Eve");
    const repeated = await store.log.append(room, 7, batch(7, { sender: bob, clientId: "one" }));
    assert.equal(repeated.kind, "duplicate", "what makes sending repeatable stays");
  },
  "a name of who imposed a sanction is forgotten, too": async (store) => {
    const room = await makeRoom(store, 1);
    await append(store, room, 1, banOf(eve, "Eve"));
    await store.log.forgetName(room, everything, ann);
    const [placed] = await store.members.sanctions(room, "ban", { now: at, limit: 10 });
    assert.deepEqual(placed?.sanction.by, { id: ann, username: erasedName });
    assert.equal(placed?.sanction.user.username, "Eve");
  },
  "an account that is removed is found by nothing, and its names are free": async (store) => {
    const account = {
      id: ann,
      username: "Ann",
      email: "ann@example.com",
      passwordHash: "hash",
      createdAt: at,
      displayName: "",
      avatarUrl: "",
      bio: "",
      statusText: "",
    };
    await store.accounts.create(account);
    await store.lastSeen.note([{ user: ann, at: 5 }]);
    await store.accounts.remove(ann);
    await store.accounts.remove(ann);
    assert.equal(await store.accounts.byId(ann), undefined);
    assert.equal((await store.lastSeen.of([ann])).size, 0);
    assert.equal(await store.accounts.create({ ...account, id: bob, username: "ANN" }), "ok");
  },
  "all blocks by a user and of a user are forgotten at once, and no others": async (store) => {
    for (const [user, other] of [[ann, bob], [bob, ann], [eve, ann], [eve, bob]] as const) {
      await store.blocks.put(user, { user: other, at });
    }
    await store.blocks.forget(ann);
    assert.deepEqual(await store.blocks.of(ann, 10), []);
    assert.deepEqual(await store.blocks.of(bob, 10), []);
    assert.deepEqual((await store.blocks.of(eve, 10)).map(({ user }) => user), [bob]);
  },
  "a job is found by its id while it is there": async (store) => {
    const job = await store.jobs.create({ id: idOf(77), kind: "erase", user: ann, username: "x", createdAt: at });
    assert.deepEqual(await store.jobs.byId(idOf(77)), job);
    assert.equal(await store.jobs.byId(idOf(78)), undefined);
    await store.jobs.remove(idOf(77));
    assert.equal(await store.jobs.byId(idOf(77)), undefined);
  },
};
