import type { EventFilter, EventLog, LogEntry } from "../ports/event_log.ts";
import { timestampOf } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import type { HistoryPage, HistoryQuery } from "./room_actions.ts";

/** A page of a room's log as a reader sees it who may read up to `head`, and no further. */
export async function readHistory(log: EventLog, room: Id, head: number, asked: HistoryQuery): Promise<HistoryPage> {
  const { from, ...rest } = asked;
  const query = from === undefined ? rest : { ...rest, after: await lastBefore(log, room, head, Date.parse(from)) };
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

/**
 * The last seq whose event is older than the moment; 0: none. Times never go back within a room, so it is found by halves: 24
 * reads of one event among ten million.
 */
async function lastBefore(log: EventLog, room: Id, head: number, moment: number): Promise<number> {
  let [older, newer] = [0, head + 1];
  while (newer - older > 1) {
    const seq = Math.floor((older + newer) / 2);
    const [entry] = await log.read(room, { after: seq - 1, upTo: seq }, 1);
    if (entry !== undefined && Date.parse(timestampOf(entry.text)) < moment) older = seq;
    else newer = seq;
  }
  return older;
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
