import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { floodCases } from "./flood_cases.ts";
import { frameCases } from "./frame_cases.ts";
import { handshakeCases } from "./handshake_cases.ts";
import { messageCases } from "./message_cases.ts";
import { networkCases } from "./network_cases.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const page = await Deno.readTextFile(`${here}/../../docs/conformance.md`);
const listed = [...page.matchAll(/^\|[^|\n]*\| (S\d+: [^|\n]+?) +\|/gm)].map(([, name]) => name!);

const suite = Object.keys({ ...handshakeCases, ...frameCases, ...messageCases, ...networkCases, ...floodCases });
const others = await Promise.all(["siege_test.ts", "fuzz_test.ts"].map(async (file) => {
  const text = await Deno.readTextFile(`${here}/${file}`);
  return [...text.matchAll(/^Deno\.test\("(S\d+: [^"]+)"/gm)].map(([, name]) => name!);
}));

Deno.test("Every test that docs/conformance.md names is there", () => {
  assert.ok(listed.length > 60, `${listed.length} lines`);
  const known = new Set([...suite, ...others.flat()]);
  assert.deepEqual(listed.filter((name) => !known.has(name)), []);
});

Deno.test("docs/conformance.md names a test of every line of attacks that is tried", () => {
  const lineOf = (name: string): string => name.slice(0, name.indexOf(":"));
  const lines = new Set([...suite, ...others.flat()].filter((name) => name.startsWith("S")).map(lineOf));
  assert.deepEqual([...lines].filter((line) => !listed.some((name) => lineOf(name) === line)), []);
});
