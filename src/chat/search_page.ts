import { searchBandMax, searchBandsMax } from "../limits.ts";
import type { Search, SearchAsk } from "../ports/search.ts";
import type { Id } from "../protocol/id.ts";
import type { SearchSort } from "../protocol/search.ts";
import type { SearchDocument } from "../protocol/search_document.ts";
import { type SearchCursor, writeCursor } from "./search_cursor.ts";
import { type Match, matchDocument, passes } from "./search_matching.ts";
import type { SearchTail } from "./search_tail.ts";

export type Question = Omit<SearchAsk, "limit" | "below">;

/** A message that was found. */
export interface Hit {
  readonly room: Id;
  readonly document: SearchDocument;
  readonly match: Match;
  /** The larger, the earlier it is shown. */
  readonly score: number;
}

export interface PageAsked {
  readonly sort: SearchSort;
  readonly limit: number;
  readonly cursor: SearchCursor;
  readonly tail: SearchTail;
}

export interface ResultPage {
  readonly hits: readonly Hit[];
  readonly atLeast: number;
  /** Asks for what follows; empty: that is all. */
  readonly next: { readonly cursor?: string };
}

const dayMs = 86_400_000;
/** An equal fit counts half after so many days; an old one that fits well never less than a third. */
const halfLifeDays = 30;

/**
 * Results come in bands: of the newest that match so many are ordered by how well they fit and by age, then of those before
 * them. So a page costs the same whatever the number of messages, and pages follow one another without a gap.
 */
export async function pageOf(index: Search, question: Question, asked: PageAsked): Promise<ResultPage> {
  const { limit, cursor } = asked;
  const until = Math.min(question.until ?? Infinity, cursor.until ?? Infinity);
  const bounded = until === Infinity ? question : { ...question, until };
  const hits: Hit[] = [];
  let { band, last, seen } = cursor;
  for (let bands = 1;; bands++) {
    const found = await bandOf(index, bounded, asked, band);
    const rest = last === undefined ? found.hits : found.hits.filter((hit) => compare(placeOf(hit), last!) > 0);
    const taken = rest.slice(0, limit - hits.length);
    hits.push(...taken);
    const atLeast = seen + found.hits.length + (found.below === undefined ? 0 : 1);
    const whole = taken.length === rest.length;
    if (whole && found.below === undefined) return { hits, atLeast, next: {} };
    if (whole) [band, last, seen] = [found.below, undefined, seen + found.hits.length];
    else last = placeOf(taken.at(-1)!);
    if (whole && hits.length < limit && bands < searchBandsMax) continue;
    const bound = cursor.until ?? Math.max(cursor.now, ...hits.map(({ document }) => document.at)) + 1;
    const next = { now: cursor.now, until: bound, seen, ...(band && { band }), ...(last && { last }) };
    return { hits, atLeast, next: { cursor: writeCursor(next) } };
  }
}

/** What matches of the next candidates; the first band has what the index lacks, too. */
async function bandOf(
  index: Search,
  question: Question,
  { sort, cursor, tail }: PageAsked,
  band: string | undefined,
): Promise<{ readonly hits: readonly Hit[]; readonly below: string | undefined }> {
  const below = band === undefined ? {} : { below: band };
  const { candidates, below: next } = await index.find({ ...question, ...below, limit: searchBandMax });
  const rooms = new Set(question.rooms);
  const late = band !== undefined
    ? []
    : tail.documents.filter(({ room, document }) => rooms.has(room) && passes(room, document, question));
  const standing = candidates.filter(({ room, document }) => !tail.supersedes(room, document.seq));
  const hits = [...late, ...standing].flatMap(({ room, document }): Hit[] => {
    const match = matchDocument(document, question.clauses);
    if (match === undefined) return [];
    return [{ room, document, match, score: sort === "newest" ? document.at : scoreOf(match, document, cursor.now) }];
  });
  return { hits: hits.sort((a, b) => compare(placeOf(a), placeOf(b))), below: next };
}

function scoreOf({ fit }: Match, { at }: SearchDocument, now: number): number {
  const days = Math.max(0, now - at) / dayMs;
  return fit * (1 + 2 / (1 + days / halfLifeDays)) / 3;
}

type Place = NonNullable<SearchCursor["last"]>;

function placeOf({ score, document: { at, seq }, room }: Hit): Place {
  return { score, at, room, seq };
}

/** Best first; then newest first. */
function compare(a: Place, b: Place): number {
  return b.score - a.score || b.at - a.at || (a.room === b.room ? b.seq - a.seq : a.room < b.room ? -1 : 1);
}
