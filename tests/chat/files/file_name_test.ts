import assert from "node:assert/strict";
import fc from "fast-check";
import { fileNameOf } from "../../../src/chat/files/file_name.ts";
import { fileNameCharsMax } from "../../../src/limits.ts";

Deno.test("fileNameOf() takes paths, lines, directions and what file systems refuse out of names", () => {
  const expected: [string, string][] = [
    ["cat.png", "cat.png"],
    ["../../etc/passwd", "passwd"],
    ["C:\\pictures\\x\\cat.png", "cat.png"],
    ["a.png\r\nX: y", "a.pngX y"],
    ["invoice\u202egpj.exe", "invoicegpj.exe"],
    ["zero\u200bwidth.txt", "zerowidth.txt"],
    ["   lots   of\tspace .txt ", "lots ofspace .txt"],
    ["...", "file"],
    ["", "file"],
    ["Gr\u0075\u0308\u00dfe.pdf", "Grüße.pdf"],
    ["猫.png", "猫.png"],
    ['a"b<c>d|e?f*g.txt', "abcdefg.txt"],
  ];
  for (const [given, name] of expected) assert.equal(fileNameOf(given), name);
});

Deno.test("fileNameOf() shortens a long name and keeps its ending", () => {
  const name = fileNameOf(`${"🐈".repeat(500)}.jpeg`);
  assert.equal([...name].length, fileNameCharsMax);
  assert.ok(name.endsWith("🐈.jpeg"));
});

Deno.test("fileNameOf() makes of any text a name of one line that is its own name", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (given) => {
    const name = fileNameOf(given);
    assert.match(name, /^[^\p{Cc}\p{Cf}/\\]+$/u);
    assert.equal(fileNameOf(name), name);
  }));
});
