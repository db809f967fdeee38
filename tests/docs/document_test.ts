import assert from "node:assert/strict";
import { abstract, blocksOf, jsonValues, tableOf } from "./document.ts";

Deno.test("blocksOf() finds each fenced block with its language and line", () => {
  const text = "a\n```sh\none\n\ntwo\n```\nb\n```json\n{}\n```";
  assert.deepEqual(blocksOf(text), [
    { language: "sh", text: "one\n\ntwo", line: 2 },
    { language: "json", text: "{}", line: 8 },
  ]);
  assert.throws(() => blocksOf("```sh\none"), /line 1/);
});

Deno.test("tableOf() reads the table with a column, and fails where there is none", () => {
  const text = "| a | b |\n|---|---|\n| 1 | 2 |\n\n| c |\n|---|\n| 3 |\n| 4 |";
  const document = { path: "x.md", text, blocks: [] };
  assert.deepEqual(tableOf(document, "b"), [["1", "2"]]);
  assert.deepEqual(tableOf(document, "c"), [["3"], ["4"]]);
  assert.throws(() => tableOf(document, "d"), /x\.md/);
});

Deno.test("jsonValues() reads one value after the other, over lines or on one each", () => {
  assert.deepEqual(jsonValues('{"a":\n1}\n{"b":2}\n'), [{ a: 1 }, { b: 2 }]);
  assert.throws(() => jsonValues('{"a":'));
});

Deno.test("abstract() hides ids, epochs, times and tokens, and nothing else", () => {
  const hidden = ["a".repeat(24), "a1b2c3d4e5f60718", "2026-01-02T03:04:05.678Z", "eyJh.eyJi.sig"];
  assert.deepEqual(abstract(hidden), ["<id>", "<epoch>", "<time>", "<token>"]);
  const shown = { a: "0".repeat(24), b: ["x", 1, null, true], c: "2026-01-02" };
  assert.deepEqual(abstract(shown), shown);
});
