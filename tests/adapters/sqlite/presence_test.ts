import assert from "node:assert/strict";
import { createPresenceCheck } from "../../../src/adapters/sqlite/data_file.ts";
import { FileGone, isStorageFault } from "../../../src/adapters/sqlite/failure.ts";
import { append, assertUnavailable, batch, everything } from "../../contract/store/store_cases.ts";
import { makeRoom, seqsOf } from "../../contract/store/store_cases.ts";
import { tempFolder } from "../../support/temp.ts";
import { openStore } from "./open_test_store.ts";

Deno.test("createPresenceCheck() passes for the file that was there, and for no other in its place", async () => {
  await using folder = await tempFolder();
  const [file, away] = [folder.file("data"), folder.file("away")];
  await Deno.writeTextFile(file, "data");
  const check = createPresenceCheck(file);
  check();
  await Deno.writeTextFile(file, "changed data");
  check();
  await Deno.rename(file, away);
  assert.throws(check, FileGone);
  await Deno.copyFile(away, file);
  assert.throws(check, (error) => error instanceof FileGone && isStorageFault(error));
  await Deno.rename(away, file);
  check();
});

Deno.test("a store whose file was deleted writes nothing into nowhere, is still read, and says so when checked", async () => {
  await using folder = await tempFolder();
  const file = folder.file("parley.db");
  const store = await openStore(file);
  await using _closing = { [Symbol.asyncDispose]: () => store.close() };
  const room = await makeRoom(store, 1);
  assert.equal(await append(store, room, 1, {}), 2);
  await Deno.remove(file);
  await assertUnavailable(store.log.append(room, 2, batch(2, {})));
  await assertUnavailable(store.check());
  assert.deepEqual(await seqsOf(store.log.read(room, everything, 10)), [1, 2]);
});
