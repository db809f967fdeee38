import assert from "node:assert/strict";
import fc from "fast-check";
import { searchWordCharsMax } from "../../src/limits.ts";
import { charsOf, termsOf, unitsOf } from "../../src/protocol/search_words.ts";

const terms = (text: string) => termsOf(unitsOf(text)).join(" ");

Deno.test("A text is taken apart into folded words, and into pairs of characters where there are no spaces", () => {
  const cases: readonly [string, string][] = [
    ["Élan vital", "elan vital"],
    ["e\u0301lan", "elan"],
    ["Straße, ŁÓDŹ & Ørsted", "strasse lodz orsted"],
    ["ΣΊΣΥΦΟΣ Σίσυφος", "σισυφοσ σισυφοσ"],
    ["İstanbul ılık", "istanbul ilik"],
    ["don't C++ foo_bar a.b@c", "don t c foo bar a b c"],
    ["ＡＢＣ１２３", "abc123"],
    ["我在上海工作 iPhone手机", "我在 在上 上海 海工 工作 iphone 手机"],
    ["上 海", "上 海"],
    ["학교에서", "학교 교에 에서"],
    ["학교".normalize("NFD"), "학교"],
    ["ｶﾞｷﾞ", "ガギ"],
    ["がく".normalize("NFD"), "がく"],
    ["東京タワー", "東京 京タ タワ ワー"],
    ["हिन्दी", "हिन्दी"],
    ["محمّد", "محمد"],
  ];
  for (const [text, expected] of cases) assert.equal(terms(text), expected.normalize("NFC"), text);
  assert.deepEqual(charsOf(unitsOf("上海 is 上")), ["上", "海"]);
});

Deno.test("Each unit says where it stands in the text", () => {
  const text = "Le café à 上海!";
  assert.deepEqual(unitsOf(text).map(({ start, end }) => text.slice(start, end)), ["Le", "café", "à", "上", "海"]);
});

Deno.test("Any text has units, in order, within it, without anything that an index could take for syntax", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      let at = 0;
      for (const { text: word, start, end } of unitsOf(text)) {
        assert.ok(start >= at && end > start && end <= text.length);
        assert.ok(
          word.length > 0 && word.length <= searchWordCharsMax + 1 && !/[\0-\x2f:-@[-`{-\x7f]/.test(word),
          word,
        );
        at = end;
      }
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("However a text is composed and whatever its case, its words are the same", () => {
  const letters = [..."aàáâåäbcçeéèêfgiíñoöuüyžßøłæΑάβσΣйЙёаяがガ上海한국ﾊﾟ 1."];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...letters), { maxLength: 40 }).map((all) => all.join("")), (text) => {
      const folded = terms(text);
      assert.equal(terms(text.normalize("NFD")), folded);
      assert.equal(terms(text.toUpperCase()), folded);
      assert.equal(terms(text.toLowerCase()), folded);
    }),
    { numRuns: 2_000 },
  );
});
