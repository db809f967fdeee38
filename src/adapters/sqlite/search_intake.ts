import { searchBatchEntries } from "../../limits.ts";
import { entriesOf } from "./entry_cells.ts";
import type { EventsEngine } from "./events_engine.ts";
import { isLate, type LateRoom, type SearchBacklog } from "./search_backlog.ts";
import type { SearchIndex, Slice } from "./search_index.ts";

/** What brings the index forward. */
export interface IntakeDeps {
  readonly events: Pick<EventsEngine, "read">;
  readonly index: SearchIndex;
  readonly backlog: SearchBacklog;
}

/** Takes some rooms' logs in, in batches; answers how many entries that were. */
export function takeIn(deps: IntakeDeps, rooms: Iterable<LateRoom>, limit: number): number {
  const { index, backlog } = deps;
  let left = limit;
  let slices: Slice[] = [];
  let gathered = 0;
  const write = (): void => {
    index.take(slices);
    for (const { room } of slices) backlog.of(room.key);
    slices = [];
    gathered = 0;
  };
  for (const room of rooms) {
    if (left <= 0) break;
    const slice = sliceOf(deps, room, Math.min(left, searchBatchEntries));
    if (slice === undefined) continue;
    slices.push(slice);
    left -= slice.entries.length;
    gathered += slice.entries.length;
    if (gathered >= searchBatchEntries) write();
  }
  if (slices.length > 0) write();
  return limit - left;
}

/** Each room as often as it has something: one call may take several batches of one. */
export function* inTurns({ backlog }: Pick<IntakeDeps, "backlog">, keys: readonly number[]): Iterable<LateRoom> {
  for (const key of keys) {
    let last = -1;
    for (let room = backlog.of(key); room && isLate(room) && room.after !== last; room = backlog.of(key)) {
      last = room.after;
      yield room;
    }
  }
}

/** What comes after the cursor of a room; of a log that is not the one that was taken in, the old one goes first. */
function sliceOf({ events, index }: IntakeDeps, room: LateRoom, limit: number): Slice | undefined {
  const { id, after, head, replaced } = room;
  if (replaced && !index.drop(room, limit)) return undefined;
  const entries = entriesOf(events.read(id, { after, upTo: head }, limit));
  return entries.length === 0 ? undefined : { room, after, entries };
}
