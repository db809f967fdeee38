import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { createHttpApp } from "../../support/http_app.ts";
import { tempFolder } from "../../support/temp.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * What a page pays for a chat bubble that it may never open, compressed bytes. Of them some 6,000 are for what people do to
 * messages: who shows a conversation must show edits, deletions and answers rightly.
 */
const bytesMax = 32_000;

Deno.test("The widget that is served is what its sources make (deno task build:embed)", async () => {
  await using folder = await tempFolder();
  const args = ["run", "--quiet", "--allow-all", "tasks/build_embed.ts", folder.file("embed.js")];
  const { success } = await new Deno.Command(Deno.execPath(), { args, cwd: root }).output();
  assert.ok(success);
  const built = await Deno.readTextFile(`${root}/clients/embed/dist/embed.js`);
  assert.ok(
    built === await Deno.readTextFile(folder.file("embed.js")),
    "clients/embed/dist is not what deno task build:embed makes",
  );
  assert.doesNotMatch(built, /\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\()/);
  const { length } = gzipSync(built, { level: 9 });
  assert.ok(length <= bytesMax, `${length} bytes`);
});

Deno.test("GET /embed.js may be loaded by any page, compressed, and is asked for again by its tag", async () => {
  const { app } = createHttpApp();
  const get = async (headers: Record<string, string> = {}) =>
    await app.request("/embed.js", { headers }, { remote: "" });
  const plain = await get();
  assert.equal(plain.status, 200);
  const names = [
    "content-type",
    "cross-origin-resource-policy",
    "access-control-allow-origin",
    "x-content-type-options",
  ];
  assert.deepEqual(names.map((name) => plain.headers.get(name)), [
    "text/javascript; charset=utf-8",
    "cross-origin",
    "*",
    "nosniff",
  ]);
  assert.match(await plain.text(), /parley-chat/);
  const packed = await get({ "Accept-Encoding": "br" });
  assert.equal(packed.headers.get("content-encoding"), "br");
  assert.ok((await packed.arrayBuffer()).byteLength < bytesMax);
  const known = await get({ "If-None-Match": plain.headers.get("etag")! });
  assert.deepEqual([known.status, await known.text()], [304, ""]);
});
