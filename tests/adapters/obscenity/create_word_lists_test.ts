import assert from "node:assert/strict";
import { createWordLists } from "../../../src/adapters/obscenity/create_word_lists.ts";
import { contentCodePointsMax } from "../../../src/limits.ts";

Deno.test("The English list finds its words in disguise, and leaves alone what only looks like them", async () => {
  const words = createWordLists();
  await words.load("english");
  for (
    const text of [
      "what the fuck",
      "FUUUUCK",
      "f\u200bu\u00adc\u2060k",
      "ｆｕｃｋ",
      "Fück!",
      "ʃṳ𝒸𝗄",
      "you $h1t",
    ]
  ) assert.equal(words.says("english", text), true, text);
  for (
    const text of [
      "",
      "hello",
      "the class assumes a classic",
      "Scunthorpe in Essex",
      "an analysis of analog cocktails",
      "peacocks, raccoons and assassins",
      "pass it to the therapist in the basement",
      "垃圾",
      "👩‍👩‍👧",
    ]
  ) assert.equal(words.says("english", text), false, text);
});

Deno.test("A list that was not loaded says so, and is loaded once however often it is asked for", async () => {
  const words = createWordLists();
  assert.throws(() => words.says("english", "hello"), /was not loaded/);
  await Promise.all([words.load("english"), words.load("english")]);
  await words.load("english");
  assert.equal(words.says("english", "shit"), true);
});

Deno.test("S44: no message takes long to look through by a list", async () => {
  const words = createWordLists();
  await words.load("english");
  const start = performance.now();
  for (const piece of ["a", "as", "f ", "fuc", "assassin ", "classic ", "𝒸", "\u200b", "f.u.c.", "shi", "nig", "é"]) {
    words.says("english", piece.repeat(contentCodePointsMax / [...piece].length));
  }
  // Together about 15 ms. A pattern that looks back from every place would take minutes.
  assert.ok(performance.now() - start < 10_000);
});
