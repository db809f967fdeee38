import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { createApi } from "../support/crash_rooms.ts";
import { serverPermissions, startServer } from "../support/server_process.ts";
import { tempFolder } from "../support/temp.ts";
import { mintToken, numberedId } from "../support/wire_client_token.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const secret = "a secret of a corrupt world, long enough for HS256";
const token = mintToken(secret, { id: numberedId(1), username: "watcher" });
const headers = { "authorization": `Bearer ${token}`, "content-type": "application/json" };
const pageBytes = 4_096;

/** Runs the program over a folder that it cannot use, to its end. */
async function startOver(dataDir: string): Promise<{ code: number; stderr: string }> {
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", ...serverPermissions, "src/main.ts"],
    cwd: root,
    env: { PORT: "0", DATA_DIR: dataDir, NO_COLOR: "1", LOG_FORMAT: "json", JWT_SECRET: secret },
  }).output();
  return { code: output.code, stderr: new TextDecoder().decode(output.stderr) };
}

const digest = (file: string): string => createHash("sha256").update(Deno.readFileSync(file)).digest("hex");

/** Noise, the same each time, over whole pages of a file. */
function spoil(file: string, pages: readonly number[]): void {
  const noise = Uint8Array.from({ length: pageBytes }, (_, i) => (i * 131 + 17) & 0xff);
  using opened = Deno.openSync(file, { write: true });
  for (const page of pages) {
    opened.seekSync(page * pageBytes, Deno.SeekMode.Start);
    opened.writeSync(noise);
  }
}

/** A data folder with a room of so many messages, closed in order. */
async function fill(dataDir: string, messages: number): Promise<string> {
  await using server = await startServer({ dataDir, env: { JWT_SECRET: secret, LIMIT_MESSAGES_PER_SECOND: "0" } });
  const { id } = await createApi(server.url, token).createRoom("full of words");
  await Promise.all(Array.from({ length: messages }, async (_, i) => {
    const body = JSON.stringify({ content: `${i} ${"words ".repeat(300)}` });
    const response = await fetch(`${server.url}/api/rooms/${id}/messages`, { method: "POST", headers, body });
    await response.body?.cancel();
    assert.equal(response.status, 201);
  }));
  server.kill("SIGTERM");
  assert.equal((await server.exited()).code, 0);
  return id;
}

for (
  const [what, text, says] of [
    ["is text", "This is no database, it is the shopping list of somebody.\n".repeat(200), /is not a SQLite database/],
    ["is noise", "\u0001\u0002\u0003parley".repeat(2_000), /is not a SQLite database/],
  ] as const
) {
  Deno.test(`A data file that ${what}: one sentence that says what to do, exit code 1, the file untouched`, async () => {
    await using folder = await tempFolder();
    const file = folder.file("parley.db");
    await Deno.writeTextFile(file, text);
    const before = digest(file);
    const { code, stderr } = await startOver(folder.path);
    assert.equal(code, 1);
    assert.match(stderr, /^parley: The data file ".*parley\.db" .*: move it away/);
    assert.match(stderr, says);
    assert.equal(stderr.trimEnd().split("\n").length, 1, stderr);
    assert.equal(digest(file), before);
  });
}

Deno.test("A data file whose schema is damaged: one sentence, exit code 1, the file untouched", async () => {
  await using folder = await tempFolder();
  await fill(folder.path, 1);
  const file = folder.file("parley.db");
  // All pages but the first, whose header says that it is a database.
  spoil(file, Array.from({ length: Deno.statSync(file).size / pageBytes - 1 }, (_, i) => i + 1));
  const before = digest(file);
  const { code, stderr } = await startOver(folder.path);
  assert.equal(code, 1, stderr);
  assert.match(stderr, /^parley: The data file ".*parley\.db" is damaged: move it away and restore a backup\n$/);
  assert.equal(digest(file), before);
});

Deno.test("Damage that is found while running: who reads it is told unavailable, nothing else is, and nothing dies", async () => {
  await using folder = await tempFolder();
  const room = await fill(folder.path, 400);
  await using server = await startServer({ dataDir: folder.path, env: { JWT_SECRET: secret } });
  const file = folder.file("parley.db");
  const pages = Deno.statSync(file).size / pageBytes;
  // The latter half: where the messages are, and nothing that the start has read.
  spoil(file, Array.from({ length: Math.floor(pages / 2) }, (_, i) => pages - 1 - i));
  const statuses = new Map<number, number>();
  for (let before = 400; before > 0; before -= 20) {
    const path = `/api/rooms/${room}/messages?limit=20&before=${before}`;
    const response = await fetch(`${server.url}${path}`, { headers });
    const body = await response.text();
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    if (response.status !== 200) {
      assert.equal(response.status, 503, body);
      assert.deepEqual(JSON.parse(body).error.code, "unavailable");
      assert.doesNotMatch(body, /malformed|sqlite|parley\.db/i);
    }
  }
  assert.ok((statuses.get(503) ?? 0) > 0, `${[...statuses]}`);
  assert.match(server.output, /malformed/, "the operator is told");
  const health = await fetch(`${server.url}/health`);
  await health.body?.cancel();
  assert.equal(health.status, 200);
});
