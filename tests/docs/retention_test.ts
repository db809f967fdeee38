import assert from "node:assert/strict";
import { startServer } from "../support/server_process.ts";
import { readDocument } from "./document.ts";
import { compared, runShell } from "./shell.ts";

const document = await readDocument("docs/retention.md");

Deno.test("Every curl line of docs/retention.md runs, and is answered as the page shows", async () => {
  await using server = await startServer();
  const ran = await runShell(document.blocks, server.address);
  const shown = ran.filter(({ shown }) => shown !== undefined);
  assert.ok(shown.length >= 3, `${shown.length} answers`);
  assert.equal(ran.filter(({ output, shown }) => output !== "" && shown === undefined).length, 0, "answers unshown");
  for (const one of shown) {
    const { actual, expected } = compared(one);
    assert.deepEqual(actual, expected, `line ${one.block.line}`);
  }
});
