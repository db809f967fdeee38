import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { ChatUnderFault, pause, until } from "./chat_under_fault.ts";

const locker = fileURLToPath(new URL("./lock_file.ts", import.meta.url));

/** Locks the data file from a process of its own; the answer lets go of it. */
async function lock(file: string): Promise<() => Promise<void>> {
  const args = ["run", "--quiet", "--allow-all", locker, file];
  const child = new Deno.Command(Deno.execPath(), { args, stdin: "piped", stdout: "piped" }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  return async () => {
    await child.stdin.close();
    while (!(await reader.read()).done);
    assert.equal((await child.status).code, 0);
  };
}

Deno.test("A data file locked for 3 s by another program: everybody waits, nobody is refused", async () => {
  await using chat = await ChatUnderFault.start();
  await chat.acknowledged(100);
  const release = await lock(`${chat.server.dataDir}/parley.db`);
  const acks = chat.acks;
  await pause(3_000);
  assert.ok(chat.acks - acks < 20, "it was locked");
  await release();
  await chat.acknowledged(100, 3_000);
  const { violations, refusals } = await chat.verdict();
  assert.deepEqual(violations, []);
  assert.deepEqual(refusals, new Map());
});

Deno.test("A data file locked for 20 s: refusals, reading goes on, not ready, and all well within seconds after", async () => {
  await using chat = await ChatUnderFault.start();
  const [room] = chat.rooms;
  await chat.acknowledged(100);
  const release = await lock(`${chat.server.dataDir}/parley.db`);
  const acks = chat.acks;
  const lockedAt = performance.now();
  const slowest = { ready: 0, read: 0 };
  while (performance.now() - lockedAt < 20_000) {
    const ready = await chat.get("/ready");
    if (performance.now() - lockedAt > 2_000) assert.equal(ready.status, 503, ready.body);
    slowest.ready = Math.max(slowest.ready, ready.tookMs);
    const read = await chat.get(`/api/rooms/${room}/messages?limit=50`);
    assert.equal(read.status, 200, read.body);
    slowest.read = Math.max(slowest.read, read.tookMs);
    await pause(200);
  }
  assert.ok(chat.acks - acks < 20, "it was locked");
  assert.ok((chat.refusals.get("unavailable") ?? 0) > 0);
  assert.ok([...chat.refusals.keys()].every((code) => ["unavailable", "overloaded"].includes(code)));
  assert.ok(slowest.ready < 2_500, `readiness took ${slowest.ready} ms`);
  assert.ok(slowest.read < 2_500, `a page of history took ${slowest.read} ms`);
  await release();
  await chat.acknowledged(100, 3_000);
  await until(async () => (await chat.get("/ready")).status === 200, 3_000, "ready again");
  const { violations } = await chat.verdict();
  assert.deepEqual(violations, []);
});
