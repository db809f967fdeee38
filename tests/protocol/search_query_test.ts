import assert from "node:assert/strict";
import fc from "fast-check";
import { searchClausesMax } from "../../src/limits.ts";
import { parseSearch } from "../../src/protocol/search_query.ts";

const clausesOf = (q: string) =>
  parseSearch(q).clauses.map(({ units, prefix }) => units.map(({ text }) => text).join(" ") + (prefix ? "*" : ""));

Deno.test("Words, phrases and beginnings are told apart", () => {
  assert.deepEqual(clausesOf('hello "big world" wor* foo-bar "open end'), [
    "hello",
    "big world",
    "wor*",
    "foo bar",
    "open end",
  ]);
  assert.deepEqual(clausesOf('* "" !? ""*'), []);
  assert.deepEqual(clausesOf("上海*"), ["上 海"]);
});

Deno.test("Filters are understood, with quotes around what has spaces", () => {
  const { clauses, faults, ...filters } = parseSearch(
    'from:@ada FROM:me in:#engines in:"the big room" has:file has:image mentions:me is:pinned after:2026-01-01 before:2026-02-01',
  );
  assert.deepEqual([clauses, faults], [[], []]);
  assert.deepEqual(filters, {
    from: ["ada", "me"],
    in: ["engines", "the big room"],
    has: ["file", "image"],
    mentionsMe: true,
    pinned: true,
    since: Date.UTC(2026, 0, 2),
    until: Date.UTC(2026, 1, 1),
  });
  const { since, until } = parseSearch("on:2024-02-29");
  assert.deepEqual([since, until], [Date.UTC(2024, 1, 29), Date.UTC(2024, 2, 1)]);
});

Deno.test("What cannot be meant is said, and what is no filter is words", () => {
  assert.equal(parseSearch("has:money").faults.length, 1);
  assert.equal(parseSearch("on:2026-02-30").faults.length, 1);
  assert.equal(parseSearch("before:yesterday").faults.length, 1);
  assert.equal(parseSearch('from:""').faults.length, 1);
  assert.equal(parseSearch("a*").faults.length, 1);
  assert.equal(parseSearch("word ".repeat(searchClausesMax + 1)).faults.length, 1);
  assert.deepEqual(clausesOf("colour:red https://x.example/y"), ["colour red", "https x example y"]);
});

Deno.test("Any text at all is understood as something, within its bounds", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom("from:", "in:", "has:", '"', "*", ":", "on:2026-01-01", "is:pinned", "上", " "),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join("")), (text) => {
      const { clauses } = parseSearch(text);
      assert.ok(clauses.length <= searchClausesMax);
      for (const { units } of clauses) assert.ok(units.length > 0);
    }),
    { numRuns: 3_000 },
  );
});
