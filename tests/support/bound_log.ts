import type { EventLog } from "../../src/ports/event_log.ts";

/** The log's calls as an object of their own, so that some can be replaced. */
export function boundLog(log: EventLog): EventLog {
  return {
    append: (...args) => log.append(...args),
    heads: (...args) => log.heads(...args),
    read: (...args) => log.read(...args),
    find: (...args) => log.find(...args),
    trim: (...args) => log.trim(...args),
    forgetName: (...args) => log.forgetName(...args),
    count: (...args) => log.count(...args),
  };
}
