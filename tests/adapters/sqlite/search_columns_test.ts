import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { columnsOf } from "../../../src/adapters/sqlite/search_columns.ts";
import type { SearchDocument } from "../../../src/protocol/search_document.ts";
import { termsOf, unitsOf } from "../../../src/protocol/search_words.ts";

const id = "66a0c1de9b3f4a0012345678";

function documentOf(content: string): SearchDocument {
  return {
    seq: 1,
    id,
    sender: id,
    username: "ada",
    at: 0,
    type: "text",
    content,
    files: [],
    image: false,
    mentions: [],
    mentionsRoom: false,
    pinned: false,
    edited: false,
    asOf: 1,
  };
}

const word = fc.string({ minLength: 60, maxLength: 70, unit: fc.constantFrom("a", "Z", "7") });
const texts = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.string({ unit: "binary-ascii" }) },
    { weight: 2, arbitrary: fc.string({ unit: "grapheme" }) },
    word,
  ),
).map((parts) => parts.join(" "));

Deno.test("the terms that the index finds in a document are those that searches ask for", () => {
  using db = new DatabaseSync(":memory:");
  db.exec(`
    CREATE VIRTUAL TABLE terms USING fts5(words, content='', tokenize='ascii');
    CREATE VIRTUAL TABLE instances USING fts5vocab(terms, instance);
  `);
  const add = db.prepare("INSERT INTO terms (rowid, words) VALUES (?, ?)");
  const found = db.prepare("SELECT term FROM instances WHERE doc = ? ORDER BY offset");
  let rowid = 0;
  fc.assert(
    fc.property(texts, (text) => {
      const [words] = columnsOf(id, documentOf(text));
      add.run(++rowid, words);
      assert.deepEqual(found.all(rowid).map(({ term }) => term), termsOf(unitsOf(text)));
    }),
    { numRuns: 300 },
  );
});
