import type { Id } from "../../../src/protocol/id.ts";
import type { MessagesFound, SearchSort } from "../../../src/protocol/search.ts";
import type { Profile } from "../../../src/protocol/user.ts";
import type { CallOptions } from "../entities.ts";
import type { Caller } from "../http.ts";

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

/** Finds what was said and who there is, of what one may see. */
export function searchCalls(call: Caller) {
  return {
    /** A page can be short, or empty, and not the last: only without `cursor` it is. */
    messages: (query: MessageSearch, options?: CallOptions): Promise<MessagesFound> =>
      call("/search", { query, ...options }),
    /** Accounts by the beginning of a name; not for guests. */
    people: (
      q: string,
      query: { readonly limit?: number } = {},
      options?: CallOptions,
    ): Promise<{ readonly users: readonly Profile[] }> =>
      call("/search/people", { query: { q, ...query }, ...options }),
  };
}
