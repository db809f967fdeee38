import type { EventLog, LogEntry } from "./ports/event_log.ts";
import type { Id } from "./protocol/id.ts";

/** The log as it is, and whoever asks hears of what was appended through it. What took too long to be known is not told. */
export function heardLog(log: EventLog, appended: (room: Id, entries: readonly LogEntry[]) => void): EventLog {
  return {
    heads: (rooms) => log.heads(rooms),
    read: (room, range, limit) => log.read(room, range, limit),
    find: (room, range, filter, limit, offset) => log.find(room, range, filter, limit, offset),
    trim: (room, upTo, limit) => log.trim(room, upTo, limit),
    forgetName: (room, range, user) => log.forgetName(room, range, user),
    count: (room, range, filter) => log.count(room, range, filter),
    async append(room, expectedHead, entries) {
      const result = await log.append(room, expectedHead, entries);
      if (result.kind === "ok") appended(room, entries);
      return result;
    },
  };
}
