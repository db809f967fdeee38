import type { EventLog } from "../../src/ports/event_log.ts";
import type { Store } from "../../src/ports/store.ts";
import { boundLog } from "../support/bound_log.ts";

/** The store with some calls of its log replaced. */
export function withLog(store: Store, change: (log: EventLog) => Partial<EventLog>): Store {
  const { log, rooms, members, accounts, tokens, messages, threads } = store;
  const bound = boundLog(log);
  return {
    ...store,
    log: { ...bound, ...change(bound) },
    rooms,
    members,
    accounts,
    tokens,
    messages,
    threads,
    check: () => store.check(),
    close: () => store.close(),
  };
}
