import type { Id } from "../protocol/id.ts";
import type { SearchDocument } from "../protocol/search_document.ts";
import type { Clause, SearchHas } from "../protocol/search_query.ts";

/** What messages are asked for. Everything named must hold. */
export interface SearchAsk {
  /** Only of these rooms; none: nothing is found. */
  readonly rooms: readonly Id[];
  readonly clauses: readonly Clause[];
  /** Of any of them. Absent: of anybody. */
  readonly senders?: readonly Id[];
  readonly has: readonly SearchHas[];
  /** Somebody who is mentioned, by name or with the room. */
  readonly mentions?: Id;
  readonly pinned: boolean;
  /** Milliseconds since 1970: not earlier, and earlier. */
  readonly since?: number;
  readonly until?: number;
  /** Only what comes after this place: see {@link SearchCandidate}. */
  readonly below?: string;
  readonly limit: number;
}

export interface SearchCandidate {
  readonly room: Id;
  readonly document: SearchDocument;
  /** Its place in the order of time, the same for good. Places compare as strings; a later message has a larger one. */
  readonly place: string;
}

export interface SearchFound {
  /** Newest first. */
  readonly candidates: readonly SearchCandidate[];
  /** Where to go on; absent: there is nothing further. A page may be empty and yet not the last. */
  readonly below?: string;
}

/** A room of whose log the index lacks what comes after a seq. */
export interface SearchLag {
  readonly room: Id;
  readonly after: number;
  readonly upTo: number;
}

/**
 * The index of messages: made from the logs, behind them by a little, never written by itself. It may be lost: it is made
 * anew, from where it is, by whoever calls `advance`.
 *
 * Laws:
 * - What `find` answers is a superset of the messages of the rooms that match, in the order of places, without a gap between
 *   pages: the caller looks at each whether its words really are adjacent.
 * - It is exact as of what was indexed: an edited message is found by its new words only, a deleted one by none, and neither
 *   its text nor its words are anywhere in the index, nor, after `settle`, in its files.
 * - `advance` and `catchUp` are repeatable, by several at once, and may be interrupted anywhere.
 */
export interface Search {
  /** Takes in up to `limit` entries of any logs. Answers how many it took, and how many it knows to be left. */
  advance(limit: number): Promise<{ readonly indexed: number; readonly behind: number }>;
  /**
   * Takes in up to `limit` entries of these rooms. Answers which of them are not up to date even so: all others are as of
   * the head that was committed when the call began.
   */
  catchUp(rooms: readonly Id[], limit: number): Promise<readonly SearchLag[]>;
  find(ask: SearchAsk): Promise<SearchFound>;
  /** The log of the room begins after this seq: forgets some of what it has up to there; answers whether there may be more. */
  trim(room: Id, upTo: number): Promise<boolean>;
  /**
   * Accounts that are not disabled whose username, or a word of whose display name, begins with this, without regard to case
   * and accents; those by username first. Of very many accounts, not all display names are looked at.
   */
  people(beginning: string, limit: number): Promise<readonly Id[]>;
}
