import assert from "node:assert/strict";
import { emojiOf, parseTarget } from "../../../clients/cli/message_target.ts";

const arguments_: [string, object][] = [
  ["#12 better text", { seq: 12, rest: "better text" }],
  ["#12", { seq: 12, rest: "" }],
  ["better text", { seq: undefined, rest: "better text" }],
  ["#12th floor", { seq: undefined, rest: "#12th floor" }],
  ["#tag", { seq: undefined, rest: "#tag" }],
  ["#3 two\nlines", { seq: 3, rest: "two\nlines" }],
  ["", { seq: undefined, rest: "" }],
];
for (const [argument, target] of arguments_) {
  Deno.test(`parseTarget() reads ${JSON.stringify(argument)}`, () => assert.deepEqual(parseTarget(argument), target));
}

Deno.test("emojiOf() knows names with and without colons, and leaves everything else as it is", () => {
  assert.equal(emojiOf("+1"), emojiOf(":+1:"));
  assert.match(emojiOf("heart"), /^\p{RGI_Emoji}$/v);
  assert.equal(emojiOf("\u{1f984}"), "\u{1f984}");
  assert.equal(emojiOf("unicorn"), "unicorn");
});
