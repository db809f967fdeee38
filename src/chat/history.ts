import type { EventFilter, EventLog, LogEntry, SeqRange } from "../ports/event_log.ts";
import type { Messages } from "../ports/messages.ts";
import { type EventType, eventTypes, timestampOf } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import { viewOf } from "./message_views.ts";
import type { HistoryPage, HistoryQuery } from "./room_actions.ts";

export interface HistoryPorts {
  readonly log: Pick<EventLog, "read" | "find" | "count">;
  readonly messages: Pick<Messages, "states">;
}

/** What somebody reads who may read a room up to `head`. */
export interface HistoryReader {
  readonly room: Id;
  readonly viewer: Id;
  readonly head: number;
  /** Entries up to there were trimmed. Absent: none. */
  readonly floor?: number;
}

/** What the timeline shows. */
const timeline: readonly EventType[] = ["text", "system"];

/**
 * A page of a room's log as a reader sees it who may read up to `head`: messages as they stand at the page's `asOf`. Whether
 * the reader may see what has become of them since `head`, is for the caller to find out.
 */
export async function readHistory(
  ports: HistoryPorts,
  reader: HistoryReader,
  asked: HistoryQuery,
): Promise<HistoryPage> {
  const { log } = ports;
  const { room, head, floor = 0 } = reader;
  const { from, ...rest } = asked;
  const query = from === undefined ? rest : { ...rest, after: await lastBefore(log, room, head, Date.parse(from)) };
  const types = query.types ?? timeline;
  const raw = eventTypes.every((type) => types.includes(type));
  const filter: EventFilter = {
    ...(query.sender === undefined ? {} : { sender: query.sender }),
    ...(raw ? {} : { types }),
  };
  const filtered = query.sender !== undefined || !raw;
  const { limit, offset = 0, before, after } = query;
  const range = { after: Math.min(after ?? 0, head), upTo: before === undefined ? head : Math.min(head, before - 1) };
  const [entries, total] = filtered
    ? await Promise.all([
      findPage(log, room, filter, { ...query, range }),
      log.count(room, { after: 0, upTo: head }, filter),
    ])
    : [await readPage(log, room, head, query), await log.count(room, { after: 0, upTo: head }, filter)];
  const span = {
    ...spanOf(entries, range, { limit, offset, ascending: after !== undefined }),
    ...(floor > 0 && { beginsAt: floor + 1 }),
  };
  if (raw) return { messages: entries.map(({ text }) => text), total, ...span, asOf: head };
  return { ...await viewsOf(ports, reader, entries), total, ...span };
}

/** Messages of the log as they stand, and as of when. */
export async function viewsOf(
  { messages }: Pick<HistoryPorts, "messages">,
  { room, viewer, head }: HistoryReader,
  entries: readonly LogEntry[],
): Promise<{ readonly messages: readonly string[]; readonly asOf: number }> {
  const seqs = entries.flatMap(({ seq, type }) => type === "text" || type === "reply" ? [seq] : []);
  if (seqs.length === 0) return { messages: entries.map(({ text }) => text), asOf: head };
  const { seq: asOf, states } = await messages.states(room, seqs, viewer);
  return { messages: entries.map(({ seq, text }) => viewOf(text, states.get(seq))), asOf };
}

/** The part of the log of which a page holds everything that was asked for: after < seq <= upTo. */
function spanOf(
  entries: readonly LogEntry[],
  { after, upTo }: SeqRange,
  { limit, offset, ascending }: { readonly limit: number; readonly offset: number; readonly ascending: boolean },
): SeqRange {
  const full = entries.length === limit;
  const [first, last] = [entries[0]?.seq, entries.at(-1)?.seq];
  if (ascending) return { after, upTo: Math.max(after, full && last !== undefined ? last : upTo) };
  const low = full && first !== undefined ? first - 1 : after;
  // What was skipped is not known to be a piece of the log that ends right after the page.
  return { after: low, upTo: Math.max(low, offset > 0 ? last ?? 0 : upTo) };
}

/**
 * The last seq whose event is older than the moment; 0: none. Times never go back within a room, so it is found by halves: 24
 * reads of one event among ten million.
 */
export async function lastBefore(log: Pick<EventLog, "read">, room: Id, head: number, moment: number): Promise<number> {
  let [older, newer] = [0, head + 1];
  while (newer - older > 1) {
    const seq = Math.floor((older + newer) / 2);
    const [entry] = await log.read(room, { after: seq - 1, upTo: seq }, 1);
    // What is not there was trimmed: it was older.
    if (entry?.seq !== seq || Date.parse(timestampOf(entry.text)) < moment) older = seq;
    else newer = seq;
  }
  return older;
}

/** Without a filter a page is arithmetic: the log has no gaps. */
function readPage(
  log: HistoryPorts["log"],
  room: Id,
  head: number,
  query: HistoryQuery,
): Promise<readonly LogEntry[]> {
  const { limit, offset = 0, before, after } = query;
  const upTo = before === undefined ? head - offset : Math.min(head, before - 1);
  if (upTo <= 0) return Promise.resolve([]);
  if (after !== undefined) return log.read(room, { after, upTo }, limit);
  return log.read(room, { after: Math.max(0, upTo - limit), upTo }, limit);
}

async function findPage(
  log: HistoryPorts["log"],
  room: Id,
  filter: EventFilter,
  { range, limit, offset = 0, after }: HistoryQuery & { readonly range: SeqRange },
): Promise<readonly LogEntry[]> {
  if (after === undefined) return await log.find(room, range, filter, limit, offset);
  // The oldest `limit` of the range are the newest after skipping all the others.
  const matching = await log.count(room, range, filter);
  return await log.find(room, range, filter, limit, Math.max(0, matching - limit));
}
