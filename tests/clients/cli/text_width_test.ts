import assert from "node:assert/strict";
import { graphemes, textWidth } from "../../../clients/cli/text_width.ts";

const widths: [string, number][] = [
  ["", 0],
  ["plain", 5],
  ["\u65e5\u672c", 4],
  ["\uff21", 2],
  ["\uff71", 1],
  ["\ud55c\uad6d", 4],
  ["\u{1f44d}", 2],
  ["\u{1f469}\u200d\u{1f680}", 2],
  ["\u2764\ufe0f", 2],
  ["e\u0301", 1],
  ["\u200b", 0],
  ["\u00e9\u05d0", 2],
  ["\u{20000}", 2],
];
for (const [text, width] of widths) {
  Deno.test(`textWidth() gives ${JSON.stringify(text)} ${width} columns`, () => assert.equal(textWidth(text), width));
}

Deno.test("graphemes() keeps together what people see as one character", () => {
  assert.deepEqual(graphemes("e\u0301\u{1f469}\u200d\u{1f680}x"), ["e\u0301", "\u{1f469}\u200d\u{1f680}", "x"]);
});
