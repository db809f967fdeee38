import assert from "node:assert/strict";
import { withoutPreview } from "../../../clients/web/previews/without_preview.ts";
import { linksOf } from "../../../src/chat/links/links_of.ts";

Deno.test("withoutPreview() leaves a text in which the server sees that link no more, and all others", () => {
  const [a, b] = ["https://example.com/a", "https://example.com/a/b?c=(d)"];
  const expected: [string, string][] = [
    [a, `<${a}>`],
    [`See ${a}. And ${b}`, `See <${a}>. And ${b}`],
    [`[words](${a}), **${a}**`, `[words](<${a}>), **<${a}>**`],
    [`<${a}> ${a}`, `<${a}> <${a}>`],
    [`${a}x`, `${a}x`],
  ];
  for (const [text, without] of expected) {
    assert.equal(withoutPreview(text, a), without);
    assert.ok(!linksOf(without).some(({ text }) => text === a), text);
  }
  assert.deepEqual(linksOf(withoutPreview(`${a} ${b}`, b)).map(({ text }) => text), [a]);
});
