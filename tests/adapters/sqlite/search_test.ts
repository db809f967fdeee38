import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { Store } from "../../../src/ports/store.ts";
import { say, seqsFound } from "../../contract/store/search_messages.ts";
import { append, deleted, makeRoom } from "../../contract/store/store_cases.ts";
import { openStore, storeInFile } from "./open_test_store.ts";
import { tempFolder } from "../../support/temp.ts";

/** Everything that the files of a store hold, as one text. */
async function bytesOf(path: string): Promise<string> {
  const folder = path.slice(0, path.lastIndexOf("/"));
  let all = "";
  for await (const { name } of Deno.readDir(folder)) {
    if (name.includes("search")) all += new TextDecoder("latin1").decode(await Deno.readFile(`${folder}/${name}`));
  }
  return all;
}

/** Lets the index finish. */
async function settle(store: Store): Promise<void> {
  for (let turns = 0; turns < 100; turns++) {
    if ((await store.search.advance(1_000)).behind === 0) return;
  }
  throw new Error("The index does not get on");
}

const filler = Array.from({ length: 300 }, (_, i) => ({ content: `filler number ${i} of many` }));

Deno.test("What was deleted or edited away is in none of the files of the index any more", async () => {
  await using opened = await storeInFile();
  const { store, path } = opened;
  const room = await makeRoom(store, 1);
  let head = await say(store, room, 1, ...filler, { content: "xylophone one" }, { content: "zeppelin two" });
  head = await say(store, room, head, ...filler);
  await settle(store);
  const before = await bytesOf(path);
  assert.ok(before.includes("xylophone") && before.includes("zeppelin"), "it would not pass for want of an index");
  await say(store, room, head, { type: "deleted", of: 302 }, { type: "edited", of: 303, content: "other words" });
  await settle(store);
  const after = await bytesOf(path);
  for (const word of ["xylophone", "zeppelin", "phone one"]) assert.ok(!after.includes(word), word);
  assert.ok(after.includes("other words"));
  assert.deepEqual(await seqsFound(store, room, "other"), [303]);
});

Deno.test("Of a deleted room nothing is left in the index", async () => {
  await using opened = await storeInFile();
  const { store, path } = opened;
  const [room, kept] = [await makeRoom(store, 1), await makeRoom(store, 2)];
  const head = await say(store, room, 1, ...filler, { content: "xylophone" });
  await say(store, kept, 1, { content: "kept" });
  await settle(store);
  await append(store, room, head, deleted);
  await settle(store);
  assert.ok(!(await bytesOf(path)).includes("xylophone"));
  assert.deepEqual(await seqsFound(store, kept, "kept"), [2]);
});

Deno.test("An index goes on after a restart where it was, and one that is gone, old or damaged is made anew", async () => {
  await using folder = await tempFolder();
  const path = folder.file("parley.db");
  const index = `${path}.search`;
  let store = await openStore(path);
  const room = await makeRoom(store, 1);
  await say(store, room, 1, ...filler, { content: "xylophone" });
  await store.search.advance(100);
  const again = async (): Promise<void> => {
    await store.close();
    store = await openStore(path);
  };
  await again();
  const { indexed, behind } = await store.search.advance(1_000);
  assert.ok(indexed > 0 && indexed + behind <= 202, `${indexed} ${behind}`);
  await settle(store);
  assert.deepEqual(await seqsFound(store, room, "xylophone"), [302]);

  await store.close();
  await Deno.remove(index);
  store = await openStore(path);
  assert.deepEqual(await seqsFound(store, room, "xylophone"), [302]);

  await store.close();
  {
    using db = new DatabaseSync(index);
    db.exec("PRAGMA user_version = 999");
  }
  store = await openStore(path);
  assert.deepEqual(await seqsFound(store, room, "xylophone"), [302]);

  await store.close();
  await Deno.writeTextFile(index, "This is no database. ".repeat(1_000));
  store = await openStore(path);
  assert.deepEqual(await seqsFound(store, room, "xylophone"), [302]);
  await store.close();
});

Deno.test("Of a log that was restored, and so has another epoch, the old messages are not found", async () => {
  await using opened = await storeInFile();
  const { store, path } = opened;
  const room = await makeRoom(store, 1);
  await say(store, room, 1, { content: "from before" });
  await settle(store);
  {
    using db = new DatabaseSync(path);
    db.exec(
      "PRAGMA busy_timeout = 5000; UPDATE rooms SET epoch = 'another'; UPDATE arrivals SET text = replace(text, 'before', 'after')",
    );
  }
  assert.deepEqual(await seqsFound(store, room, "before"), []);
  assert.deepEqual(await seqsFound(store, room, "after"), [2]);
});

Deno.test("Two processes that bring one index forward leave it as one does", async () => {
  await using opened = await storeInFile();
  const { store, path } = opened;
  const other = await openStore(path);
  try {
    const room = await makeRoom(store, 1);
    let head = await say(store, room, 1, ...filler);
    head = await say(store, room, head, { type: "deleted", of: 3 }, { type: "edited", of: 4, content: "changed" });
    const advance = async (one: Store) => {
      for (let i = 0; i < 40; i++) await one.search.advance(17);
    };
    await Promise.all([advance(store), advance(other)]);
    assert.deepEqual(await store.search.catchUp([room], 0), []);
    assert.equal((await seqsFound(other, room, "filler")).length, 298);
    assert.deepEqual(await seqsFound(store, room, "changed"), [4]);
  } finally {
    await other.close();
  }
});
