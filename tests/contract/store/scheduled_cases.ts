import assert from "node:assert/strict";
import type { NewScheduledMessage } from "../../../src/ports/scheduled.ts";
import { ann, bob, idOf, type StoreCases } from "./store_cases.ts";

function message(number: number, parts: Partial<NewScheduledMessage> = {}): NewScheduledMessage {
  const id = idOf(number);
  return { id, user: ann, username: "Ann", room: idOf(1), content: "Hello", sendAt: 1_000, createdAt: 1, ...parts };
}

export const scheduledCases: StoreCases = {
  "create() keeps messages; each user's are listed by their time, up to as many as there may be": async (store) => {
    const { scheduled } = store;
    const answer = message(3, {
      sendAt: 500,
      replyTo: 4,
      thread: 2,
      attachments: [idOf(8), idOf(7)],
      content: "élan ' \" \\ 上海",
    });
    assert.equal(await scheduled.create(message(2), 2), "ok");
    assert.equal(await scheduled.create(answer, 2), "ok");
    assert.equal(await scheduled.create(message(4), 2), "full");
    assert.equal(await scheduled.create(message(5, { user: bob }), 2), "ok");
    const waiting = { state: "waiting" };
    assert.deepEqual(await scheduled.ofUser(ann), [{ ...answer, ...waiting }, { ...message(2), ...waiting }]);
    assert.equal((await scheduled.ofUser(bob)).length, 1);
  },
  "claim() takes what is due, earliest first, and again only when the claim is over": async (store) => {
    const { scheduled } = store;
    for (const [number, sendAt] of [[2, 900], [3, 300], [4, 600], [5, 901]] as const) {
      await scheduled.create(message(number, { sendAt }), 10);
    }
    const ids = async (now: number, until: number, limit: number) =>
      (await scheduled.claim(now, until, limit)).map(({ id, state }) => [id, state]);
    assert.deepEqual(await ids(299, 5_000, 10), []);
    assert.deepEqual(await ids(900, 5_000, 2), [[idOf(3), "sending"], [idOf(4), "sending"]]);
    assert.deepEqual(await ids(900, 5_000, 10), [[idOf(2), "sending"]]);
    assert.deepEqual(await ids(900, 5_000, 10), []);
    assert.deepEqual(await ids(5_000, 9_000, 10), [3, 4, 2, 5].map((number) => [idOf(number), "sending"]));
  },
  "of many who claim at once each message is given to one": async (store) => {
    for (let number = 10; number < 40; number++) await store.scheduled.create(message(number), 100);
    const claims = await Promise.all(Array.from({ length: 12 }, () => store.scheduled.claim(1_000, 60_000, 5)));
    const taken = claims.flat().map(({ id }) => id);
    assert.equal(taken.length, 30);
    assert.equal(new Set(taken).size, 30);
  },
  "what a node has begun to send is neither changed nor removed; what was sent is gone": async (store) => {
    const { scheduled } = store;
    await scheduled.create(message(2), 10);
    const later = await scheduled.change(ann, idOf(2), { content: "Later", sendAt: 2_000 });
    assert.deepEqual(later, { ...message(2), content: "Later", sendAt: 2_000, state: "waiting" });
    assert.deepEqual(await scheduled.claim(1_999, 9_000, 10), []);
    assert.equal(await scheduled.change(bob, idOf(2), { content: "Not mine" }), "missing");
    assert.equal(await scheduled.remove(bob, idOf(2)), "missing");
    assert.equal((await scheduled.claim(2_000, 9_000, 10))[0]?.content, "Later");
    assert.equal(await scheduled.change(ann, idOf(2), { content: "Too late" }), "sending");
    assert.equal(await scheduled.remove(ann, idOf(2)), "sending");
    await scheduled.sent(idOf(2));
    await scheduled.sent(idOf(2));
    assert.deepEqual(await scheduled.ofUser(ann), []);
    assert.equal(await scheduled.remove(ann, idOf(2)), "missing");
    assert.deepEqual(await scheduled.claim(99_000, 100_000, 10), []);
  },
  "what failed is kept with why, is due no more, and waits again when it is changed": async (store) => {
    const { scheduled } = store;
    const failure = { code: "not_member", message: "Only members of the room may do this" } as const;
    await scheduled.create(message(2), 10);
    await scheduled.failed(idOf(2), failure);
    assert.equal((await scheduled.ofUser(ann))[0]?.state, "waiting");
    await scheduled.claim(1_000, 2_000, 10);
    await scheduled.failed(idOf(2), failure);
    assert.deepEqual(await scheduled.ofUser(ann), [{ ...message(2), state: "failed", failure }]);
    assert.deepEqual(await scheduled.claim(99_000, 100_000, 10), []);
    const again = { ...message(2), sendAt: 3_000, state: "waiting" };
    assert.deepEqual(await scheduled.change(ann, idOf(2), { sendAt: 3_000 }), again);
    assert.deepEqual(await scheduled.ofUser(ann), [again]);
    assert.equal((await scheduled.claim(3_000, 4_000, 10)).length, 1);
    await scheduled.failed(idOf(2), failure);
    assert.equal(await scheduled.remove(ann, idOf(2)), "ok");
    assert.deepEqual(await scheduled.ofUser(ann), []);
  },
  "forget() removes all of a user's scheduled messages, and nobody else's": async (store) => {
    await store.scheduled.create(message(2), 10);
    await store.scheduled.create(message(3, { user: bob }), 10);
    await store.scheduled.forget(ann);
    assert.deepEqual((await store.scheduled.claim(1_000, 2_000, 10)).map(({ id }) => id), [idOf(3)]);
  },
};
