import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { migrate } from "../../../src/adapters/sqlite/migrate.ts";
import { migrations } from "../../../src/adapters/sqlite/migrations/migrations.ts";
import { ParleyError } from "../../../src/protocol/parley_error.ts";
import { makeRoom } from "../../contract/store/store_cases.ts";
import { tempFolder } from "../../support/temp.ts";
import { openStore } from "./open_test_store.ts";

const now = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const one = "CREATE TABLE a (x) STRICT".replace("(x)", "(x INTEGER)");
const two = "ALTER TABLE a ADD COLUMN y INTEGER NOT NULL DEFAULT 7";

function database(path: string, work: (db: DatabaseSync) => void): void {
  const db = new DatabaseSync(path);
  try {
    work(db);
  } finally {
    db.close();
  }
}

function versionOf(path: string): number {
  let version = -1;
  database(path, (db) => version = Number(db.prepare("PRAGMA user_version").get()?.user_version));
  return version;
}

async function refusal(path: string): Promise<string> {
  let message = "";
  await assert.rejects(openStore(path), (error) => {
    assert.ok(error instanceof ParleyError);
    assert.equal(error.code, "unavailable");
    message = error.message;
    return true;
  });
  assert.ok(message.includes(path), message);
  assert.doesNotMatch(message, /\n/);
  return message;
}

Deno.test("migrate() makes an empty file the newest version without a backup", async () => {
  await using folder = await tempFolder();
  const path = folder.file("x.db");
  database(path, (db) => assert.deepEqual(migrate(db, { path, migrations: [one, two], now }), [{ from: 0, to: 2 }]));
  assert.equal(versionOf(path), 2);
});

Deno.test("migrate() saves a file with data beside it before it changes it", async () => {
  await using folder = await tempFolder();
  const path = folder.file("x.db");
  database(path, (db) => {
    migrate(db, { path, migrations: [one], now });
    db.exec("INSERT INTO a VALUES (1)");
  });
  const backup = `${path}.v1-20260102T030405678Z.bak`;
  database(path, (db) => {
    assert.deepEqual(migrate(db, { path, migrations: [one, two], now }), [{ from: 1, to: 2, backup }]);
    assert.deepEqual({ ...db.prepare("SELECT * FROM a").get() }, { x: 1, y: 7 });
  });
  assert.equal(versionOf(backup), 1);
  database(backup, (db) => assert.deepEqual({ ...db.prepare("SELECT * FROM a").get() }, { x: 1 }));
  assert.equal(Deno.statSync(backup).mode! & 0o777, 0o600);
});

Deno.test("migrate() of a file of this version does nothing", async () => {
  await using folder = await tempFolder();
  const path = folder.file("x.db");
  database(path, (db) => {
    migrate(db, { path, migrations: [one], now });
    assert.deepEqual(migrate(db, { path, migrations: [one], now }), []);
  });
  assert.deepEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["x.db"]);
});

Deno.test("migrate() leaves the version before a step that fails", async () => {
  await using folder = await tempFolder();
  const path = folder.file("x.db");
  database(path, (db) => {
    assert.throws(() => migrate(db, { path, migrations: [one, `CREATE TABLE b (x INTEGER); NONSENSE`], now }));
    assert.equal(db.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.n, 1);
  });
  assert.equal(versionOf(path), 1);
});

Deno.test("createSqliteStore() refuses a file of a newer version and says what to do", async () => {
  await using folder = await tempFolder();
  const path = folder.file("parley.db");
  await (await openStore(path)).close();
  database(path, (db) => db.exec("PRAGMA user_version = 1000"));
  assert.match(await refusal(path), /has version 1000 .* up to \d+: start the newer program .* or restore the backup/);
  assert.equal(versionOf(path), 1000);
});

Deno.test("createSqliteStore() refuses a database of another program and leaves it as it was", async () => {
  await using folder = await tempFolder();
  const path = folder.file("books.db");
  database(path, (db) => db.exec("CREATE TABLE books (title TEXT)"));
  assert.match(await refusal(path), /belongs to another program/);
  database(path, (db) => assert.equal(db.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.n, 1));
});

Deno.test("createSqliteStore() says in one sentence why a file cannot be opened", async () => {
  await using folder = await tempFolder();
  const text = folder.file("notes.txt");
  await Deno.writeTextFile(text, "These are notes, not tables. ".repeat(50));
  assert.match(await refusal(text), /is not a SQLite database: move it away/);
  assert.match(await refusal(folder.file("no/such/folder/parley.db")), /make its folder first/);
  assert.match(await refusal(folder.path), /cannot be opened/);
});

Deno.test("createSqliteStore() makes its file readable by its owner only, companions too", async () => {
  await using folder = await tempFolder();
  const store = await openStore(folder.file("parley.db"));
  await makeRoom(store, 1);
  for (const { name } of Deno.readDirSync(folder.path)) {
    assert.equal(Deno.statSync(folder.file(name)).mode! & 0o777, 0o600, name);
  }
  await store.close();
});

Deno.test("createSqliteStore() tells the log of a backup", async () => {
  await using folder = await tempFolder();
  const path = folder.file("parley.db");
  const told: unknown[] = [];
  const note = (message: string, fields?: unknown) => void told.push([message, fields]);
  const log = { debug: note, info: note, warn: note, error: note };
  await (await openStore(path, { log })).close();
  assert.deepEqual(told, [["The data file was made", { path, version: migrations.length }]]);
  await (await openStore(path, { log })).close();
  assert.equal(told.length, 1);
});
