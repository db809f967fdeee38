import type { Effect, EventType } from "../../protocol/event.ts";
import type { LogEntry } from "../../ports/event_log.ts";

/** What travels between threads: flat arrays of these cost a fifth of arrays of objects to clone. */
export type Cell = string | number | null;

/** Cells of one entry: seq, id, type, sender, client_id, text, effect. */
export const entryCells = 7;

/** `type` as a number, in cells and in the table. */
const types: readonly EventType[] = ["text", "system", "reply", "edited", "deleted", "reaction"];
const typeNumbers = Object.fromEntries(types.map((type, i) => [type, i])) as Readonly<Record<EventType, number>>;

export function typeNumber(type: EventType): number {
  return typeNumbers[type];
}

export function pushEntry(cells: Cell[], entry: LogEntry): void {
  cells.push(
    entry.seq,
    entry.id,
    typeNumbers[entry.type],
    entry.sender,
    entry.clientId ?? null,
    entry.text,
    entry.effect === undefined ? null : JSON.stringify(entry.effect),
  );
}

/** The entry whose cells begin at `at`. */
export function entryAt(cells: readonly Cell[], at: number): LogEntry {
  const clientId = cells[at + 4];
  const effect = cells[at + 6];
  return {
    seq: Number(cells[at]),
    id: String(cells[at + 1]),
    type: types[Number(cells[at + 2])] ?? "text",
    sender: String(cells[at + 3]),
    ...(typeof clientId === "string" ? { clientId } : {}),
    text: String(cells[at + 5]),
    ...(typeof effect === "string" ? { effect: JSON.parse(effect) as Effect } : {}),
  };
}

export function entriesOf(cells: readonly Cell[]): LogEntry[] {
  const entries: LogEntry[] = [];
  for (let at = 0; at < cells.length; at += entryCells) entries.push(entryAt(cells, at));
  return entries;
}
