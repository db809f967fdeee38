import type { Id } from "../../protocol/id.ts";
import { type SearchDocument, searchedText, tagsOf } from "../../protocol/search_document.ts";
import { charsOf, termsOf, unitsOf } from "../../protocol/search_words.ts";
import { searchWordCharsMax } from "../../limits.ts";

const plain = /^[\t\n\r -~]*$/;
const longWord = new RegExp(`[A-Za-z0-9]{${searchWordCharsMax + 1}}`);

/**
 * What the index is given of a document: `words`, `chars`, `tags`, each a text that its tokenizer (`ascii`) takes apart.
 * Plain text is handed over as it is: the tokenizer finds the terms in it that {@link termsOf} would, and much faster.
 */
export function columnsOf(room: Id, document: SearchDocument): readonly [string, string, string] {
  const text = searchedText(document);
  const tags = tagsOf(room, document).join(" ");
  if (plain.test(text) && !longWord.test(text)) return [text, "", tags];
  const units = unitsOf(text);
  return [termsOf(units).join(" "), charsOf(units).join(" "), tags];
}
