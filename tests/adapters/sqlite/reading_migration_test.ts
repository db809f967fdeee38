import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { createSqliteStore } from "../../../src/adapters/sqlite/create_sqlite_store.ts";
import { migrate } from "../../../src/adapters/sqlite/migrate.ts";
import { migrations } from "../../../src/adapters/sqlite/migrations/migrations.ts";
import { silentLog } from "../../../src/ports/log.ts";
import { ann, append, at, bob, eve, idOf } from "../../contract/store/store_cases.ts";
import { FalseClock } from "../../support/false_clock.ts";
import { tempFolder } from "../../support/temp.ts";

/** Rows as the first version of the schema kept them: some entries settled, the newest not. */
const rows = `
  INSERT INTO rooms (key, head, member_count, is_private, id, epoch, creator_id, created_at, name, name_folded, description)
    VALUES (1, 7, 2, 0, '${idOf(1)}', 'e', '${ann}', '${at}', 'tea', 'tea', ''),
           (2, 0, 0, 0, '${idOf(2)}', 'e', '${ann}', '${at}', 'empty', 'empty', '');
  INSERT INTO users (key, id) VALUES (1, '${ann}'), (2, '${bob}');
  INSERT INTO events (key, room, sender, type, id, text, effect) VALUES
    (1 << 32 | 1, 1, 1, 1, 'a', '{}', '{"kind":"member_joined","user":{"id":"${ann}"}}'),
    (1 << 32 | 2, 1, 1, 0, 'b', '{}', NULL),
    (1 << 32 | 3, 1, 1, 1, 'c', '{}', '{"kind":"member_joined","user":{"id":"${bob}"}}'),
    (1 << 32 | 4, 1, 1, 0, 'd', '{}', NULL);
  INSERT INTO arrivals (room, seq, sender, type, id, text, effect) VALUES
    (1, 5, 1, 1, 'e', '{}', '{"kind":"room_changed","settings":{}}'),
    (1, 6, 2, 0, 'f', '{}', NULL),
    (1, 7, 1, 0, 'g', '{}', NULL);
  INSERT INTO members (room, user_id, username, role, joined_at) VALUES
    (1, '${ann}', 'Ann', 'owner', '${at}'), (1, '${bob}', 'Bob', 'member', '${at}');
`;

Deno.test("a file of the first version gets standings as if it had always had them", async () => {
  await using folder = await tempFolder();
  const path = folder.file("x.db");
  const db = new DatabaseSync(path);
  migrate(db, { path, migrations: migrations.slice(0, 1), now: 0 });
  db.exec(rows);
  db.close();
  const store = await createSqliteStore({ path, thread: "inline", clock: new FalseClock(), log: silentLog });
  const room = idOf(1);
  const standing = async (user: string) => (await store.reads.standings(user, 10)).rooms;
  assert.deepEqual(await standing(ann), [{ room, head: 7, lastRead: 7, unread: 0 }]);
  assert.deepEqual(await standing(bob), [{ room, head: 7, lastRead: 6, unread: 1 }]);
  assert.deepEqual(await standing(eve), []);
  await append(store, room, 7, { type: "system" }, {}, { sender: bob }, {}, { type: "system" });
  assert.deepEqual(await standing(ann), [{ room, head: 12, lastRead: 12, unread: 0 }]);
  assert.deepEqual(await standing(bob), [{ room, head: 12, lastRead: 10, unread: 1 }]);
  await store.close();
});

Deno.test("whom others added before the second version, it counts from then on", async () => {
  await using folder = await tempFolder();
  const path = folder.file("x.db");
  const db = new DatabaseSync(path);
  migrate(db, { path, migrations: migrations.slice(0, 1), now: 0 });
  db.exec(rows);
  db.exec("DELETE FROM arrivals WHERE seq = 6; UPDATE arrivals SET seq = 6 WHERE seq = 7; UPDATE rooms SET head = 6");
  db.close();
  const store = await createSqliteStore({ path, thread: "inline", clock: new FalseClock(), log: silentLog });
  const { rooms } = await store.reads.standings(bob, 10);
  assert.deepEqual(rooms, [{ room: idOf(1), head: 6, lastRead: 3, unread: 2 }]);
  await store.close();
});
