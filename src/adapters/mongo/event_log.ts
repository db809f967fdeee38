import type { Filter } from "mongodb";
import { appendEventsMax } from "../../limits.ts";
import type { EventFilter, EventLog, Head, LogEntry, SeqRange } from "../../ports/event_log.ts";
import type { Id } from "../../protocol/id.ts";
import { type AppendDeps, createAppend } from "./append.ts";
import { type BatchDocument, type Collections, entryOf } from "./documents.ts";

export function createEventLog(deps: AppendDeps): EventLog {
  const { collections, calls, heads, projections } = deps;
  const { log, rooms } = collections;

  async function exists(room: Id): Promise<boolean> {
    await projections.settle([room]);
    return await rooms.findOne({ _id: room, deleted: false }, { projection: { _id: 1 } }) !== null;
  }

  async function headsOf(ids: readonly Id[]): Promise<ReadonlyMap<Id, Head>> {
    if (ids.length === 0) return new Map();
    await projections.settle(ids);
    const found = await rooms.find({ _id: { $in: [...ids] }, deleted: false }, { projection: { epoch: 1 } }).toArray();
    const ends = await heads.ends(found.map(({ _id }) => _id));
    return new Map(found.map(({ _id, epoch }) => [_id, { epoch, seq: ends.get(_id) ?? 0 }]));
  }

  async function read(room: Id, range: SeqRange, limit: number): Promise<readonly LogEntry[]> {
    // Without gaps, `limit` entries end at the latest there.
    const after = Math.max(0, range.after);
    const upTo = Math.min(range.upTo, after + limit);
    if (upTo <= after) return [];
    const [batches, there] = await Promise.all([
      log.find(overlapping(room, { after, upTo })).sort({ to: 1 }).toArray(),
      exists(room),
    ]);
    const entries = batches.flatMap((batch) => batch.entries).filter(({ seq }) => seq > after && seq <= upTo);
    // Purging begins at the oldest: what is left of a room that was deleted between the two reads does not fit.
    return there && entries[0]?.seq === after + 1 ? entries.map(entryOf) : [];
  }

  async function count(room: Id, range: SeqRange, filter: EventFilter): Promise<number> {
    if (filter.sender === undefined && filter.types === undefined) {
      const head = (await heads.look(room))?.head ?? 0;
      return Math.max(0, Math.min(range.upTo, head) - Math.max(range.after, 0));
    }
    const wanted = Object.fromEntries(
      Object.entries(fieldsOf(filter)).map(([name, value]) => [`entries.${name}`, value]),
    );
    const [counted] = await log.aggregate<{ readonly total: number }>([
      { $match: { ...overlapping(room, range), ...holding(filter) } },
      { $project: { "entries.seq": 1, "entries.sender": 1, "entries.type": 1 } },
      { $unwind: "$entries" },
      { $match: { "entries.seq": { $gt: range.after, $lte: range.upTo }, ...wanted } },
      { $count: "total" },
    ]).toArray();
    return await exists(room) ? counted?.total ?? 0 : 0;
  }

  return {
    append: createAppend(deps),
    heads: (ids) => calls.run(() => headsOf(ids)),
    read: (room, range, limit) => calls.run(() => read(room, range, limit)),
    find: (room, range, filter, limit, offset) =>
      calls.run(async () => {
        const found = await findNewest(collections, room, { range, filter, limit, offset });
        // The room is asked for after its events: it was whole while they were read.
        return await exists(room) ? found : [];
      }),
    count: (room, range, filter) => calls.run(() => count(room, range, filter)),
  };
}

interface Wanted {
  readonly range: SeqRange;
  readonly filter: EventFilter;
  readonly limit: number;
  readonly offset: number;
}

async function findNewest({ log }: Collections, room: Id, wanted: Wanted): Promise<LogEntry[]> {
  const { range, filter, limit, offset } = wanted;
  if (limit <= 0 || range.upTo <= range.after) return [];
  const found: LogEntry[] = [];
  let skip = offset;
  // Newest first and only as far as needed: the cursor is closed when it is left.
  for await (const batch of log.find({ ...overlapping(room, range), ...holding(filter) }).sort({ to: -1 })) {
    const fitting = batch.entries.map(entryOf).filter((entry) => fits(entry, range, filter)).reverse();
    const skipped = Math.min(skip, fitting.length);
    skip -= skipped;
    found.push(...fitting.slice(skipped, skipped + limit - found.length));
    if (found.length === limit) break;
  }
  return found.reverse();
}

/**
 * Batches with entries of the range, and perhaps some right behind it. Bounded on both sides by the one field that they are
 * sorted by: no batch is longer than an append, so none that begins in the range ends far behind it. Asked for by beginning
 * and end, everything up to the end of the log would be looked through.
 */
function overlapping(room: Id, { after, upTo }: SeqRange): Filter<BatchDocument> {
  return { room, to: { $gt: after, $lte: Math.min(Number.MAX_SAFE_INTEGER, upTo + appendEventsMax - 1) } };
}

/** Batches with an entry that fits. */
function holding(filter: EventFilter): Filter<BatchDocument> {
  const fields = fieldsOf(filter);
  return Object.keys(fields).length === 0 ? {} : { entries: { $elemMatch: fields } };
}

function fieldsOf({ sender, types }: EventFilter): object {
  return { ...(sender !== undefined && { sender }), ...(types !== undefined && { type: { $in: [...types] } }) };
}

function fits({ seq, sender, type }: LogEntry, { after, upTo }: SeqRange, filter: EventFilter): boolean {
  return seq > after && seq <= upTo && (filter.sender ?? sender) === sender && (filter.types ?? [type]).includes(type);
}
