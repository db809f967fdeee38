import type { Filter } from "mongodb";
import { appendEventsMax } from "../../limits.ts";
import type { EventFilter, EventLog, Head, LogEntry, SeqRange } from "../../ports/event_log.ts";
import type { Id } from "../../protocol/id.ts";
import { type AppendDeps, createAppend } from "./append.ts";
import { type BatchDocument, type Collections, entryOf } from "./documents.ts";
import { forgetName } from "./forget_name.ts";
import { trim } from "./trim.ts";
import { countOfTypes, findOthers } from "./others.ts";

export function createEventLog(deps: AppendDeps): EventLog {
  const { collections, calls, heads, projections } = deps;
  const { log, rooms } = collections;

  async function headsOf(ids: readonly Id[]): Promise<ReadonlyMap<Id, Head>> {
    if (ids.length === 0) return new Map();
    await projections.settle(ids);
    const found = await rooms.find({ _id: { $in: [...ids] }, deleted: false }, { projection: { epoch: 1, floor: 1 } })
      .toArray();
    const ends = await heads.ends(found.map(({ _id }) => _id));
    return new Map(found.map(({ _id, epoch, floor }) => {
      return [_id, { epoch, seq: ends.get(_id) ?? 0, ...(floor === undefined ? {} : { floor }) }];
    }));
  }

  async function read(room: Id, range: SeqRange, limit: number): Promise<readonly LogEntry[]> {
    // Without gaps, `limit` entries end at the latest there.
    const after = Math.max(0, range.after);
    const upTo = Math.min(range.upTo, after + limit);
    if (upTo <= after) return [];
    // First of all: what is pending may take the content of these out.
    await projections.settle([room]);
    const batches = await log.find(overlapping(room, { after, upTo })).sort({ to: 1 }).toArray();
    const floor = await floorOf(rooms, room);
    if (floor === undefined) return [];
    if (floor > after) return await read(room, { after: floor, upTo: range.upTo }, limit);
    const entries = batches.flatMap((batch) => batch.entries).filter(({ seq }) => seq > after && seq <= upTo);
    // Purging begins at the oldest: what is left of a room that was deleted between the two reads does not fit.
    return entries[0]?.seq === after + 1 ? entries.map(entryOf) : [];
  }

  async function count(room: Id, range: SeqRange, filter: EventFilter): Promise<number> {
    const looked = await heads.look(room);
    if (looked === undefined) return 0;
    const { sender, types } = filter;
    const [low, high] = [Math.max(range.after, looked.room.floor ?? 0), Math.min(range.upTo, looked.head)];
    if (high <= low) return 0;
    const within = { after: low, upTo: high };
    if (sender === undefined) {
      return types === undefined ? high - low : await countOfTypes(collections, room, within, types);
    }
    return await countOfSender(collections, room, within, { ...filter, sender });
  }

  async function find(room: Id, wanted: Wanted): Promise<readonly LogEntry[]> {
    await projections.settle([room]);
    const floor = await floorOf(rooms, room);
    if (floor === undefined) return [];
    const { range } = wanted;
    const found = await findNewest(collections, room, {
      ...wanted,
      range: { ...range, after: Math.max(range.after, floor) },
    });
    // The room is asked for after its events: it was whole while they were read.
    const after = await floorOf(rooms, room);
    if (after === undefined) return [];
    return after === floor ? found : await find(room, wanted);
  }

  return {
    append: createAppend(deps),
    heads: (ids) => calls.run(() => headsOf(ids)),
    read: (room, range, limit) => calls.run(() => read(room, range, limit)),
    find: (room, range, filter, limit, offset) => calls.run(() => find(room, { range, filter, limit, offset })),
    count: (room, range, filter) => calls.run(() => count(room, range, filter)),
    ...createRemovals(deps),
  };
}

/** After which seq the log of a room begins; `undefined`: there is no such room. */
async function floorOf(rooms: Collections["rooms"], room: Id): Promise<number | undefined> {
  const found = await rooms.findOne({ _id: room, deleted: false }, { projection: { floor: 1 } });
  return found === null ? undefined : found.floor ?? 0;
}

/** What is taken out of logs. */
function createRemovals(deps: AppendDeps): Pick<EventLog, "trim" | "forgetName"> {
  const { collections, calls, projections } = deps;
  return {
    trim: (room, upTo, limit) => calls.run(() => trim(deps, room, upTo, limit)),
    forgetName: (room, range, user) =>
      calls.run(async () => {
        await projections.settle([room]);
        await forgetName(collections, room, { ...range, batches: overlapping(room, range) }, user);
      }),
  };
}

async function countOfSender(
  { log }: Collections,
  room: Id,
  range: SeqRange,
  filter: EventFilter & Required<Pick<EventFilter, "sender">>,
): Promise<number> {
  const { sender, types } = filter;
  const [counted] = await log.aggregate<{ readonly total: number }>([
    { $match: { ...overlapping(room, range), ...holding(filter) } },
    { $project: { "entries.seq": 1, "entries.sender": 1, "entries.type": 1 } },
    { $unwind: "$entries" },
    {
      $match: {
        "entries.seq": { $gt: range.after, $lte: range.upTo },
        "entries.sender": sender,
        ...(types === undefined ? {} : { "entries.type": { $in: [...types] } }),
      },
    },
    { $count: "total" },
  ]).toArray();
  return counted?.total ?? 0;
}

interface Wanted {
  readonly range: SeqRange;
  readonly filter: EventFilter;
  readonly limit: number;
  readonly offset: number;
}

async function findNewest(collections: Collections, room: Id, wanted: Wanted): Promise<LogEntry[]> {
  const { range, filter, limit, offset } = wanted;
  if (limit <= 0 || range.upTo <= range.after) return [];
  if (filter.sender === undefined && filter.types !== undefined && !filter.types.includes("text")) {
    return await findOthers(collections, room, wanted, filter.types);
  }
  const { log } = collections;
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
function holding({ sender, types }: EventFilter): Filter<BatchDocument> {
  if (sender === undefined && types === undefined) return {};
  const wanted = {
    ...(sender === undefined ? {} : { sender }),
    ...(types === undefined ? {} : { type: { $in: [...types] } }),
  };
  return { entries: { $elemMatch: wanted } };
}

function fits({ seq, sender, type }: LogEntry, { after, upTo }: SeqRange, filter: EventFilter): boolean {
  return seq > after && seq <= upTo && (filter.sender ?? sender) === sender && (filter.types ?? [type]).includes(type);
}
