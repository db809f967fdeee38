import assert from "node:assert/strict";
import * as limits from "../../src/limits.ts";
import { startServer } from "../support/server_process.ts";
import { readDocument, tableOf } from "./document.ts";
import { compared, runShell } from "./shell.ts";

const document = await readDocument("docs/attention.md");

Deno.test("Every curl line of docs/attention.md runs, and is answered as the page shows", async () => {
  await using server = await startServer();
  const ran = await runShell(document.blocks, server.address);
  const shown = ran.filter(({ shown }) => shown !== undefined);
  assert.ok(shown.length >= 5, `${shown.length} answers`);
  assert.equal(ran.filter(({ output, shown }) => output !== "" && shown === undefined).length, 0, "answers unshown");
  for (const one of shown) {
    const { actual, expected } = compared(one);
    assert.deepEqual(actual, expected, `line ${one.block.line}`);
  }
});

Deno.test("The limits in docs/attention.md are those of the code", () => {
  const rows = Object.fromEntries(tableOf(document, "how much").map(([what, how]) => [what, how]));
  const n = (value: number) => value.toLocaleString("en");
  assert.deepEqual(rows, {
    "drafts": n(limits.draftsPerUserMax),
    "rooms with settings": n(limits.noticeRoomsMax),
    "messages that wait": n(limits.scheduledPerUserMax),
    "browsers": n(limits.pushSubscriptionsPerUserMax),
    "how far ahead": `${limits.scheduledAheadMsMax / 86_400_000} days`,
  });
});
