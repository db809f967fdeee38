import type { EventFilter, EventLog, LogEntry } from "../ports/event_log.ts";
import type { Id } from "../protocol/id.ts";
import type { HistoryPage, HistoryQuery } from "./room_actions.ts";

/** A page of a room's log as a reader sees it who may read up to `head`, and no further. */
export async function readHistory(log: EventLog, room: Id, head: number, query: HistoryQuery): Promise<HistoryPage> {
  const filter: EventFilter = {
    ...(query.sender === undefined ? {} : { sender: query.sender }),
    ...(query.type === undefined ? {} : { type: query.type }),
  };
  const filtered = query.sender !== undefined || query.type !== undefined;
  const [entries, total] = filtered
    ? await Promise.all([findPage(log, room, head, filter, query), log.count(room, { after: 0, upTo: head }, filter)])
    : [await readPage(log, room, head, query), head];
  return { messages: entries.map(({ text }) => text), total };
}

/** Without a filter a page is arithmetic: the log has no gaps. */
function readPage(log: EventLog, room: Id, head: number, query: HistoryQuery): Promise<readonly LogEntry[]> {
  const { limit, offset = 0, before, after } = query;
  const upTo = before === undefined ? head - offset : Math.min(head, before - 1);
  if (upTo <= 0) return Promise.resolve([]);
  if (after !== undefined) return log.read(room, { after, upTo }, limit);
  return log.read(room, { after: Math.max(0, upTo - limit), upTo }, limit);
}

async function findPage(
  log: EventLog,
  room: Id,
  head: number,
  filter: EventFilter,
  query: HistoryQuery,
): Promise<readonly LogEntry[]> {
  const { limit, offset = 0, before, after } = query;
  const range = { after: after ?? 0, upTo: before === undefined ? head : Math.min(head, before - 1) };
  if (after === undefined) return await log.find(room, range, filter, limit, offset);
  // The oldest `limit` of the range are the newest after skipping all the others.
  const matching = await log.count(room, range, filter);
  return await log.find(room, range, filter, limit, Math.max(0, matching - limit));
}
