import assert from "node:assert/strict";
import { MongoClient } from "mongodb";
import type { Store } from "../../../src/ports/store.ts";
import { ann, append, bob, everything, idOf, joined, makeRoom } from "../../contract/store/store_cases.ts";
import { mongoTest, openMongoStore, sharedMongoServer } from "./mongo_tests.ts";

const server = await sharedMongoServer();

async function unreadOf(store: Store, user: string, room: string) {
  const { rooms: [standing] } = await store.reads.standings(user, 10, [room]);
  return standing;
}

mongoTest("rooms of a database from before entries were numbered are numbered when it is opened", async () => {
  const url = server!.url();
  const before = await openMongoStore(url);
  const room = await makeRoom(before, 1);
  await append(before, room, 1, {}, joined(bob, "Bob"), {});
  await append(before, room, 4, {}, joined(idOf(7), "Seven"), {}, {});
  await before.close();
  const client = new MongoClient(url);
  const db = client.db();
  await db.collection("uncounted").drop();
  await db.collection("rooms").updateMany({}, { $unset: { uncounted: "" } });
  await db.collection("members").updateMany({}, { $unset: { number: "", read: "" } });
  await client.close();
  const store = await openMongoStore(url);
  const standing = { room, head: 8, lastRead: 3, unread: 4 };
  assert.deepEqual(await unreadOf(store, bob, room), standing);
  await append(store, room, 8, { type: "system" }, {});
  assert.deepEqual(await unreadOf(store, bob, room), { ...standing, head: 10, unread: 5 });
  assert.deepEqual(await store.reads.mark([{ room, user: bob, seq: 6 }]), [{ seq: 6, rewinds: 0 }]);
  assert.deepEqual(await unreadOf(store, bob, room), { room, head: 10, lastRead: 6, unread: 3 });
  await store.close();
});

mongoTest("two nodes number the same entries the same way, while both write and mark", async () => {
  const url = server!.url();
  const [one, two] = await Promise.all([openMongoStore(url), openMongoStore(url)]);
  const room = await makeRoom(one, 1);
  await append(one, room, 1, joined(bob, "Bob"));
  const writing = async (store: Store, first: number): Promise<void> => {
    for (let i = 0, head = 2; i < 15;) {
      const entries = [joined(idOf(first + i), "New"), { sender: ann }];
      const batch = entries.map((parts, k) => ({
        seq: head + 1 + k,
        id: idOf(first * 100 + i * 2 + k),
        type: "text" as const,
        sender: ann,
        text: "{}",
        ...parts,
      }));
      const result = await store.log.append(room, head, batch);
      if (result.kind === "ok") i++;
      head = result.kind === "conflict" ? result.head : head + 2;
    }
  };
  const marking = async (store: Store): Promise<void> => {
    for (let seq = 1; seq < 40; seq += 3) await store.reads.mark([{ room, user: bob, seq }]);
  };
  await Promise.all([writing(one, 0x1000), writing(two, 0x2000), marking(one), marking(two)]);
  const log = await one.log.read(room, everything, 1_000);
  for (const store of [one, two]) {
    const standing = await unreadOf(store, bob, room);
    assert.equal(standing?.head, 62);
    // What was marked beyond the head of that moment, was marked at that head.
    assert.ok(standing.lastRead > 2 && standing.lastRead <= 40, `${standing.lastRead}`);
    const after = log.filter(({ seq, type }) => seq > standing.lastRead && type === "text");
    assert.equal(standing.unread, after.length);
  }
  await Promise.all([one.close(), two.close()]);
});
