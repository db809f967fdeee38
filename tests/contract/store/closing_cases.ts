import assert from "node:assert/strict";
import { ann, append, assertUnavailable, batch, everything, idOf, makeRoom, type StoreCases } from "./store_cases.ts";

export const closingCases: StoreCases = {
  "check() resolves while the store can be written to, as often as it is asked": async (store) => {
    const room = await makeRoom(store, 1);
    await store.check();
    await Promise.all([store.check(), append(store, room, 1, {}), store.check()]);
    await store.check();
  },
  "close() finishes what was accepted before it": async (store) => {
    const room = await makeRoom(store, 1);
    const appending = Promise.all([1, 2, 3, 4, 5].map((head) => store.log.append(room, head, batch(head, {}))));
    const reading = store.log.read(room, everything, 10);
    await store.close();
    assert.deepEqual((await appending).map(({ kind }) => kind), ["ok", "ok", "ok", "ok", "ok"]);
    assert.ok((await reading).length >= 1);
  },
  "after close() every call is unavailable; closing again is harmless": async (store) => {
    await makeRoom(store, 1);
    await store.close();
    await store.close();
    await assertUnavailable(store.log.append(idOf(1), 1, batch(1, {})));
    await assertUnavailable(store.log.read(idOf(1), everything, 1));
    await assertUnavailable(store.log.heads([idOf(1)]));
    await assertUnavailable(store.rooms.byId(idOf(1)));
    await assertUnavailable(store.rooms.rename(idOf(1), "x"));
    await assertUnavailable(store.members.roomsOf(ann));
    await assertUnavailable(store.accounts.byId(ann));
    await assertUnavailable(store.tokens.spend("x", 1));
    await assertUnavailable(store.check());
  },
  "calls after close() began are unavailable, though it has not ended": async (store) => {
    await makeRoom(store, 1);
    const closing = store.close();
    await assertUnavailable(store.log.append(idOf(1), 1, batch(1, {})));
    await assertUnavailable(store.rooms.byId(idOf(1)));
    await closing;
  },
};
