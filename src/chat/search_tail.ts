import { searchTailEntries } from "../limits.ts";
import type { EventLog, LogEntry } from "../ports/event_log.ts";
import type { SearchLag } from "../ports/search.ts";
import type { Id } from "../protocol/id.ts";
import { foldDocuments, type SearchDocument, touchedBy } from "../protocol/search_document.ts";

/** What stands in the logs behind the index, as far as it was looked at. */
export interface SearchTail {
  readonly documents: readonly { readonly room: Id; readonly document: SearchDocument }[];
  /** Entries that were not looked at. */
  readonly pending: number;
  /** Whether the index is out of date on a message. */
  supersedes(room: Id, seq: number): boolean;
}

/** Earlier messages that are read again because something was done to them lately. */
const touchedMax = 200;

/**
 * Reads what the index lacks of these rooms, newest first, so that what was acknowledged is found at once, and what was
 * edited or deleted is not found as it was. Of what is too much, deletions and edits are read all the same.
 */
export async function readTail(log: Pick<EventLog, "read" | "find">, lags: readonly SearchLag[]): Promise<SearchTail> {
  const documents: { room: Id; document: SearchDocument }[] = [];
  const touched = new Map<Id, Set<number>>();
  let left = searchTailEntries;
  let pending = 0;
  for (const { room, after, upTo } of lags) {
    const from = Math.max(after, upTo - left);
    const entries = from < upTo ? await log.read(room, { after: from, upTo }, upTo - from) : [];
    left -= entries.length;
    pending += from - after;
    const acts = from > after ? await actsBefore(log, room, { after, upTo: from }) : [];
    const all = [...acts, ...entries];
    const originals = await originalsOf(log, room, touchedBy(all).filter((seq) => seq <= from));
    const changes = foldDocuments([...originals, ...all], new Map());
    touched.set(room, new Set(changes.keys()));
    for (const { document } of changes.values()) if (document !== undefined) documents.push({ room, document });
    for (const seq of touchedBy(all)) touched.get(room)?.add(seq);
  }
  return { documents, pending, supersedes: (room, seq) => touched.get(room)?.has(seq) ?? false };
}

async function actsBefore(
  log: Pick<EventLog, "find">,
  room: Id,
  range: { readonly after: number; readonly upTo: number },
): Promise<LogEntry[]> {
  return [...await log.find(room, range, { types: ["edited", "deleted"] }, touchedMax, 0)];
}

async function originalsOf(log: Pick<EventLog, "read">, room: Id, seqs: readonly number[]): Promise<LogEntry[]> {
  const found = await Promise.all(
    seqs.toSorted((a, b) => a - b).slice(0, touchedMax).map((seq) => log.read(room, { after: seq - 1, upTo: seq }, 1)),
  );
  return found.flat();
}
