import assert from "node:assert/strict";
import { ChatUnderFault, pause } from "./chat_under_fault.ts";

Deno.test("A server frozen for 20 s (SIGSTOP) goes on where it was: nobody is sent away, nothing is lost or doubled", async () => {
  await using chat = await ChatUnderFault.start();
  await chat.acknowledged(100);
  const connections = chat.connections;
  chat.server.kill("SIGSTOP");
  await pause(20_000);
  chat.server.kill("SIGCONT");
  await chat.acknowledged(100, 3_000);
  assert.equal(chat.connections, connections, "nobody had to connect again");
  const { violations, refusals } = await chat.verdict();
  assert.deepEqual(violations, []);
  assert.deepEqual(refusals, new Map());
});
