import type { AccountActions } from "./chat/accounts.ts";
import type { LiveRooms } from "./chat/live_rooms.ts";
import { createRateLimiter } from "./chat/rate_limiter.ts";
import { createSearchActions, type SearchActions } from "./chat/search_actions.ts";
import { SearchIndexing } from "./chat/search_indexing.ts";
import { searchesBurst, searchesPerSecond } from "./limits.ts";
import type { Clock } from "./ports/clock.ts";
import type { Log } from "./ports/log.ts";
import type { Meter } from "./ports/meter.ts";
import type { Store } from "./ports/store.ts";

export interface SearchingPorts {
  readonly store: Store;
  readonly live: LiveRooms;
  readonly accounts: Pick<AccountActions, "profiles">;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: Meter;
}

export interface Searching {
  readonly search: SearchActions;
  /** To be started and stopped with the server. */
  readonly indexing: SearchIndexing;
}

/** Wires searching, and what keeps its index. @param workers Nodes of this process; 1: it is the only one. */
export function createSearching(ports: SearchingPorts, workers = 1): Searching {
  const { store, live, accounts, clock, log, meter } = ports;
  const limiter = createRateLimiter({
    clock,
    rate: () => ({ count: searchesPerSecond, perMs: 1_000, burst: searchesBurst }),
  });
  const profiles: AccountActions["profiles"] = (users) => accounts.profiles(users);
  return {
    search: createSearchActions({ store, live, profiles, limiter, clock }),
    indexing: new SearchIndexing({ search: store.search, clock, log, meter, nodes: workers }),
  };
}
