import { DatabaseSync } from "node:sqlite";
import assert from "node:assert/strict";
import { startServer } from "../support/server_process.ts";
import { User } from "../integration/rest_fixture.ts";
import { readDocument, root } from "./document.ts";

const document = await readDocument("docs/operations.md");
const scripts = document.blocks.filter(({ language }) => language === "sh").map(({ text }) => text);

/** The SQL of a line of the page: what its `sqlite3` would run, without needing it to be installed. */
function sqlOf(script: string): string {
  return /sqlite3 data\/parley\.db "([^"]+)"/.exec(script)![1]!;
}

async function missing(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => false, (error) => error instanceof Deno.errors.NotFound);
}

Deno.test("A backup is made beside the running server and restored as docs/operations.md says, and readers are told", async () => {
  const folder = await Deno.makeTempDir({ prefix: "parley-test-" });
  try {
    const dataDir = `${folder}/data`;
    let ada: User;
    let id: string;
    let cursor: { since: number; epoch: string };
    {
      await using server = await startServer({ dataDir });
      ada = await User.registered(server.url, "ada");
      id = await ada.room({ name: "engines" });
      await ada.call(`POST /api/rooms/${id}/messages`, { content: "in the backup" });
      const [copy] = scripts;
      using database = new DatabaseSync(`${dataDir}/parley.db`);
      database.exec(sqlOf(copy!).replace("'backup.db'", `'${folder}/backup.db'`));
      await ada.call(`POST /api/rooms/${id}/messages`, { content: "after the backup" });
      const { body } = await ada.call(`GET /api/rooms/${id}`);
      cursor = { since: body.head, epoch: body.epoch };
      server.kill("SIGKILL");
      await server.exited();
    }
    await Deno.mkdir(`${folder}/away`);
    const restore = scripts[1]!.split("\n").filter((line) => !line.startsWith("sqlite3")).join("\n");
    const { code } = await new Deno.Command("sh", { args: ["-ec", restore], cwd: folder }).output();
    assert.equal(code, 0);
    assert.ok(await missing(`${dataDir}/parley.db-wal`));
    {
      using database = new DatabaseSync(`${dataDir}/parley.db`);
      database.exec(sqlOf(scripts[1]!));
    }

    await using server = await startServer({ dataDir });
    const reader = ada.at(server.url);
    for (const content of ["another life", "and more of it"]) {
      assert.equal((await reader.call(`POST /api/rooms/${id}/messages`, { content })).status, 201);
    }
    const { messages } = (await reader.call(`GET /api/rooms/${id}/messages?type=text`)).body;
    assert.deepEqual(messages.map(({ content }) => content), ["in the backup", "another life", "and more of it"]);
    await using socket = await reader.connect();
    socket.send({ type: "subscribe", room_id: id, ...cursor });
    const subscribed = await socket.next({ type: "subscribed" });
    assert.deepEqual([subscribed["reset"], subscribed.head], [true, 4]);
    assert.notEqual(subscribed.epoch, cursor.epoch);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("Every metric that docs/operations.md names is there, and every one that is there is named", async () => {
  await using server = await startServer();
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const served = Array.from(text.matchAll(/^# TYPE (\w+)/gm), ([, name]) => name!);
  const named = Array.from(
    document.text.matchAll(/`((?:parley|process)_\w+)(?:\{(?:code|call)\})?`/g),
    ([, name]) => name!,
  );
  assert.deepEqual([...new Set(named)].sort(), served.toSorted());
});

Deno.test("The files that docs/operations.md says are in the data folder are there, closed to others", async () => {
  await using server = await startServer();
  for (const name of ["parley.db", "parley.db-wal", "parley.db-shm", "jwt_secret"]) {
    assert.ok(document.text.includes(`\`${name}\``), name);
    assert.equal((await Deno.stat(`${server.dataDir}/${name}`)).mode! & 0o077, 0, name);
  }
});

Deno.test("The programs and tests that docs/operations.md names exist", async () => {
  for (const [, path] of document.text.matchAll(/`(tests\/[\w/.]+)`/g)) {
    assert.ok((await Deno.stat(`${root}/${path}`)).isFile, `${path}`);
  }
});
