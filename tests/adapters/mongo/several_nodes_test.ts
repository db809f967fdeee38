import assert from "node:assert/strict";
import type { Store } from "../../../src/ports/store.ts";
import {
  append,
  batch,
  bob,
  everything,
  idOf,
  joined,
  left,
  makeRoom,
  newRoom,
  seqsOf,
} from "../../contract/store/store_cases.ts";
import { say, seqsFound } from "../../contract/store/search_messages.ts";
import { mongoTest, openMongoStore, sharedMongoServer } from "./mongo_tests.ts";

const server = await sharedMongoServer();

/** Two stores on one database, as two nodes would have it. */
async function twoNodes(): Promise<{ one: Store; two: Store } & AsyncDisposable> {
  const url = server!.url();
  // Both find no index: both make them.
  const [one, two] = await Promise.all([openMongoStore(url), openMongoStore(url)]);
  return {
    one,
    two,
    async [Symbol.asyncDispose]() {
      await Promise.all([one.close(), two.close()]);
    },
  };
}

mongoTest("two nodes that append to one room make one log without a hole or a repeat", async () => {
  await using nodes = await twoNodes();
  const room = await makeRoom(nodes.one, 1);
  let conflicts = 0;

  async function write(store: Store, name: string): Promise<void> {
    let head = 1;
    for (let i = 0; i < 60;) {
      const result = await store.log.append(room, head, batch(head, { text: `${name}${i}`, clientId: `${name}${i}` }));
      if (result.kind === "conflict") {
        conflicts++;
        assert.ok(result.head > head);
        head = result.head;
      } else {
        assert.equal(result.kind, "ok");
        head++;
        i++;
      }
    }
  }

  await Promise.all([write(nodes.one, "a"), write(nodes.two, "b")]);
  assert.ok(conflicts > 0, "the two never met");
  const entries = await nodes.two.log.read(room, everything, 1_000);
  assert.deepEqual(entries.map(({ seq }) => seq), Array.from({ length: 121 }, (_, i) => i + 1));
  for (const name of ["a", "b"]) {
    const own = entries.map(({ text }) => text).filter((text) => text.startsWith(name));
    assert.deepEqual(own, Array.from({ length: 60 }, (_, i) => `${name}${i}`));
  }
});

mongoTest("what one node has acknowledged, the other reads", async () => {
  await using nodes = await twoNodes();
  const room = await makeRoom(nodes.one, 1);
  let head = 1;
  for (let i = 0; i < 20; i++) {
    head = await append(nodes.one, room, head, {});
    assert.equal((await nodes.two.log.heads([room])).get(room)?.seq, head);
    assert.equal((await nodes.two.rooms.byId(room))?.head, head);
  }
});

mongoTest("who is a member is exact as of the seq named, while another node lets them in and out", async () => {
  await using nodes = await twoNodes();
  const room = await makeRoom(nodes.one, 1);
  let known = 1;
  let writing = true;
  // Bob is a member at every even seq, and at no odd one.
  const write = async (): Promise<void> => {
    for (let i = 0; i < 40; i++) {
      known = await append(nodes.one, room, known, joined(bob, "Bob"));
      known = await append(nodes.one, room, known, left(bob));
    }
    writing = false;
  };
  const seqs = new Set<number>();
  const look = async (): Promise<void> => {
    while (writing) {
      const before = known;
      const { seq, members } = await nodes.two.members.lookup(room, [bob]);
      assert.ok(seq >= before, `seq ${seq} is older than ${before}`);
      assert.equal(members.has(bob), seq % 2 === 0, `at ${seq}`);
      seqs.add(seq);
    }
  };
  const [written, looked] = await Promise.allSettled([write(), look()]);
  assert.deepEqual([written, looked], [{ status: "fulfilled", value: undefined }, {
    status: "fulfilled",
    value: undefined,
  }]);
  assert.ok(seqs.size > 2, `looked at ${seqs.size} seqs only`);
});

mongoTest("names, tickets and revocations hold over nodes", async () => {
  await using nodes = await twoNodes();
  const both = [nodes.one, nodes.two];
  const made = await Promise.all(both.map((store, i) => store.rooms.create(newRoom(i, { name: "tea" }), batch(0, {}))));
  assert.deepEqual(made.sort(), ["name_taken", "ok"]);
  const spent = await Promise.all(both.flatMap((store) => [1, 2, 3].map(() => store.tokens.spend("t", 4e12))));
  assert.equal(spent.filter((own) => own).length, 1);
  const seen: string[] = [];
  let cursor = 0;
  for (let i = 0; i < 10; i++) {
    const revoking = both.map((store, n) => store.tokens.revoke(`${n}.${i}`, 4e12));
    const answer = await nodes.one.tokens.revokedSince(cursor, 1);
    cursor = answer.cursor;
    seen.push(...answer.keys);
    await Promise.all(revoking);
  }
  seen.push(...(await nodes.two.tokens.revokedSince(cursor, 1)).keys);
  assert.deepEqual(seen.sort(), Array.from({ length: 20 }, (_, i) => `${i % 2}.${Math.floor(i / 2)}`).sort());
});

mongoTest("a node that slept through deletion and purge of a room appends nothing to it", async () => {
  await using nodes = await twoNodes();
  const room = await makeRoom(nodes.one, 1);
  await append(nodes.two, room, 1, {}, {}, {});
  await append(nodes.one, room, 4, { type: "system", effect: { kind: "room_deleted" } });
  // At any head it may remember, before the events are gone, half gone and gone.
  for (const limit of [0, 2, 100]) {
    await nodes.one.rooms.purge(limit);
    for (const head of [1, 3, 4, 5]) {
      assert.deepEqual(await nodes.two.log.append(room, head, batch(head, {})), { kind: "gone" }, `${head}, ${limit}`);
    }
    assert.deepEqual(await seqsOf(nodes.two.log.read(room, everything, 10)), []);
  }
});

mongoTest("a batch whose last entry is refused leaves nothing of those before it", async () => {
  await using nodes = await twoNodes();
  const room = await makeRoom(nodes.one, 1);
  await append(nodes.one, room, 1, { clientId: "taken" });
  const many = Array.from({ length: 20 }, (_, i) => joined(idOf(500 + i), `user${i}`));
  const result = await nodes.two.log.append(room, 2, batch(2, ...many, { clientId: "taken" }));
  assert.equal(result.kind === "duplicate" && result.duplicates[0]?.index, 20);
  assert.equal((await nodes.one.members.list(room, 1, 0)).total, 1);
  assert.deepEqual(await seqsOf(nodes.one.log.read(room, everything, 100)), [1, 2]);
});

mongoTest("nodes that take one log into the index of messages, at once and late, leave it as one does", async () => {
  await using nodes = await twoNodes();
  const { one, two } = nodes;
  const room = await makeRoom(one, 1);
  const many = Array.from({ length: 100 }, (_, i) => ({ content: `word number ${i}` }));
  let head = await say(one, room, 1, ...many);
  head = await say(one, room, head, { type: "deleted", of: 3 }, { type: "edited", of: 4, content: "changed" });
  await say(one, room, head, { type: "edited", of: 4, content: "changed again" }, { type: "deleted", of: 5 });
  const advance = async (store: Store, step: number): Promise<void> => {
    for (let i = 0; i < 12; i++) await store.search.catchUp([room], step);
  };
  await Promise.all([advance(one, 7), advance(two, 11), advance(one, 13)]);
  assert.deepEqual(
    await seqsFound(two, room, "number"),
    Array.from({ length: 97 }, (_, i) => 101 - i).filter((s) => s > 5).concat([2]),
  );
  assert.deepEqual(await seqsFound(one, room, "changed"), [4]);
  assert.deepEqual(await seqsFound(one, room, '"changed again"'), [4]);
});

mongoTest("what a node wrote and did not take into the index, another finds in its sweep", async () => {
  await using nodes = await twoNodes();
  const { one, two } = nodes;
  const room = await makeRoom(one, 1);
  await say(one, room, 1, { content: "left behind" });
  for (let turns = 0; turns < 10; turns++) await two.search.advance(100);
  const { candidates } = await two.search.find({ rooms: [room], clauses: [], has: [], pinned: false, limit: 10 });
  assert.deepEqual(candidates.map(({ document }) => document.content), ["left behind"]);
});
