import assert from "node:assert/strict";
import * as limits from "../../src/limits.ts";
import { linkPreviewsSchema } from "../../src/protocol/link_preview.ts";
import { startServer } from "../support/server_process.ts";
import { jsonValues, readDocument, tableOf } from "./document.ts";
import { compared, runShell } from "./shell.ts";

const document = await readDocument("docs/previews.md");

Deno.test("Every curl line of docs/previews.md runs, and is answered as the page shows", async () => {
  await using server = await startServer();
  const ran = await runShell(document.blocks, server.address);
  const shown = ran.filter(({ output, shown }) => output !== "" && shown !== undefined);
  assert.equal(shown.length, 1);
  for (const one of shown) {
    const { actual, expected } = compared(one);
    assert.deepEqual(actual, expected, `line ${one.block.line}`);
  }
});

Deno.test("The previews that docs/previews.md shows are some", () => {
  const answers = document.blocks.filter(({ language }) => language === "json").flatMap(({ text }) => jsonValues(text));
  const [first] = answers.map((answer) => linkPreviewsSchema.strict().parse(answer));
  assert.equal(first?.previews.length, 1);
});

Deno.test("The limits in docs/previews.md are those of the code", () => {
  const rows = Object.fromEntries(tableOf(document, "how much").map(([what, how]) => [what, how]));
  const n = (value: number) => value.toLocaleString("en");
  const rate = `${limits.linkLooksPerSecond} a second, ${limits.linkLooksBurst} at once, then \`rate_limited\``;
  assert.deepEqual(rows, {
    "links of a message": String(limits.linksPerMessageMax),
    "of a page": `${n(limits.linkPageBytesMax)} bytes, ${n(limits.linkTagsMax)} tags`,
    "of its picture": `${n(limits.linkPictureBytesMax)} bytes, ${n(limits.linkPicturePixelsMax)} pixels`,
    "time for a page": `${limits.linkMsMax / 1_000} seconds, and as much for its picture`,
    "redirects": String(limits.linkRedirectsMax),
    "title, description, site":
      `${limits.linkTitleCharsMax}, ${limits.linkDescriptionCharsMax}, ${limits.linkSiteCharsMax} characters`,
    "remembered": `${limits.linkKeptMs / 3_600_000} hours; that there is nothing, ${
      limits.linkFailedKeptMs / 60_000
    } minutes`,
    "remembered by a server": `${n(limits.linksKeptMax)} links, ${n(limits.linkBytesKeptMax)} bytes of pictures`,
    "looked at at once": `${limits.linksAtOnce} a server, and ${limits.linksWaitingMax} that wait, then \`overloaded\``,
    "looked at anew for one user": rate,
    "looked at anew of one host": rate,
  });
  const text = document.text.replaceAll(/\s+/g, " ");
  assert.ok(text.includes(`The first ${limits.linksPerMessageMax} `));
  assert.ok(text.includes(`at most ${limits.thumbnailPixels} pixels a side`));
});
