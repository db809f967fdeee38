import assert from "node:assert/strict";
import { ChatUnderFault, pause, until } from "./chat_under_fault.ts";

Deno.test("A data folder that is moved away: nothing is acknowledged that would be lost, until it is put back", async () => {
  await using chat = await ChatUnderFault.start();
  const [room] = chat.rooms;
  const { dataDir } = chat.server;
  await chat.acknowledged(100);
  await Deno.rename(dataDir, `${dataDir}-away`);
  await until(() => (chat.refusals.get("unavailable") ?? 0) > 0, 5_000, "a refusal");
  const acks = chat.acks;
  await pause(1_000);
  assert.equal((await chat.get("/ready")).status, 503);
  assert.equal((await chat.get("/health")).status, 200);
  assert.equal((await chat.get(`/api/rooms/${room}/messages?limit=50`)).status, 200);
  assert.equal(chat.acks, acks, "acknowledged into nowhere");
  await chat.server.says(/The data file is not where it was: put it back, or start again/, 5_000);
  await Deno.rename(`${dataDir}-away`, dataDir);
  await chat.acknowledged(100);
  assert.equal((await chat.get("/ready")).status, 200);
  const { violations, refusals } = await chat.verdict();
  assert.deepEqual(violations, []);
  assert.ok([...refusals.keys()].every((code) => ["unavailable", "overloaded"].includes(code)), `${[...refusals]}`);
});

Deno.test("A data file that another takes the place of is not written on in secret", async () => {
  await using chat = await ChatUnderFault.start();
  const file = `${chat.server.dataDir}/parley.db`;
  await chat.acknowledged(50);
  await Deno.rename(file, `${file}.old`);
  await Deno.copyFile(`${file}.old`, file);
  await until(() => (chat.refusals.get("unavailable") ?? 0) > 0, 5_000, "a refusal");
  await chat.server.says(/Another file stands where the data file was/, 5_000);
  await Deno.rename(`${file}.old`, file);
  await chat.acknowledged(50);
  assert.deepEqual((await chat.verdict()).violations, []);
});
