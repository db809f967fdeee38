import assert from "node:assert/strict";
import fc from "fast-check";
import { codePoints, isStorableText, utf8Bytes } from "../../src/protocol/text.ts";

const anyText = fc.string({ unit: "binary", maxLength: 100 });
/** UTF-16 as it may arrive: lone surrogates too. */
const anyUnits = fc.array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd800, max: 0xdfff })))
  .map((units) => String.fromCharCode(...units));

Deno.test("codePoints() counts what iterating a well-formed text counts", () => {
  fc.assert(fc.property(anyText, (text) => {
    assert.equal(codePoints(text), [...text].length);
  }));
  for (const text of ["", "a", "\u{1f600}", "e\u0301", "\u{10ffff}\u{10000}", "\uffff"]) {
    assert.equal(codePoints(text), [...text].length, text);
  }
});

Deno.test("codePoints() is at least the number of graphemes, and never more than the UTF-16 units", () => {
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
  for (const text of ["plain", "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}", "\u{1f1e9}\u{1f1ea}", "e\u0301", "\r\n"]) {
    assert.ok(codePoints(text) >= [...segmenter.segment(text)].length, text);
    assert.ok(codePoints(text) <= text.length, text);
  }
  assert.equal(codePoints("\u{1f468}\u200d\u{1f469}\u200d\u{1f467}"), 5);
});

Deno.test("utf8Bytes() is the length of the bytes that a Blob of the text holds", () => {
  fc.assert(fc.property(anyUnits, (text) => {
    assert.equal(utf8Bytes(text), new Blob([text]).size);
  }));
});

Deno.test("isStorableText() is true exactly where UTF-8 gives the text back and there is no NUL", () => {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  fc.assert(fc.property(anyUnits, (text) => {
    const back = decoder.decode(new TextEncoder().encode(text));
    assert.equal(isStorableText(text), back === text && !text.includes("\0"));
  }));
  assert.ok(isStorableText(""));
  assert.ok(!isStorableText("a\0"));
});
