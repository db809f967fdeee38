import type { Collection, Filter } from "mongodb";
import type { SearchAsk } from "../../ports/search.ts";
import { type SearchDocument, searchedText, tag, tagsOf } from "../../protocol/search_document.ts";
import type { Clause } from "../../protocol/search_query.ts";
import { charsOf, termsOf, type Unit, unitsOf } from "../../protocol/search_words.ts";
import type { Id } from "../../protocol/id.ts";

/**
 * A message as it is found. One that was deleted stays as a mark without words, so that what another node writes late does
 * not bring it back.
 */
export interface FoundDocument {
  /** Room and seq: see {@link foundKey}. */
  readonly _id: string;
  readonly room: Id;
  /** The last event that changed it: an older one changes it no more. */
  readonly as_of: number;
  /** By time, then room and seq. Absent, as are the following: it was deleted. */
  readonly place?: string;
  /** Words, pairs of characters, characters and tags, told apart by their first letter. */
  readonly terms?: readonly string[];
  readonly document?: SearchDocument;
}

/** How far the log of a room was taken in. */
export interface SearchCursorDocument {
  /** The room. */
  readonly _id: Id;
  readonly seq: number;
}

export interface SearchCollections {
  readonly found: Collection<FoundDocument>;
  readonly searchCursors: Collection<SearchCursorDocument>;
}

export function foundKey(room: Id, seq: number): string {
  return room + seq.toString(16).padStart(8, "0");
}

const timeDigits = 15;

export function placeOfTime(ms: number): string {
  return String(Math.max(0, Math.floor(ms))).padStart(timeDigits, "0");
}

export function foundDocument(room: Id, document: SearchDocument): FoundDocument {
  const units = unitsOf(searchedText(document));
  const terms = [
    ...termsOf(units).map((term) => `w${term}`),
    ...charsOf(units).map((char) => `c${char}`),
    ...tagsOf(room, document).map((one) => `t${one}`),
  ];
  const _id = foundKey(room, document.seq);
  const place = `${placeOfTime(document.at)}.${_id}`;
  return { _id, room, as_of: document.asOf, place, terms: [...new Set(terms)], document };
}

/** The indexes: by a term, or by nothing but time, newest first in each room. */
export async function ensureSearchIndexes({ found }: SearchCollections): Promise<void> {
  await found.createIndexes([
    { key: { terms: 1, room: 1, place: -1 }, name: "term_room_place" },
    { key: { room: 1, place: -1 }, name: "room_place" },
  ]);
}

/** What passes here has all words of the question, not yet side by side. */
export function filterOf(ask: SearchAsk): Filter<FoundDocument> {
  const { rooms, clauses, senders, has, mentions, pinned, since, until, below } = ask;
  const wanted: Filter<FoundDocument>[] = [
    ...clauses.flatMap(clauseFilters),
    ...has.map((what) => ({ terms: `t${tag.has(what)}` })),
    ...(senders === undefined ? [] : [{ terms: { $in: senders.map((sender) => `t${tag.sender(sender)}`) } }]),
    ...(mentions === undefined ? [] : [{ terms: { $in: [`t${tag.mention(mentions)}`, `t${tag.mentionRoom}`] } }]),
    ...(pinned ? [{ terms: `t${tag.pinned}` }] : []),
  ];
  const until_ = until === undefined || until === Infinity ? "~" : placeOfTime(until);
  const before = below !== undefined && below < until_ ? below : until_;
  return {
    room: { $in: [...rooms] },
    place: { $gte: placeOfTime(since ?? 0), $lt: before },
    ...(wanted.length === 0 ? {} : { $and: wanted }),
  };
}

function clauseFilters({ units, prefix }: Clause): Filter<FoundDocument>[] {
  const last = units.length - 1;
  const alone = (unit: Unit, i: number): boolean => unit.char && !unit.joined && units[i + 1]?.joined !== true;
  const chars = units.filter(alone).map(({ text }) => ({ terms: `c${text}` }));
  const words = termsOf(units.filter((unit, i) => !alone(unit, i) && !(prefix && i === last)));
  const beginning = prefix ? [{ terms: { $regex: `^w${units[last]?.text ?? ""}` } }] : [];
  return [...chars, ...words.map((word) => ({ terms: `w${word}` })), ...beginning];
}
