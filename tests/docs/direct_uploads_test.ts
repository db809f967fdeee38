import assert from "node:assert/strict";
import * as limits from "../../src/limits.ts";
import { objectsKeys, objectsMissing, ObjectsServer } from "../support/objects_server.ts";
import { startServer } from "../support/server_process.ts";
import { readDocument, tableOf } from "./document.ts";
import { compared, runShell } from "./shell.ts";

const document = await readDocument("docs/direct_uploads.md");

Deno.test({
  name: "Every curl line of docs/direct_uploads.md runs, and is answered as the page shows" +
    (objectsMissing === undefined ? "" : ` (skipped: ${objectsMissing})`),
  ignore: objectsMissing !== undefined,
  fn: async () => {
    await using objects = await ObjectsServer.start();
    const { accessKey, secretKey } = objectsKeys;
    const keys = { FILES_ACCESS_KEY: accessKey, FILES_SECRET_KEY: secretKey, FILES_DIRECT: "yes" };
    await using server = await startServer({ env: { FILES_URL: `s3:${await objects.bucket()}`, ...keys } });
    const ran = await runShell(document.blocks, server.address);
    const answered = ran.filter(({ output }) => output !== "");
    assert.equal(answered.length, 2);
    for (const one of answered) {
      const { actual, expected } = compared(one);
      assert.deepEqual(actual, expected, `line ${one.block.line}`);
    }
  },
});

Deno.test("The limits in docs/direct_uploads.md are those of the code", () => {
  const rows = Object.fromEntries(tableOf(document, "how much").map(([what, how]) => [what, how]));
  assert.deepEqual(rows, {
    "a part": `${limits.fileSyncBytes / 1_048_576} MiB; the last one, what remains`,
    "parts that are told of at once": String(limits.missingPartsMax),
    "an address": `${limits.partAddressSeconds / 60} minutes, then 403: ask for another`,
    "an upload into which nothing comes any more": `${limits.fileKeptMs / 3_600_000} hours, as any other`,
  });
});
