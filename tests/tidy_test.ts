import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { forbiddenImports, importCycles, orphans } from "./support/arrows.ts";
import { filesUnder, parseSource, readSources, type SourceFile } from "./support/source_file.ts";
import * as rules from "./support/tidy_rules.ts";

/** Style is a test. Each rule is tried on a planted violation first: a rule that catches nothing is worse than none. */

const root = fileURLToPath(new URL("..", import.meta.url));
const product = await readSources(root, ["src", "clients"]);
const all = [...product, ...await readSources(root, ["bench", "tests"])];
/** The checks themselves must name what they look for. */
const others = all.filter(({ path }) => !/^tests\/(tidy_test|support\/tidy_rules)\.ts$/.test(path));
const texts = await readTexts();

/** Texts that are not TypeScript: documents, settings, scripts. */
async function readTexts(): Promise<{ path: string; text: string }[]> {
  const paths = (await filesUnder(root, ".")).filter((path) => {
    return /\.(md|json|ya?ml|sh|html|css|sql)$|(^|\/)(Dockerfile|run|\.dockerignore|\.gitignore)$/.test(path);
  });
  const read = paths.map(async (path) => ({ path, text: await Deno.readTextFile(`${root}/${path}`) }));
  return await Promise.all(read);
}

function plant(path: string, text: string): SourceFile[] {
  return [parseSource(path, text)];
}

/** Says what was found, not only that something was. */
function none(faults: readonly string[]): void {
  assert.deepEqual(faults, []);
}

Deno.test("Tidy reads the tree: it would not pass for want of files", () => {
  assert.ok(product.length > 50, `${product.length} files`);
  assert.ok(product.some(({ path }) => path === "src/limits.ts"));
  assert.ok(texts.some(({ path }) => path === "deno.json"));
});

Deno.test("Imports follow the arrows", () => {
  const bad: [string, string][] = [
    ["src/protocol/x.ts", 'import { a } from "../chat/a.ts";'],
    ["src/limits.ts", 'import type { A } from "./protocol/a.ts";'],
    ["src/ports/x.ts", 'import { a } from "../protocol/a.ts";'],
    ["src/ports/x.ts", 'import * as z from "zod";'],
    ["src/chat/x.ts", 'import { a } from "../realtime/a.ts";'],
    ["src/chat/x.ts", 'export * from "../adapters/sqlite/a.ts";'],
    ["src/realtime/x.ts", 'import { a } from "../http/a.ts";'],
    ["src/http/rooms.ts", 'import { a } from "../realtime/hub.ts";'],
    ["src/adapters/sqlite/x.ts", 'import { a } from "../system/a.ts";'],
    ["src/adapters/sqlite/x.ts", 'const a = await import("../../chat/a.ts");'],
    ["src/listeners/node/x.ts", 'import { a } from "../../realtime/hub.ts";'],
    ["src/server.ts", 'import { a } from "./adapters/sqlite/a.ts";'],
    ["src/http/x.ts", 'import { a } from "../main.ts";'],
    ["src/chat/x.ts", 'type A = import("../http/a.ts").A;'],
    ["src/elsewhere/x.ts", 'import { a } from "../chat/a.ts";'],
    ["src/chat/x.ts", 'import { a } from "jsr:@std/assert";'],
    ["clients/sdk/x.ts", 'import { a } from "../../src/protocol/a.ts";'],
    ["clients/sdk/x.ts", 'import { a } from "zod";'],
    ["clients/cli/x.ts", 'import type { A } from "../../src/protocol/a.ts";'],
    ["clients/react/x.tsx", 'import { a } from "react-dom";'],
  ];
  for (const [path, text] of bad) assert.equal(forbiddenImports(plant(path, text)).length, 1, `${path}: ${text}`);
  const good: [string, string][] = [
    ["src/ports/x.ts", 'import { type A, type B } from "../protocol/a.ts";'],
    ["src/http/upgrade.ts", 'import { a } from "../realtime/gate.ts";'],
    ["src/main.ts", 'import { a } from "./adapters/sqlite/a.ts";'],
    ["clients/sdk/x.ts", 'import type { A } from "../../src/protocol/a.ts";'],
    ["clients/cli/x.ts", 'import { a } from "../sdk/mod.ts";'],
    ["clients/web/x.tsx", 'import { a } from "../react/mod.ts";'],
  ];
  for (const [path, text] of good) none(forbiddenImports(plant(path, text)));
  none(forbiddenImports(product));
});

Deno.test("No files import each other in a circle, types included", () => {
  const circle = [
    ...plant("src/a.ts", 'import type { B } from "./b.ts";'),
    ...plant("src/b.ts", 'export * from "./c.ts";'),
    ...plant("src/c.ts", 'const a = import("./a.ts");'),
  ];
  assert.deepEqual(importCycles(circle), ["src/a.ts -> src/b.ts -> src/c.ts -> src/a.ts"]);
  none(importCycles(all));
});

Deno.test("Every file of the product is used by another or is an entry point", () => {
  const entries =
    /^(src\/(main|edge|config\/health_probe)\.ts|clients\/((sdk|react)\/mod|(cli|embed)\/main)\.ts|clients\/web\/.*)$/;
  const planted = [
    ...plant("src/main.ts", 'import "./a.ts"; new Worker(new URL("./w.ts", import.meta.url));'),
    ...["a", "w", "alone"].flatMap((name) => plant(`src/${name}.ts`, "export {};")),
  ];
  assert.deepEqual(orphans(planted, entries), ["src/alone.ts"]);
  none(orphans(product, entries));
});

Deno.test(`No file is longer than ${rules.fileLinesMax} lines, half of the product's are at most ${rules.medianLinesMax}`, () => {
  assert.equal(rules.longFiles(plant("x.ts", "\n".repeat(501))).length, 1);
  none(rules.longFiles(plant("x.ts", "\n".repeat(500))));
  none(rules.longFiles(all));
  assert.ok(rules.medianLines(product) <= rules.medianLinesMax, `median of ${rules.medianLines(product)} lines`);
});

Deno.test(`No function of the product is longer than ${rules.functionLinesMax} lines`, () => {
  const long = (lines: number): string => `function a() {${"\n".repeat(lines - 1)}}`;
  assert.equal(rules.longFunctions(plant("x.ts", long(71))).length, 1);
  assert.equal(
    rules.longFunctions(plant("x.ts", `const a = ${long(80).replace("function a", "async ").replace(")", ") =>")}`))
      .length,
    1,
  );
  none(rules.longFunctions(plant("x.ts", long(70))));
  none(rules.longFunctions(product));
});

Deno.test("Nothing is typed any, and no directive silences the checker", () => {
  assert.equal(rules.anyTypes(plant("x.ts", "const a = b as any; let c: any[];")).length, 2);
  none(rules.anyTypes(plant("x.ts", "// any\nconst any = 'any';")));
  none(rules.anyTypes(all));
  assert.equal(rules.silencedTypes(plant("x.ts", "// @ts-ignore\n// @ts-expect-error x")).length, 2);
  none(rules.silencedTypes(others));
});

Deno.test("No catch is empty", () => {
  assert.equal(rules.emptyCatches(plant("x.ts", "try { a(); } catch { /* never mind */ }")).length, 1);
  none(rules.emptyCatches(plant("x.ts", "try { a(); } catch { return undefined; }")));
  none(rules.emptyCatches(all));
});

Deno.test("Nothing writes to the console outside the files of the system", () => {
  assert.equal(rules.consoleUses(plant("src/chat/x.ts", "console.log(1); globalThis.console;")).length, 1);
  none(rules.consoleUses(plant("src/adapters/system/x.ts", "console.log(1);")));
  none(rules.consoleUses(product));
});

Deno.test("Time, timers, randomness and the environment are parameters outside the files of the system", () => {
  const bad = [
    "Date.now()",
    "const now = Date.now",
    "new Date()",
    "setTimeout(f, 1)",
    "globalThis.setTimeout(f, 1)",
    "const { after = setInterval } = deps",
    "Math.random()",
    'Deno.env.get("A")',
    "performance.now()",
  ];
  for (const text of bad) assert.equal(rules.systemUses(plant("src/chat/x.ts", text)).length, 1, text);
  for (const text of ["new Date(0)", "clock.now()", "socket.setTimeout(1)", "const a = { setTimeout: 1 }"]) {
    none(rules.systemUses(plant("src/chat/x.ts", text)));
  }
  none(rules.systemUses(product.filter(({ path }) => path.startsWith("src/"))));
});

Deno.test("No test is skipped or singled out, and the sanitizers stay on", () => {
  const bad = [
    "Deno.test.only('x', f)",
    "Deno.test.ignore('x', f)",
    "Deno.test({ ignore: true })",
    "({ sanitizeOps: false })",
  ];
  for (const text of bad) assert.equal(rules.skippedTests(plant("x_test.ts", text)).length, 1, text);
  none(rules.skippedTests(others));
});

Deno.test("No note of unfinished work is left in the tree", () => {
  assert.equal(rules.unfinishedNotes(plant("x.ts", "// TODO later\n// FIXME\nconst a = 1; // todo lists")).length, 2);
  none(rules.unfinishedNotes([...others, ...texts]));
});

Deno.test("No path of somebody's machine and no registry's address is in the tree", () => {
  const bad = ['"/root/x"', "see /home/ann/x", "file:/work/x", "cd /Users/ann", "https://registry.npmjs.org/x"];
  for (const text of bad) assert.equal(rules.machineTraces(plant("x.md", text)).length, 1, text);
  none(rules.machineTraces(plant("x.ts", '"https://a.example/work/x"; app.get("/api/rooms")')));
  none(rules.machineTraces([...others, ...texts]));
});

Deno.test("Files are named in snake_case, and no folder is a drawer for everything", () => {
  assert.deepEqual(rules.badNames(["src/chat/fooBar.ts", "src/utils/x.ts", "src/chat/a-b.ts"]).length, 3);
  none(
    rules.badNames([
      "src/chat/room_actions.ts",
      "tests/chat/x_test.ts",
      "src/adapters/sqlite/migrations/0001_first.ts",
    ]),
  );
  none(rules.badNames(all.map(({ path }) => path)));
});

Deno.test("No emoji decorates the product or its documents", () => {
  assert.equal(rules.emojis(plant("x.md", "Ready \u{1f680}")).length, 1);
  none(rules.emojis([...product, ...texts]));
});
