import assert from "node:assert/strict";
import { appendEventsMax } from "../../../src/limits.ts";
import { append, batch, makeRoom, seqsOf } from "../../contract/store/store_cases.ts";
import { SeededRandom } from "../../support/seeded_random.ts";
import { mongoTest, openMongoStore, sharedMongoServer } from "./mongo_tests.ts";

const server = await sharedMongoServer();

mongoTest("any range is read whole, wherever it cuts batches of any length", async () => {
  const store = await openMongoStore(server!.url());
  const room = await makeRoom(store, 1);
  const random = new SeededRandom(3);
  let head = 1;
  for (const length of [appendEventsMax, 1, 1, 7, appendEventsMax, 1, 30]) {
    head = await append(store, room, head, ...Array.from({ length }, () => ({})));
  }
  for (let i = 0; i < 60; i++) {
    const after = random.int(head);
    const upTo = after + 1 + random.int(head - after);
    const wanted = Array.from({ length: upTo - after }, (_, n) => after + 1 + n);
    assert.deepEqual(await seqsOf(store.log.read(room, { after, upTo }, 1_000)), wanted, `${after} to ${upTo}`);
    const limit = 1 + random.int(40);
    assert.deepEqual(await seqsOf(store.log.read(room, { after, upTo }, limit)), wanted.slice(0, limit));
    const newest = await seqsOf(store.log.find(room, { after, upTo }, { types: ["text"] }, limit, 0));
    assert.deepEqual(newest, wanted.filter((seq) => seq > 1).slice(-limit));
    assert.equal(
      await store.log.count(room, { after, upTo }, { types: ["text"] }),
      wanted.filter((seq) => seq > 1).length,
    );
  }
  await store.close();
});

mongoTest("an append that is longer than reading counts on is refused", async () => {
  const store = await openMongoStore(server!.url());
  const room = await makeRoom(store, 1);
  const many = batch(1, ...Array.from({ length: appendEventsMax + 1 }, () => ({})));
  await assert.rejects(store.log.append(room, 1, many), TypeError);
  assert.deepEqual(await seqsOf(store.log.read(room, { after: 0, upTo: 500 }, 500)), [1]);
  await store.close();
});
