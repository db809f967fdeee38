import assert from "node:assert/strict";
import { root } from "./document.ts";

/** Every Markdown document of the product. */
async function documents(): Promise<string[]> {
  const found = ["README.md"];
  const look = async (folder: string): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(`${root}/${folder}`)) {
      if (isDirectory) await look(`${folder}/${name}`);
      else if (name.endsWith(".md")) found.push(`${folder}/${name}`);
    }
  };
  await look("docs");
  return found;
}

/** The anchors that a document's headings have, as GitHub makes them. */
function anchorsOf(text: string): Set<string> {
  const headings = text.replaceAll(/^```[\s\S]*?^```/gm, "").matchAll(/^#+ (.*)$/gm);
  return new Set(Array.from(headings, ([, heading]) => {
    return heading!.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-");
  }));
}

Deno.test("anchorsOf() makes the anchors of headings and leaves code alone", () => {
  assert.deepEqual(
    anchorsOf("# A page\n```sh\n# no heading\n```\n## What's, *this*?"),
    new Set(["a-page", "whats-this"]),
  );
});

Deno.test("Every link of the documents leads somewhere", async () => {
  const paths = await documents();
  assert.ok(paths.length >= 10, `${paths.length} documents`);
  for (const path of paths) {
    const text = await Deno.readTextFile(`${root}/${path}`);
    for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target!)) continue;
      const [file = "", anchor] = target!.split("#");
      const url = file === "" ? new URL(`file://${root}/${path}`) : new URL(file, `file://${root}/${path}`);
      const { isFile } = await Deno.stat(url);
      if (anchor !== undefined && isFile) {
        assert.ok(anchorsOf(await Deno.readTextFile(url)).has(anchor), `${path}: ${target}`);
      }
    }
  }
});
