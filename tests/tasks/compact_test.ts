import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { DatabaseSync } from "node:sqlite";
import { tempFolder } from "../support/temp.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A file in which much was deleted, and overwritten nowhere. */
function littered(path: string): DatabaseSync {
  const db = new DatabaseSync(path);
  db.exec("PRAGMA journal_mode = WAL; PRAGMA secure_delete = OFF; CREATE TABLE t (k INTEGER PRIMARY KEY, text TEXT)");
  const insert = db.prepare("INSERT INTO t (text) VALUES (?)");
  for (let i = 0; i < 500; i++) insert.run(`${i % 2 === 0 ? "canary" : "public"} ${"x".repeat(300)}`);
  db.exec("DELETE FROM t WHERE text LIKE 'canary%'");
  return db;
}

async function count(folder: string, word: string): Promise<number> {
  let found = 0;
  for await (const { name } of Deno.readDir(folder)) {
    found += new TextDecoder("latin1").decode(await Deno.readFile(`${folder}/${name}`)).split(word).length - 1;
  }
  return found;
}

async function compact(path: string): Promise<{ readonly code: number; readonly said: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-check", "--quiet", "tasks/compact.ts", "--store-url", `sqlite:${path}`],
    cwd: root,
  }).output();
  return { code, said: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

Deno.test("deno task compact leaves nothing of what was deleted in the file, and refuses while that is open", async () => {
  await using folder = await tempFolder();
  const path = folder.file("parley.db");
  const db = littered(path);
  const refused = await compact(path);
  assert.equal(refused.code, 1);
  assert.match(refused.said, /is open: stop the server first/);
  db.close();
  assert.ok(await count(folder.path, "canary") > 0);
  const { code, said } = await compact(path);
  assert.deepEqual([code, said], [0, said]);
  assert.match(said, /^The data file takes 0\.\d MiB, 0\.\d before\n$/);
  assert.equal(await count(folder.path, "canary"), 0);
  assert.ok(await count(folder.path, "public") >= 250);
});
