import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { runCrashes } from "../../support/crash_run.ts";
import { crashTable } from "../../support/crash_table.ts";
import { MongoServer } from "../../support/mongo_server.ts";
import { startServer } from "../../support/server_process.ts";
import { mongoTest } from "./mongo_tests.ts";

/** The real program, with the permissions of `deno task start`, over MongoDB. */

mongoTest("parley over MongoDB is killed under load, and keeps what it acknowledged, once and in order", async () => {
  await using mongo = await MongoServer.open();
  const report = await runCrashes({ kills: 4, seed: 1, clients: 4, args: ["--store-url", mongo.url()] });
  await Deno.stdout.write(new TextEncoder().encode(crashTable({ ...report, seed: 1 })));
  assert.deepEqual(report.violations, []);
  assert.ok(report.killsUnderLoad >= 2, `${report.killsUnderLoad} kills hit messages under way`);
  assert.ok(report.acks >= 100, `${report.acks} acknowledgements`);
  assert.equal(report.resets, 0);
  // How fast the database of a test is, is no matter here: it may be called overloaded.
  assert.deepEqual([...report.refusals.keys()].filter((code) => !/^(overloaded|503)$/.test(code)), []);
});

mongoTest("two programs over one database show the same rooms, and one's messages in the other's history", async () => {
  await using mongo = await MongoServer.open();
  const env = { STORE_URL: mongo.url(), JWT_SECRET: "a secret of this test, long enough for HS256" };
  await using one = await startServer({ env });
  await using two = await startServer({ env });
  const call = async (url: string, path: string, token?: string, body?: unknown) => {
    const answer = await fetch(url + path, {
      method: body === undefined ? "GET" : "POST",
      headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return await answer.json();
  };
  const { token } = await call(one.url, "/api/auth/guest", undefined, { username: "ann" });
  // Both made it at their first start, and it is there once.
  assert.equal((await call(two.url, "/api/rooms", token)).rooms.length, 1);
  const { id } = await call(one.url, "/api/rooms", token, { name: "tea" });
  await call(one.url, `/api/rooms/${id}/messages`, token, { content: "by one" });
  await call(two.url, `/api/rooms/${id}/messages`, token, { content: "by two" });
  const textsOf = async (url: string): Promise<string[]> => {
    const { messages } = await call(url, `/api/rooms/${id}/messages?type=text`, token);
    return messages.map(({ content }: { content: string }) => content);
  };
  assert.deepEqual(await textsOf(two.url), ["by one", "by two"]);
  // Without a broker the other learns it from its next look at the heads.
  const limit = performance.now() + 10_000;
  while ((await textsOf(one.url)).length < 2 && performance.now() < limit) await new Promise((r) => setTimeout(r, 50));
  assert.deepEqual(await textsOf(one.url), ["by one", "by two"]);
});

mongoTest("deno task migrate makes the indexes, and says that the store is ready", async () => {
  await using mongo = await MongoServer.open();
  const { tasks } = JSON.parse(await Deno.readTextFile(fileURLToPath(new URL("../../../deno.json", import.meta.url))));
  assert.match(tasks.migrate.command, /tasks\/migrate\.ts$/);
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "migrate", "--store-url", mongo.url()],
    cwd: fileURLToPath(new URL("../../..", import.meta.url)),
  }).output();
  assert.equal(new TextDecoder().decode(output.stdout), "The store is ready\n");
  assert.equal(output.code, 0);
});
