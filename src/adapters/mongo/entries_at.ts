import type { LogEntry } from "../../ports/event_log.ts";
import type { Id } from "../../protocol/id.ts";
import { type Collections, entryOf } from "./documents.ts";

/** The entries at these seqs, ascending; those that are not there are left out. */
export async function entriesAt(
  { log }: Pick<Collections, "log">,
  room: Id,
  seqs: readonly number[],
): Promise<LogEntry[]> {
  if (seqs.length === 0) return [];
  const wanted = new Set(seqs);
  const batches = await log.find({ room, "entries.seq": { $in: [...wanted] } }).sort({ to: 1 }).toArray();
  return batches.flatMap(({ entries }) => entries.filter(({ seq }) => wanted.has(seq)).map(entryOf));
}
