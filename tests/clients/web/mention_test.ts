import assert from "node:assert/strict";
import { completed, mentionStart } from "../../../clients/web/composer/mention.ts";
import { withMentions } from "../../../clients/web/messages/with_mentions.tsx";

Deno.test("A name is being written right behind an @ that begins a word, and nowhere else", () => {
  const start = (text: string) => mentionStart(text, text.length)?.letters;
  assert.deepEqual(["@", "hi @bo", "(@Zo\u00eb", "mail ann@bo", "@bob ", "@@b"].map(start), [
    "",
    "bo",
    "Zo\u00eb",
    undefined,
    undefined,
    undefined,
  ]);
  assert.deepEqual(mentionStart("see @bo and", 7), { at: 4, letters: "bo" });
});

Deno.test("A completed name is followed by one space, and the cursor stands behind it", () => {
  assert.deepEqual(completed("see @bo", { at: 4, letters: "bo" }, "bob"), { text: "see @bob ", cursor: 9 });
  assert.deepEqual(completed("see @bo and", { at: 4, letters: "bo" }, "bob"), { text: "see @bob and", cursor: 9 });
});

/** The texts, those that are marked in brackets. */
function marked(text: string, mentioned: string): string {
  const parts = [withMentions(text, mentioned)].flat() as (string | { props: { children: string } })[];
  return parts.map((part) => typeof part === "string" ? part : `[${part.props.children}]`).join("");
}

Deno.test("Only the names that are meant are marked, whatever their case, without the stop of a sentence", () => {
  assert.equal(marked("@Bob, ask @eve or mail ann@bob.example", "bob"), "[@Bob], ask @eve or mail ann@bob.example");
  assert.equal(marked("it was @a.b.", "a.b"), "it was [@a.b].");
  assert.equal(marked("@bob", ""), "@bob");
});
