import assert from "node:assert/strict";
import * as limits from "../../src/limits.ts";
import { startServer } from "../support/server_process.ts";
import { readDocument, tableOf } from "./document.ts";
import { compared, runShell } from "./shell.ts";

const document = await readDocument("docs/search.md");

Deno.test("Every curl line of docs/search.md runs, and is answered as the page shows", async () => {
  await using server = await startServer();
  const shown = (await runShell(document.blocks, server.address)).filter((one) => one.shown !== undefined);
  assert.equal(shown.length, 3);
  for (const one of shown) {
    const { actual, expected } = compared(one);
    assert.deepEqual(actual, expected, `line ${one.block.line}`);
  }
});

Deno.test("The bounds in docs/search.md are those of the code", () => {
  const n = (value: number) => value.toLocaleString("en");
  assert.deepEqual(tableOf(document, "of a search").map(([what, bound]) => [what, bound]), [
    ["`q`", `${limits.searchQueryCharsMax} characters, ${limits.searchClausesMax} words and phrases`],
    ["a word", `${limits.searchWordCharsMax} UTF-16 units`],
    ["a page", `${limits.searchPageMax} messages, ${limits.peopleFoundMax} people`],
    ["searches of a user", `${limits.searchesPerSecond} a second, ${limits.searchesBurst} at once`],
    ["rooms of a searcher", n(limits.searchRoomsMax)],
    [
      "messages passed by",
      `${n(limits.searchScanMax)} a band, ${limits.searchBandsMax} bands of ${limits.searchBandMax} an answer`,
    ],
    [
      "behind the index",
      `${limits.searchCatchUpEntries} entries taken in, then ${n(limits.searchTailEntries)} read one by one`,
    ],
    ["display names", `of ${n(limits.peopleScanMax)} accounts`],
  ]);
});
