import assert from "node:assert/strict";
import { settings } from "../../src/config/settings.ts";
import * as limits from "../../src/limits.ts";
import { startServer } from "../support/server_process.ts";
import { readDocument, tableOf } from "./document.ts";
import { compared, runShell } from "./shell.ts";

const document = await readDocument("docs/files.md");

Deno.test("Every curl line of docs/files.md runs, and is answered as the page shows", async () => {
  await using server = await startServer();
  const ran = await runShell(document.blocks, server.address);
  const shown = ran.filter(({ output, shown }) => output !== "" && shown !== undefined);
  assert.ok(shown.length >= 2, `${shown.length} answers`);
  assert.equal(ran.filter(({ output, shown }) => output !== "" && shown === undefined).length, 0, "answers unshown");
  for (const one of shown) {
    const { actual, expected } = compared(one);
    assert.deepEqual(actual, expected, `line ${one.block.line}`);
  }
});

Deno.test("The limits in docs/files.md are those of the code", () => {
  const rows = Object.fromEntries(tableOf(document, "how much").map(([what, how]) => [what, how]));
  const n = (value: unknown) => Number(value).toLocaleString("en");
  const mebibytes = (bytes: number) => `${bytes / 1_048_576} MiB`;
  assert.deepEqual(rows, {
    "files of a message": String(limits.attachmentsMax),
    "a file": `${n(settings.limitFileMib.fallback)} MiB (setting \`LIMIT_FILE_MIB\`)`,
    "files of a user": `${n(settings.limitUserFilesMib.fallback)} MiB together (setting \`LIMIT_USER_FILES_MIB\`)`,
    "files of a guest": `${mebibytes(limits.guestFilesBytesMax)} together`,
    "files of a room": `${n(settings.limitRoomFilesMib.fallback)} MiB together (setting \`LIMIT_ROOM_FILES_MIB\`)`,
    "what a file counts at least": `${n(limits.fileBytesCounted)} bytes`,
    "its name": `${limits.fileNameCharsMax} characters, beyond which its middle is left out`,
    "a picture that is shown": `${mebibytes(limits.pictureBytesMax)}, ${limits.picturePixelsMax / 1e6} million pixels`,
    "its small copy": `${limits.thumbnailPixels} pixels a side`,
    "an upload in which nothing happens": `${
      limits.uploadSilenceMs / 1_000
    } seconds, then \`timeout\`; what came is kept`,
    "uploads at once": `${limits.uploadsAtOnceMax} a server, then \`overloaded\``,
    "a file that no message carries": `${limits.fileKeptMs / 3_600_000} hours`,
  });
});
