import assert from "node:assert/strict";
import { openConnection } from "../../../src/adapters/sqlite/open_connection.ts";
import { tempFolder } from "../../support/temp.ts";

// A killed process cannot show it, only a loss of power could: that commits wait for the disk is a matter of settings.
Deno.test("openConnection() synchronises the write-ahead log with every commit, and waits for other writers", async () => {
  await using folder = await tempFolder();
  const db = openConnection(folder.file("x.db"));
  const settings = ["journal_mode", "synchronous", "busy_timeout", "foreign_keys", "mmap_size"].map((name) =>
    Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]
  );
  const full = 2;
  assert.deepEqual(settings, ["wal", full, 5_000, 1, 0]);
  db.close();
});
