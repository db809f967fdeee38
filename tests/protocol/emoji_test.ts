import assert from "node:assert/strict";
import fc from "fast-check";
import { emojiIn } from "../../src/protocol/emoji.ts";
import { emojiUnitsMax } from "../../src/limits.ts";

Deno.test("emojiIn() takes one emoji, however many code points it has", () => {
  for (const one of ["👍", "👍🏽", "🇩🇪", "👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "1️⃣", "🏳️‍🌈", "❤️"]) {
    assert.equal(emojiIn(one), one, one);
    assert.ok(one.length <= emojiUnitsMax);
  }
});

Deno.test("emojiIn() spells an emoji in one way", () => {
  assert.equal(emojiIn("❤"), "❤️");
  assert.equal(emojiIn("☀"), "☀️");
});

Deno.test("emojiIn() takes nothing else", () => {
  for (const text of ["", " ", "a", "1", "👍👍", "👍 ", "👍a", "<b>", "#", "🇩", "‍", "️", "x".repeat(5_000)]) {
    assert.equal(emojiIn(text), undefined, JSON.stringify(text));
  }
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const emoji = emojiIn(text);
    assert.ok(
      emoji === undefined || [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(emoji)].length === 1,
    );
  }));
});
