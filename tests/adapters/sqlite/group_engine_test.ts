import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { createEngine, type Engine } from "../../../src/adapters/sqlite/engine.ts";
import { type Cell, pushEntry } from "../../../src/adapters/sqlite/entry_cells.ts";
import { failureOf } from "../../../src/adapters/sqlite/failure.ts";
import { migrate } from "../../../src/adapters/sqlite/migrate.ts";
import { migrations } from "../../../src/adapters/sqlite/migrations/migrations.ts";
import { CommitFault } from "../../../src/adapters/sqlite/transaction.ts";
import type { LogEntry } from "../../../src/ports/event_log.ts";
import { batch, idOf, newRoom } from "../../contract/store/store_cases.ts";

function engineWithRooms(count: number): { engine: Engine; db: DatabaseSync } {
  const db = new DatabaseSync(":memory:");
  migrate(db, { path: ":memory:", migrations, now: 0 });
  const engine = createEngine(db);
  for (let i = 1; i <= count; i++) engine.createRoom(newRoom(i), []);
  return { engine, db };
}

function group(...batches: readonly (readonly [room: number, head: number, entries: readonly LogEntry[]])[]): Cell[] {
  const cells: Cell[] = [];
  for (const [room, head, entries] of batches) {
    cells.push(idOf(room), head, entries.length);
    for (const each of entries) pushEntry(cells, each);
  }
  return cells;
}

const headOf = (engine: Engine, room: number): number | undefined => engine.heads([idOf(room)])[0]?.[2];

Deno.test("a batch that the tables refuse does not fail the others of its group", () => {
  const { engine } = engineWithRooms(3);
  const broken = batch(0, {}, { text: null as unknown as string });
  const answers = engine.append(group([1, 0, batch(0, {})], [2, 0, broken], [3, 0, batch(0, {}, {})]));
  assert.deepEqual([answers[0], answers[2]], [0, 0]);
  assert.equal(typeof answers[1] === "object" && "failed" in answers[1] && answers[1].failed, "definite");
  assert.deepEqual([1, 2, 3].map((room) => headOf(engine, room)), [1, 0, 2]);
  engine.close();
});

Deno.test("a group that was rolled back leaves no remembered key of a sender behind", () => {
  const { engine, db } = engineWithRooms(1);
  const broken = batch(0, { sender: idOf(77) }, { text: null as unknown as string });
  engine.append(group([1, 0, broken]));
  assert.deepEqual(engine.append(group([1, 0, batch(0, { sender: idOf(88) }, { sender: idOf(77) })])), [0]);
  const senders = engine.read(idOf(1), { after: 0, upTo: 9 }, 9).filter((_, i) => i % 7 === 3);
  assert.deepEqual(senders, [idOf(88), idOf(77)]);
  assert.deepEqual(db.prepare("SELECT count(*) AS n FROM users").get()?.n, 2);
  engine.close();
});

Deno.test("one room twice in a group: the second batch is judged after the first", () => {
  const { engine } = engineWithRooms(1);
  const answers = engine.append(group([1, 0, batch(0, {})], [1, 0, batch(0, {})], [1, 1, batch(1, {})]));
  assert.deepEqual(answers, [0, { kind: "conflict", head: 1 }, 0]);
  engine.close();
});

Deno.test("keys of rooms beyond 53 bits of room and seq stay exact", () => {
  const { engine, db } = engineWithRooms(1);
  db.exec("UPDATE sqlite_sequence SET seq = 1 << 30 WHERE name = 'rooms'");
  engine.createRoom(newRoom(2), []);
  const entries = batch(0, ...Array.from({ length: 5 }, (_, i) => ({ clientId: `${i}` })));
  assert.deepEqual(engine.append(group([2, 0, entries])), [0]);
  const seqs = engine.read(idOf(2), { after: 1, upTo: 4 }, 9).filter((_, i) => i % 7 === 0);
  assert.deepEqual(seqs, [2, 3, 4]);
  assert.equal(engine.count(idOf(2), { after: 1, upTo: 4 }, { sender: entries[0]!.sender }), 3);
  engine.close();
});

function sqliteError(errcode: number): Error {
  return Object.assign(new Error("as the test says"), { errcode });
}

Deno.test("failureOf() a COMMIT that failed in synchronising is unknown; on a full disk it is definite", () => {
  const [full, synchronising, mapping] = [13, 1034, 4874];
  const atCommit = (code: number) => failureOf(new CommitFault("COMMIT failed", { cause: sqliteError(code) })).failed;
  assert.deepEqual([full, synchronising, mapping].map(atCommit), ["definite", "unknown", "unknown"]);
  assert.equal(failureOf(sqliteError(synchronising)).failed, "definite");
});
