import assert from "node:assert/strict";
import fc from "fast-check";
import { linksOf } from "../../../src/chat/links/links_of.ts";
import { linksPerMessageMax } from "../../../src/limits.ts";

const urls = (content: string) => linksOf(content).map(({ url }) => url);
const texts = (content: string) => linksOf(content).map(({ text }) => text);

Deno.test("linksOf() finds links where a sentence, brackets or marks end behind them", () => {
  const expected: [string, string[]][] = [
    ["https://example.com", ["https://example.com"]],
    ["See https://example.com/a.", ["https://example.com/a"]],
    ["(https://example.com/a)", ["https://example.com/a"]],
    ["https://en.example.org/Tea_(drink)", ["https://en.example.org/Tea_(drink)"]],
    ["(see https://en.example.org/Tea_(drink)).", ["https://en.example.org/Tea_(drink)"]],
    ["[words](https://example.com/a)", ["https://example.com/a"]],
    ["**https://example.com/a**", ["https://example.com/a"]],
    ["https://example.com/a?b=c&d=e#f!", ["https://example.com/a?b=c&d=e#f"]],
    ['"https://example.com/a"', ["https://example.com/a"]],
    ["HTTP://Example.com/A", ["HTTP://Example.com/A"]],
    ["https://例え.example/猫", ["https://例え.example/猫"]],
    ["看https://example.com/a", ["https://example.com/a"]],
    ["ahttps://example.com", []],
    ["file:///etc/passwd gopher://x.example javascript:alert(1)", []],
    ["https://", []],
    ["http://%", []],
  ];
  for (const [content, found] of expected) assert.deepEqual(texts(content), found, content);
});

Deno.test("linksOf() finds none in code, and none between < and >, which is how one says that there is to be none", () => {
  assert.deepEqual(urls("`https://example.com`"), []);
  assert.deepEqual(urls("```\nhttps://example.com\n```"), []);
  assert.deepEqual(urls("<https://example.com>"), []);
  assert.deepEqual(urls("[words](<https://example.com>)"), []);
  assert.deepEqual(urls("<https://example.com> and https://example.com/b"), ["https://example.com/b"]);
});

Deno.test("linksOf() takes the first few, each once, whatever is behind #", () => {
  assert.deepEqual(urls("https://example.com/a#1 https://EXAMPLE.com/a#2"), ["https://example.com/a"]);
  const many = Array.from({ length: 9 }, (_, i) => `https://example.com/${i}`);
  assert.deepEqual(urls(many.join(" ")), many.slice(0, linksPerMessageMax));
  const keys = new Set(linksOf(many.join(" ")).map(({ key }) => key));
  assert.equal(keys.size, linksPerMessageMax);
  for (const key of keys) assert.match(key, /^[0-9a-f]{32}$/);
});

Deno.test("linksOf() of any text finds links that stand in it, in little time", () => {
  const units = fc.string({ unit: fc.constantFrom(..."https://a.b/()<>[]`*_~#?& \n") });
  fc.assert(fc.property(units, (content) => {
    for (const { text, url } of linksOf(content)) {
      assert.ok(content.includes(text));
      assert.match(url, /^https?:\/\//);
    }
  }));
});

Deno.test("linksOf() takes as long as the text is, whatever it ends in: nobody keeps a server busy with brackets", () => {
  const began = performance.now();
  // At a cost of the square of it, ten seconds and more for some.
  for (const text of [")", "]", "(", "*", "`", "<"]) linksOf(`https://example.com/${text.repeat(60_000)}`);
  assert.ok(performance.now() - began < 10_000);
  assert.deepEqual(texts(`(https://example.com/a(b)c${")".repeat(60_000)}`), ["https://example.com/a(b)c"]);
});
