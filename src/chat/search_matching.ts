import { searchSnippetChars } from "../limits.ts";
import type { SearchAsk } from "../ports/search.ts";
import type { Id } from "../protocol/id.ts";
import { type SearchDocument, searchedText, tag, tagsOf } from "../protocol/search_document.ts";
import type { Clause } from "../protocol/search_query.ts";
import { type Unit, unitsOf } from "../protocol/search_words.ts";

/** From, up to and not including, UTF-16 units of the searched text. */
export type Range = [number, number];

/** What was found in a document. */
export interface Match {
  /** In order, not overlapping. */
  readonly ranges: readonly Range[];
  /** How well the words fit, above 0, at most 1, whatever its age. */
  readonly fit: number;
}

/** `undefined`: a clause is not in it. */
export function matchDocument(document: SearchDocument, clauses: readonly Clause[]): Match | undefined {
  if (clauses.length === 0) return { ranges: [], fit: 1 };
  const units = unitsOf(searchedText(document));
  const ranges: Range[] = [];
  let fit = 0;
  for (const clause of clauses) {
    const hits = hitsOf(units, clause);
    if (hits.length === 0) return undefined;
    ranges.push(...hits);
    fit += weightOf(clause, hits.length);
  }
  // A short message that says it is more likely the one that was meant than a long one that mentions it.
  const brevity = 1 / (1 + Math.max(0, units.length - 20) / 400);
  return { ranges: merged(ranges), fit: fit / clauses.length * brevity };
}

function weightOf({ prefix }: Clause, hits: number): number {
  return (prefix ? 0.8 : 1) * (0.6 + 0.4 * hits / (hits + 1));
}

function hitsOf(units: readonly Unit[], { units: wanted, prefix }: Clause): Range[] {
  const hits: Range[] = [];
  for (let at = 0; at + wanted.length <= units.length; at++) {
    if (!standsAt(units, at, wanted, prefix)) continue;
    hits.push([units[at]!.start, units[at + wanted.length - 1]!.end]);
  }
  return hits;
}

function standsAt(units: readonly Unit[], at: number, wanted: readonly Unit[], prefix: boolean): boolean {
  return wanted.every((want, i) => {
    const unit = units[at + i]!;
    if (want.joined && i > 0 && !unit.joined) return false;
    return prefix && i === wanted.length - 1 ? unit.text.startsWith(want.text) : unit.text === want.text;
  });
}

function merged(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = result.at(-1);
    if (last !== undefined && start < last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
}

/** Whether a document that did not come from the index passes the filters of a question. */
export function passes(room: Id, document: SearchDocument, ask: Omit<SearchAsk, "limit">): boolean {
  const tags = new Set(tagsOf(room, document));
  const { senders, has, mentions, pinned, since = -Infinity, until = Infinity } = ask;
  return document.at >= since && document.at < until &&
    (senders === undefined || senders.some((sender) => tags.has(tag.sender(sender)))) &&
    has.every((what) => tags.has(tag.has(what))) &&
    (mentions === undefined || tags.has(tag.mention(mentions)) || tags.has(tag.mentionRoom)) &&
    (!pinned || tags.has(tag.pinned));
}

export interface Snippet {
  text: string;
  ranges: Range[];
}

const ellipsis = "…";

/** Two lines of the message around what was found first. */
export function snippetOf(content: string, ranges: readonly Range[]): Snippet {
  const inside = ranges.filter(([, end]) => end <= content.length);
  if (content.length <= searchSnippetChars) return { text: content, ranges: moved(inside, 0) };
  const first = inside[0]?.[0] ?? 0;
  const from = onBorder(
    content,
    Math.max(0, Math.min(first - searchSnippetChars / 4, content.length - searchSnippetChars)),
  );
  const to = onBorder(content, Math.min(content.length, from + searchSnippetChars));
  const before = from > 0 ? ellipsis : "";
  const text = before + content.slice(from, to) + (to < content.length ? ellipsis : "");
  const shown = inside.filter(([start, end]) => start >= from && end <= to);
  return { text, ranges: moved(shown, before.length - from) };
}

/** The names of a message's files; their ranges follow those of the content, each a line. */
export function fileHits(
  { content, files }: SearchDocument,
  ranges: readonly Range[],
): { name: string; ranges: Range[] }[] {
  let at = content.length + 1;
  return files.map((name) => {
    const start = at;
    at += name.length + 1;
    const inside = ranges.filter((range) => range[0] >= start && range[1] <= start + name.length);
    return { name, ranges: moved(inside, -start) };
  });
}

function moved(ranges: readonly Range[], by: number): Range[] {
  return ranges.map(([start, end]) => [start + by, end + by]);
}

/** Not between the halves of a surrogate pair. */
function onBorder(text: string, at: number): number {
  const whole = Math.floor(at);
  const code = text.charCodeAt(whole);
  return code >= 0xdc00 && code < 0xe000 && whole > 0 ? whole - 1 : whole;
}
