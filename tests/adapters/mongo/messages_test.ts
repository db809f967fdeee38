import assert from "node:assert/strict";
import { MongoClient } from "mongodb";
import { batchDocument } from "../../../src/adapters/mongo/documents.ts";
import type { LogEntry } from "../../../src/ports/event_log.ts";
import type { Store } from "../../../src/ports/store.ts";
import { Chat } from "../../contract/store/message_cases.ts";
import { deedEntry, people, randomDeed, removed, replied, said } from "../../contract/store/message_entries.ts";
import { factOf, redactedLog, repliesOf, stateOf, threadOf } from "../../contract/store/message_model.ts";
import { bob, eve, everything } from "../../contract/store/store_cases.ts";
import { SeededRandom } from "../../support/seeded_random.ts";
import { mongoTest, openMongoStore, sharedMongoServer } from "./mongo_tests.ts";

const server = await sharedMongoServer();

/** Two nodes on one database, a room, and the database itself. */
async function open(): Promise<{ one: Store; two: Store; chat: Chat; client: MongoClient } & AsyncDisposable> {
  const url = server!.url();
  // Much is applied in one call here, by a database that is slow.
  const options = { callMsMax: 60_000 };
  const [one, two] = await Promise.all([openMongoStore(url, options), openMongoStore(url, options)]);
  const client = new MongoClient(url);
  return {
    one,
    two,
    client,
    chat: await Chat.open(one, 1),
    async [Symbol.asyncDispose]() {
      await Promise.all([one.close(), two.close(), client.close()]);
    },
  };
}

/** Batches of somebody who died before applying what they do. */
async function leavePending(chat: Chat, client: MongoClient, batches: number, random: SeededRandom): Promise<void> {
  for (let n = 0; n < batches; n++) {
    const entries: LogEntry[] = [];
    for (let i = 1 + random.int(5); i > 0; i--) {
      const entry = deedEntry(chat.room, chat.head + 1, randomDeed(chat.log, random));
      entries.push(entry);
      chat.log.push(entry);
    }
    await client.db().collection("log").insertOne(batchDocument(chat.room, entries));
  }
}

/** Everything that this node says about the messages. */
async function look(store: Store, { room, log }: Chat): Promise<void> {
  const seqs = log.map(({ seq }) => seq);
  const [facts, states, entries] = await Promise.all([
    store.messages.facts(room, seqs.map((seq) => ({ seq, user: eve }))),
    store.messages.states(room, seqs, eve),
    store.log.read(room, everything, 10_000),
  ]);
  assert.deepEqual([facts.seq, states.seq], [log.length, log.length]);
  assert.deepEqual(entries, redactedLog(log));
  for (const seq of seqs) {
    assert.deepEqual(facts.facts.get(seq), factOf(log, seq, [eve]), `facts of ${seq}`);
    const state = states.states.get(seq);
    const plain = state !== undefined && Object.keys(state).length === 1 && state.reactions.length === 0;
    assert.deepEqual(plain ? undefined : state, stateOf(log, seq, eve), `state of ${seq}`);
  }
}

mongoTest("what nodes leave undone that die is done by whoever looks, by two at once as by one", async () => {
  await using nodes = await open();
  const { one, two, chat, client } = nodes;
  const random = new SeededRandom(1);
  for (let round = 0; round < 4; round++) {
    await leavePending(chat, client, 8, random);
    await Promise.all([look(one, chat), look(two, chat), look(one, chat), look(two, chat)]);
  }
  assert.equal(await client.db().collection("log").countDocuments({ pending: true }), 0);
});

mongoTest("more batches than are applied in one go are applied in the order of the log", async () => {
  await using nodes = await open();
  const { one, two, chat, client } = nodes;
  const batches = Array.from({ length: 105 }, (_, i) => {
    const entry = deedEntry(chat.room, 2 + i, i === 0 ? said(bob) : replied(people[i % 5]!, 2));
    chat.log.push(entry);
    return { ...batchDocument(chat.room, [entry]), pending: true as const };
  });
  await client.db().collection("log").insertMany(batches);
  await Promise.all([look(one, chat), look(two, chat)]);
});

mongoTest("what is applied again, or long after, changes nothing", async () => {
  await using nodes = await open();
  const { one, two, chat, client } = nodes;
  await leavePending(chat, client, 12, new SeededRandom(2));
  await look(one, chat);
  const threads = async (store: Store) => {
    const roots = chat.log.filter(({ seq }) => repliesOf(chat.log, seq).length > 0).map(({ seq }) => seq);
    assert.ok(roots.length > 0);
    for (const root of roots) {
      const expected = threadOf(chat.log, { room: chat.room, user: bob, root }, undefined, 0);
      assert.deepEqual(await store.threads.standing(bob, chat.room, root), expected);
    }
  };
  await threads(one);
  // A node that slept in the middle of it takes it up where it was.
  await client.db().collection("log").updateMany({ room: chat.room }, { $set: { pending: true } });
  await Promise.all([look(one, chat), look(two, chat)]);
  await threads(two);
});

mongoTest(
  "whoever reads after an acknowledged deletion does not see the content, however busy others are",
  async () => {
    await using nodes = await open();
    const { one, two, chat } = nodes;
    for (let round = 0; round < 15; round++) {
      const secret = `secret ${round}`;
      const of = await chat.write(said(bob, secret));
      await chat.write(removed(bob, of));
      const reads = [one, two, two].map((store) => store.log.read(chat.room, { after: of - 1, upTo: of }, 1));
      for (const [entry] of await Promise.all(reads)) assert.ok(entry !== undefined && !entry.text.includes(secret));
      const [found] = await two.log.find(chat.room, everything, { types: ["text"] }, 1, 0);
      assert.ok(found !== undefined && !found.text.includes(secret));
    }
    await look(two, chat);
  },
);

mongoTest("two nodes that react to one message at once count each reaction once", async () => {
  await using nodes = await open();
  const { one, two, chat } = nodes;
  await chat.write(said(bob));
  const react = async (store: Store, users: readonly string[]): Promise<void> => {
    for (const [i, user] of users.entries()) {
      for (let done = false, head = 2; !done;) {
        const effect = { kind: "reaction" as const, of: 2, user_id: user, emoji: "eyes", added: true };
        const parts = { type: "reaction" as const, sender: user, content: "eyes", effect, clientId: `${i}` };
        const result = await store.log.append(chat.room, head, [deedEntry(chat.room, head + 1, parts)]);
        if (result.kind === "conflict") head = result.head;
        else done = result.kind === "ok";
      }
    }
  };
  await Promise.all([react(one, people.slice(0, 15)), react(two, people.slice(15, 30))]);
  chat.log.push(...(await one.log.read(chat.room, { after: 2, upTo: 1_000 }, 1_000)));
  assert.equal(chat.log.length, 32);
  await Promise.all([look(one, chat), look(two, chat)]);
});
