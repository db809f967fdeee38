import assert from "node:assert/strict";
import fc from "fast-check";
import { fileHits, matchDocument, snippetOf } from "../../src/chat/search_matching.ts";
import { searchSnippetChars } from "../../src/limits.ts";
import type { SearchDocument } from "../../src/protocol/search_document.ts";
import { parseSearch } from "../../src/protocol/search_query.ts";

function documentOf(content: string, files: readonly string[] = []): SearchDocument {
  return {
    seq: 1,
    id: "",
    sender: "",
    username: "",
    at: 0,
    type: "text",
    content,
    files,
    image: false,
    mentions: [],
    mentionsRoom: false,
    pinned: false,
    edited: false,
    asOf: 1,
  };
}

const marked = (content: string, q: string) =>
  matchDocument(documentOf(content), parseSearch(q).clauses)?.ranges.map(([start, end]) => content.slice(start, end));

Deno.test("What was found is marked where it stands, as it is written", () => {
  assert.deepEqual(marked("Le Café du café", "cafe"), ["Café", "café"]);
  assert.deepEqual(marked("hello big world", '"big world" hello'), ["hello", "big world"]);
  assert.deepEqual(marked("worlds of words", "wor*"), ["worlds", "words"]);
  assert.deepEqual(marked("我在上海工作", "上海"), ["上海"]);
  assert.deepEqual(marked("上 海", "上海"), undefined);
  assert.deepEqual(marked("big old world", '"big world"'), undefined);
  assert.deepEqual(marked("hello", "hello world"), undefined);
});

Deno.test("A shorter message, a whole word and a word said twice fit better", () => {
  const fit = (content: string, q: string) => matchDocument(documentOf(content), parseSearch(q).clauses)?.fit ?? 0;
  assert.ok(fit("engine", "engine") > fit(`engine ${"and so on ".repeat(100)}`, "engine"));
  assert.ok(fit("engine", "engine") > fit("engines", "engine*"));
  assert.ok(fit("engine engine", "engine") > fit("engine", "engine"));
});

Deno.test("Hits in the names of files are told by file", () => {
  const document = documentOf("the report", ["Report 1.pdf", "other.txt", "report.doc"]);
  const match = matchDocument(document, parseSearch("report").clauses)!;
  assert.deepEqual(fileHits(document, match.ranges), [
    { name: "Report 1.pdf", ranges: [[0, 6]] },
    { name: "other.txt", ranges: [] },
    { name: "report.doc", ranges: [[0, 6]] },
  ]);
  assert.deepEqual(snippetOf(document.content, match.ranges), { text: "the report", ranges: [[4, 10]] });
});

Deno.test("A snippet is short, whole and shows the first hit, wherever it stands", () => {
  const filler = fc.string({ unit: "grapheme", maxLength: 400 });
  fc.assert(fc.property(filler, filler, (before, after) => {
    const content = `${before} needle ${after}`;
    const match = matchDocument(documentOf(content), parseSearch("needle").clauses)!;
    const { text, ranges } = snippetOf(content, match.ranges);
    assert.ok(text.length <= searchSnippetChars + 4, `${text.length}`);
    assert.ok(!content.isWellFormed() || text.isWellFormed());
    assert.ok(ranges.length >= 1);
    for (const [start, end] of ranges) assert.equal(text.slice(start, end), "needle");
  }));
});
