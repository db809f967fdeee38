import assert from "node:assert/strict";
import { usualRoles } from "../../src/chat/rights.ts";
import { startServer } from "../support/server_process.ts";
import { readDocument, tableOf } from "./document.ts";
import { compared, runShell } from "./shell.ts";

const document = await readDocument("docs/rooms.md");

Deno.test("Every curl line of docs/rooms.md runs, and is answered as the page shows", async () => {
  await using server = await startServer();
  const ran = await runShell(document.blocks, server.address);
  const shown = ran.filter(({ shown }) => shown !== undefined);
  assert.ok(shown.length >= 3, `${shown.length} answers`);
  for (const one of shown) {
    const { actual, expected } = compared(one);
    assert.deepEqual(actual, expected, `line ${one.block.line}`);
  }
});

Deno.test("The rights in docs/rooms.md are the server's", () => {
  const rows = tableOf(document, "usually from").map(([right, role]) => [right, role]);
  assert.deepEqual(rows, Object.entries(usualRoles).map(([right, role]) => [`\`${right}\``, `\`${role}\``]));
});
