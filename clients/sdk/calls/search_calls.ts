import type { Id } from "../../../src/protocol/id.ts";
import type { MessagesFound, SearchSort } from "../../../src/protocol/search.ts";
import type { CallOptions } from "../entities.ts";
import type { CallTable } from "./call_table.ts";

export interface MessageSearch {
  /** Words, "phrases", prefixes* and filters. */
  readonly q: string;
  /** Only in this room. */
  readonly room_id?: Id;
  /** `relevance` where it is absent. */
  readonly sort?: SearchSort;
  readonly limit?: number;
  /** Of the answer before: the page that follows. */
  readonly cursor?: string;
}

/** Finds what was said, of what one may see. */
export interface SearchCalls {
  /** A page can be short, or empty, and not the last: only without `cursor` it is. */
  messages(query: MessageSearch, options?: CallOptions): Promise<MessagesFound>;
}

export const searchCalls: CallTable<SearchCalls> = { messages: "GET /search ?" };
