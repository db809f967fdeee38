import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { createSqliteStore } from "../../src/adapters/sqlite/create_sqlite_store.ts";
import { searchPath } from "../../src/adapters/sqlite/search_file.ts";
import { silentLog } from "../../src/ports/log.ts";
import type { Store } from "../../src/ports/store.ts";
import { createProgress } from "../../tasks/reindex_progress.ts";
import { append, type EntryParts, makeRoom } from "../contract/store/store_cases.ts";
import { FalseClock } from "../support/false_clock.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const clauses = [{ units: [{ text: "tea", char: false, joined: false, start: 0, end: 3 }], prefix: false }];
const rooms = 3;
const saidIn = 200;

interface Data extends AsyncDisposable {
  readonly path: string;
  readonly ids: readonly string[];
  open(): Promise<Store>;
}

/** A data file whose rooms say "tea" many times, and whose index knows nothing. */
async function data(): Promise<Data> {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/parley.db`;
  const open = () => createSqliteStore({ path, thread: "inline", clock: new FalseClock(), log: silentLog });
  const store = await open();
  const ids: string[] = [];
  const said: EntryParts = {
    text: JSON.stringify({ user_id: "a".repeat(24), username: "Ann", type: "text", content: "tea" }),
  };
  for (let number = 1; number <= rooms; number++) {
    const room = await makeRoom(store, number);
    for (let head = 1; head <= saidIn; head += 50) await append(store, room, head, ...Array(50).fill(said));
    ids.push(room);
  }
  await store.close();
  return { path, ids, open, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

async function found({ ids, open }: Data): Promise<number> {
  const store = await open();
  const { candidates } = await store.search.find({ rooms: ids, clauses, has: [], pinned: false, limit: 2_000 });
  await store.close();
  return candidates.length;
}

function reindex(path: string): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--no-check", "--quiet", "tasks/reindex.ts", "--store-url", `sqlite:${path}`],
    cwd: root,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function outcome(path: string): Promise<{ readonly code: number; readonly said: string }> {
  const { code, stdout, stderr } = await reindex(path).output();
  return { code, said: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

Deno.test("deno task reindex makes the index anew, of whatever was there, and says how far it is", async () => {
  await using made = await data();
  assert.equal(await found(made), 0);
  const first = await outcome(made.path);
  assert.equal(first.code, 0, first.said);
  assert.match(first.said, /\d+ of 603 entries, [\d,]+ a second/);
  assert.match(first.said, /The index of search is made anew\n$/);
  assert.equal(await found(made), rooms * saidIn);
  await Deno.writeTextFile(searchPath(made.path), "no index at all");
  assert.equal((await outcome(made.path)).code, 0);
  assert.equal(await found(made), rooms * saidIn);
});

Deno.test("deno task reindex refuses while the data is open, and leaves the index as it is", async () => {
  await using made = await data();
  await outcome(made.path);
  const store = await made.open();
  const before = await Deno.stat(searchPath(made.path));
  const { code, said } = await outcome(made.path);
  assert.equal(code, 1);
  assert.match(said, /^parley: The data file ".*parley\.db" is open: stop the server first\n$/);
  assert.equal((await Deno.stat(searchPath(made.path))).ino, before.ino);
  await store.close();
  assert.equal(await found(made), rooms * saidIn);
});

Deno.test("deno task reindex says what is not there, and what it does not do", async () => {
  const absent = await outcome("/nowhere/parley.db");
  assert.deepEqual([absent.code, absent.said], [1, 'parley: There is no data file "/nowhere/parley.db"\n']);
});

Deno.test("deno task reindex that is killed leaves an index that goes on where it stopped", async () => {
  await using made = await data();
  const child = reindex(made.path);
  const output = child.output();
  while (!await Deno.stat(searchPath(made.path)).then(() => true, () => false)) await Promise.resolve();
  child.kill("SIGKILL");
  await output;
  const store = await made.open();
  for (let behind = 1; behind > 0;) ({ behind } = await store.search.advance(256));
  await store.close();
  assert.equal(await found(made), rooms * saidIn);
});

Deno.test("Progress tells what is done, how fast, and about how long the rest takes", () => {
  const progress = createProgress(1_000);
  progress.took(0, 10_000);
  assert.equal(progress.text(1_000), "0 of 10,000 entries, 0 a second");
  progress.took(2_000, 8_000);
  assert.equal(progress.text(3_000), "2,000 of 10,000 entries, 1,000 a second, about 8 s left");
  progress.took(0, 10_000_000);
  assert.match(progress.text(3_000), /about 2 h 47 min left$/);
  progress.took(10_000_000, 0);
  assert.match(progress.text(4_000), /entries, [\d,]+ a second$/);
});
