import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { dressedCases } from "./dressed_cases.ts";
import { floodCases } from "./flood_cases.ts";
import { frameCases } from "./frame_cases.ts";
import { handshakeCases } from "./handshake_cases.ts";
import { messageCases } from "./message_cases.ts";
import { networkCases } from "./network_cases.ts";

const tests = fileURLToPath(new URL("..", import.meta.url));
const page = await Deno.readTextFile(`${tests}/../docs/conformance.md`);
/** Of both listeners: without the file. */
const listed = [...page.matchAll(/^\|[^|\n]*\| (S\d+: [^|\n]+?) +\|[^|\n]*\|[^|\n]*\|$/gm)].map(([, name]) => name!);
/** Of whatever part: with the file that it is in. */
const placed = [...page.matchAll(/^\|[^|\n]*\| ([^|\n]+?) +\| ([\w/]+_test\.ts) +\|$/gm)].map(([, name, file]) => {
  return { name: name!, file: file! };
});

const cases = { ...handshakeCases, ...frameCases, ...messageCases, ...dressedCases, ...networkCases, ...floodCases };
const suite = Object.keys(cases);

async function* testFiles(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(`${tests}/${folder}`)) {
    const path = `${folder}${name}`;
    if (isDirectory) yield* testFiles(`${path}/`);
    else if (name.endsWith("_test.ts")) yield path;
  }
}

/** Tests that name a line of the list of attacks, wherever they are. */
async function named(folder = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const file of testFiles(folder)) {
    const text = await Deno.readTextFile(`${tests}/${file}`);
    found.push(
      ...[...text.matchAll(/^ *(?:Deno\.test\(|(?:name|remove|ban): )"(S\d+: [^"]+)"/gm)].map(([, name]) => name!),
    );
  }
  return found;
}

const lineOf = (name: string): string => name.slice(0, name.indexOf(":"));

Deno.test("Every test that docs/conformance.md names is there", async () => {
  assert.ok(listed.length > 60 && placed.length > 60, `${listed.length} and ${placed.length} lines`);
  const known = new Set([...suite, ...await named()]);
  assert.deepEqual(listed.filter((name) => !known.has(name)), []);
  for (const { name, file } of placed) {
    const text = await Deno.readTextFile(`${tests}/${file}`);
    assert.ok(text.includes(name), `${file} has no test ${JSON.stringify(name)}`);
  }
});

Deno.test("docs/conformance.md names each test of this folder, and each line of attacks that is tried anywhere", async () => {
  const told = new Set([...listed, ...placed.map(({ name }) => name)]);
  assert.deepEqual((await named("hardness/")).filter((name) => !told.has(name)), []);
  const lines = new Set([...suite.filter((name) => name.startsWith("S")), ...await named()].map(lineOf));
  const known = new Set([...told].map(lineOf));
  assert.deepEqual([...lines].filter((line) => !known.has(line)), []);
});
