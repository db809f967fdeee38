import assert from "node:assert/strict";
import { safeLine, safeText } from "../../../clients/cli/safe_text.ts";

Deno.test("safeText() shows escape sequences and does not obey them", () => {
  assert.equal(safeText("\x1b[2J\x1b]0;title\x07red\x1b[31m"), "\u241b[2J\u241b]0;title\u2407red\u241b[31m");
  assert.equal(safeText("\x7f\x9b31m"), "\u2421<U+009B>31m");
});

Deno.test("safeText() shows what would reverse or hide text", () => {
  assert.equal(safeText("pay \u202e001\u202c"), "pay <U+202E>001<U+202C>");
  assert.equal(safeText("\u2066x\u2069"), "<U+2066>x<U+2069>");
  assert.equal(safeText("a\u{e0041}b"), "a<U+E0041>b");
  assert.equal(safeText("\ufeffx\ud800"), "<U+FEFF>x<U+D800>");
});

Deno.test("safeText() keeps no control character at all, whatever the text", () => {
  let all = "";
  for (let code = 0; code < 0x3000; code++) all += String.fromCodePoint(code);
  const kept = Array.from(safeText(all)).filter((character) => {
    const code = character.codePointAt(0)!;
    return (code < 0x20 && code !== 0x0a) || (code >= 0x7f && code <= 0x9f);
  });
  assert.deepEqual(kept, []);
});

Deno.test("safeText() keeps line breaks of every kind as line breaks, and a lone return as a sign", () => {
  assert.equal(safeText("a\r\nb\nc\u2028d\re"), "a\nb\nc\nd\u240de");
  assert.equal(safeText("\tx"), "    x");
});

Deno.test("safeText() keeps text of every script, and emoji of several code points", () => {
  const text =
    "\u05e9\u05dc\u05d5\u05dd \u0e19\u0e49\u0e33 \u65e5\u672c \u{1f469}\u200d\u{1f680} e\u0301 \u0627\u0644\u0639";
  assert.equal(safeText(text), text);
});

Deno.test("safeText() cuts towers of combining marks", () => {
  assert.equal(safeText(`x${"\u0301".repeat(5_000)}y`), `x${"\u0301".repeat(6)}y`);
});

Deno.test("safeLine() is one line", () => {
  assert.equal(safeLine("a\nb\r\nc"), "a b c");
});
