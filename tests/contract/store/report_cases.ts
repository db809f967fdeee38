import assert from "node:assert/strict";
import { reportVoicesMax } from "../../../src/limits.ts";
import type { Decision, NewReport, ReportQuery, ReportVoice } from "../../../src/ports/reports.ts";
import type { Store } from "../../../src/ports/store.ts";
import type { AuditRecord } from "../../../src/protocol/audit.ts";
import type { Id } from "../../../src/protocol/id.ts";
import { timeOf } from "./message_entries.ts";
import { ann, bob, eve, idOf, type StoreCases } from "./store_cases.ts";

const room = idOf(1);
const report = (number: number, seq: number, parts: Partial<NewReport> = {}): NewReport => {
  return { id: idOf(0x500 + number), room, seq, author: eve, message: `{"content":"secret ${seq}"}`, ...parts };
};
const voice = (user: Id, second: number): ReportVoice => {
  return { user: { id: user, username: `user ${user.slice(-2)}` }, reason: "spam", at: timeOf(second) };
};
const decision: Decision = { by: { id: ann, username: "Ann" }, at: timeOf(99), note: "removed" };
const record = (number: number): AuditRecord => {
  return { id: idOf(0x8000 + number), at: timeOf(100 + number), action: "decide_report", room_id: room };
};

async function idsOf(store: Store, query: Partial<ReportQuery> = {}): Promise<Id[]> {
  return (await store.reports.find({ state: "open", limit: 100, ...query })).map(({ id }) => id);
}

export const reportCases: StoreCases = {
  "put() opens one report of a message, and each user counts once": async (store) => {
    assert.equal(await store.reports.put(report(1, 5), voice(ann, 1)), true);
    assert.equal(await store.reports.put(report(2, 5, { message: "{}" }), voice(bob, 2)), true);
    assert.equal(await store.reports.put(report(3, 5), voice(ann, 3)), false);
    assert.deepEqual(await store.reports.find({ state: "open", limit: 10 }), [
      { ...report(1, 5), state: "open", voices: [voice(ann, 1), voice(bob, 2)] },
    ]);
    assert.equal(await store.reports.byId(report(2, 5).id), undefined);
  },
  "of 20 users who report one message at once all count, in one report": async (store) => {
    const users = Array.from({ length: 20 }, (_, i) => idOf(0x600 + i));
    const put = () => Promise.all(users.map((user, i) => store.reports.put(report(i, 5), voice(user, i))));
    assert.deepEqual(new Set(await put()), new Set([true]));
    assert.deepEqual(new Set(await put()), new Set([false]));
    const [only, ...others] = await store.reports.find({ state: "open", limit: 10 });
    assert.deepEqual([new Set(only?.voices.map(({ user }) => user.id)), others], [new Set(users), []]);
  },
  "a report keeps as many voices as there may be, and says nothing new after them": async (store) => {
    for (let i = 0; i < reportVoicesMax; i++) await store.reports.put(report(1, 5), voice(idOf(0x600 + i), i));
    assert.equal(await store.reports.put(report(2, 5), voice(bob, 500)), false);
    assert.equal((await store.reports.byId(report(1, 5).id))?.voices.length, reportVoicesMax);
  },
  "find() answers reports by state and room, newest first, a page at a time, and none about whom it leaves out": async (
    store,
  ) => {
    await store.reports.put(report(1, 5), voice(ann, 3));
    await store.reports.put(report(2, 6, { author: bob }), voice(ann, 1));
    await store.reports.put(report(3, 7, { room: idOf(2) }), voice(ann, 2));
    const ids = [1, 3, 2].map((number) => report(number, 1).id);
    assert.deepEqual(await idsOf(store), ids);
    assert.deepEqual(await idsOf(store, { room }), [ids[0], ids[2]]);
    assert.deepEqual(await idsOf(store, { room, notAbout: bob }), [ids[0]]);
    assert.deepEqual(await idsOf(store, { limit: 2 }), ids.slice(0, 2));
    assert.deepEqual(await idsOf(store, { before: ids[1]! }), [ids[2]]);
    assert.deepEqual(await idsOf(store, { before: idOf(0xdead) }), []);
    assert.deepEqual(await idsOf(store, { state: "acted" }), []);
  },
  "decide() is done once, with its record, and takes the message out; then others may report it again": async (
    store,
  ) => {
    await store.reports.put(report(1, 5), voice(ann, 1));
    const { id, room, seq, author } = report(1, 5);
    const decided = { id, room, seq, author, state: "acted", voices: [voice(ann, 1)], decision };
    assert.equal(await store.reports.decide(idOf(9), "acted", decision, record(1)), undefined);
    assert.deepEqual(await store.reports.decide(id, "acted", decision, record(2)), decided);
    assert.deepEqual(await store.reports.decide(id, "dismissed", { at: timeOf(1) }, record(3)), decided);
    assert.deepEqual((await store.audit.find({ limit: 10 })).map(({ id }) => id), [record(2).id]);
    assert.deepEqual([await idsOf(store), await idsOf(store, { state: "acted" })], [[], [id]]);
    assert.equal(await store.reports.put(report(2, 5), voice(ann, 2)), false, "has said so before");
    assert.equal(await store.reports.put(report(3, 5), voice(bob, 3)), true);
    assert.deepEqual(await idsOf(store), [report(3, 5).id]);
  },
  "of 10 who decide at once one does, and there is one record": async (store) => {
    await store.reports.put(report(1, 5), voice(ann, 1));
    const states = ["acted", "dismissed"] as const;
    const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => {
      return store.reports.decide(report(1, 5).id, states[i % 2]!, decision, record(i));
    }));
    assert.equal(new Set(answers.map((answer) => answer?.state)).size, 1);
    assert.equal((await store.audit.find({ limit: 10 })).length, 1);
  },
  "forget() takes away reports of a user's messages and what the user has reported, and nothing else": async (
    store,
  ) => {
    await store.reports.put(report(1, 5), voice(ann, 1));
    await store.reports.put(report(2, 6, { author: ann }), voice(eve, 2));
    await store.reports.put(report(2, 6), voice(bob, 3));
    await store.reports.forget(eve);
    await store.reports.forget(eve);
    const left = await store.reports.find({ state: "open", limit: 10 });
    assert.deepEqual(left.map(({ id, voices }) => [id, voices]), [[report(2, 6).id, [voice(bob, 3)]]]);
  },
};
