import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { tempFolder } from "../../support/temp.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const built = `${root}/clients/web/dist`;

/** What a first load may weigh in JavaScript, compressed, bytes. */
const firstLoadMax = 200_000;

async function filesIn(folder: string, under = ""): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for await (const { name, isDirectory } of Deno.readDir(`${folder}/${under}`)) {
    const path = `${under}${name}`;
    if (isDirectory) { for (const [inner, bytes] of await filesIn(folder, `${path}/`)) files.set(inner, bytes); }
    else files.set(path, await Deno.readFile(`${folder}/${path}`));
  }
  return files;
}

Deno.test("The application that is served is the one that its sources make: deno task build:web makes it anew", async () => {
  await using folder = await tempFolder();
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--quiet", "tasks/build_web.ts", folder.file("dist")],
    cwd: root,
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  const [made, served] = [await filesIn(folder.file("dist")), await filesIn(built)];
  assert.deepEqual([...served.keys()].toSorted(), [...made.keys()].toSorted());
  for (const [name, bytes] of made) assert.ok(Buffer.from(bytes).equals(served.get(name)!), name);
});

Deno.test("A first load is at most 200 KB of JavaScript, compressed", async () => {
  const files = await filesIn(built);
  const page = new TextDecoder().decode(files.get("index.html"));
  const scripts = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, name]) => name!);
  assert.ok(scripts.length > 0);
  // What the first script imports by itself comes with it; what it may ask for later, as another language, does not.
  const loaded = new Set(scripts);
  for (const name of loaded) {
    const text = new TextDecoder().decode(files.get(name));
    for (const [, inner] of text.matchAll(/^import[^;]*?["']\.\/([^"']+\.js)["']/gm)) loaded.add(`assets/${inner}`);
  }
  const bytes = [...loaded].map((name) => gzipSync(files.get(name)!, { level: 9 }).length);
  const sum = bytes.reduce((a, b) => a + b, 0);
  assert.ok(sum <= firstLoadMax, `${sum} bytes`);
});
