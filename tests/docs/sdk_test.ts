import assert from "node:assert/strict";
import { startServer } from "../support/server_process.ts";
import { tempFolder } from "../support/temp.ts";
import { readDocument, root } from "./document.ts";
import { shownAddress } from "./shell.ts";

const document = await readDocument("docs/sdk.md");
const programMsMax = 60_000;

/** The block with the packages as they are in this repository, and the address of a server that runs. */
function inPlace(text: string, address: string): string {
  return text.replaceAll(shownAddress, address)
    .replace('"@parley/sdk"', `"file://${root}clients/sdk/mod.ts"`)
    .replace('"@parley/react"', `"file://${root}clients/react/mod.ts"`);
}

async function deno(...args: string[]): Promise<{ readonly code: number; readonly output: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    env: { NO_COLOR: "1" },
    signal: AbortSignal.timeout(programMsMax),
  }).output();
  const text = new TextDecoder();
  return { code, output: text.decode(stdout) + text.decode(stderr) };
}

Deno.test("The programs of the SDK's page type-check, run and end", async () => {
  await using server = await startServer();
  await using folder = await tempFolder();
  const programs = document.blocks.filter(({ language }) => language === "ts");
  const outputs: string[] = [];
  for (const [at, { text, line }] of programs.entries()) {
    const path = folder.file(`program${at}.ts`);
    await Deno.writeTextFile(path, inPlace(text, server.address));
    const { code, output } = await deno("run", "--quiet", "--check", "--allow-net", `--config=${root}deno.json`, path);
    assert.equal(code, 0, `line ${line}: ${output}`);
    outputs.push(output);
  }
  assert.match(outputs[0]!, /^ada pending Hello$/m);
  assert.match(outputs[0]!, /^ada sent Hello$/m);
  assert.match(outputs[1]!, /^durable, as number \d+$/m);
});

Deno.test("The component of the SDK's page type-checks", async () => {
  await using folder = await tempFolder();
  const component = document.blocks.find(({ language }) => language === "tsx")!;
  const text = `/// <reference lib="dom" />\n${inPlace(component.text, "127.0.0.1:1")}`;
  await Deno.writeTextFile(folder.file("component.tsx"), text);
  const { code, output } = await deno("check", "--quiet", `--config=${root}deno.json`, folder.file("component.tsx"));
  assert.equal(code, 0, output);
});

Deno.test("The hooks of the SDK's page are those that there are", async () => {
  const exported = [...(await Deno.readTextFile(`${root}clients/react/mod.ts`)).matchAll(/\buse[A-Z]\w+/g)].map(String);
  const shown = [...document.text.matchAll(/^\| `(use\w+)\(/gm)].map(([, name]) => name!);
  assert.ok(shown.length >= 9);
  for (const name of shown) assert.ok(exported.includes(name), name);
});
