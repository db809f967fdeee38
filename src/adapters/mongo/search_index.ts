import type { AnyBulkWriteOperation } from "mongodb";
import { searchBatchEntries, searchSweepMs } from "../../limits.ts";
import type { Clock } from "../../ports/clock.ts";
import type { EventLog } from "../../ports/event_log.ts";
import type { SearchLag } from "../../ports/search.ts";
import { type DocumentChanges, foldDocuments, type SearchDocument, touchedBy } from "../../protocol/search_document.ts";
import type { Id } from "../../protocol/id.ts";
import type { Collections } from "./documents.ts";
import { refusingIndex } from "./failure.ts";
import type { Heads } from "./heads.ts";
import { type FoundDocument, foundDocument, foundKey, type SearchCollections } from "./search_documents.ts";

export interface SearchIndexDeps extends SearchCollections {
  readonly rooms: Collections["rooms"];
  readonly heads: Pick<Heads, "ends">;
  readonly log: Pick<EventLog, "read">;
  readonly clock: Pick<Clock, "monotonic">;
}

/** Rooms looked at in one go. */
const roomsAtOnce = 200;

/**
 * Takes logs into the index. Everything it writes is a function of the log and carries the seq that made it so: several
 * nodes may do the same, and late. A node looks after the rooms that it wrote to, and now and then at all of them, for those
 * of nodes that are gone.
 */
export class SearchIndex {
  readonly #deps: SearchIndexDeps;
  /** Rooms that may be behind, and by how much at the last look. */
  readonly #late = new Map<Id, number>();
  /** The room the sweep has come to; `undefined`: it is done until it is due again. */
  #swept: Id | undefined = "";
  #sweptAt = 0;

  constructor(deps: SearchIndexDeps) {
    this.#deps = deps;
  }

  /** Its log goes on. */
  written(room: Id, entries: number): void {
    this.#late.set(room, (this.#late.get(room) ?? 0) + entries);
  }

  async advance(limit: number): Promise<{ readonly indexed: number; readonly behind: number }> {
    if (this.#late.size === 0) await this.#sweep();
    const rooms = [...this.#late.keys()].slice(0, roomsAtOnce);
    let indexed = 0;
    for (const lag of await this.lags(rooms)) {
      if (indexed >= limit) break;
      indexed += await this.#take(lag, Math.min(limit - indexed, searchBatchEntries));
    }
    await this.lags(rooms);
    return { indexed, behind: [...this.#late.values()].reduce((sum, behind) => sum + behind, 0) };
  }

  async catchUp(rooms: readonly Id[], limit: number): Promise<readonly SearchLag[]> {
    const lags = await this.lags(rooms);
    if (lags.length === 0) return lags;
    let left = limit;
    for (let lag of lags) {
      while (left > 0 && lag.after < lag.upTo) {
        const taken = await this.#take(lag, Math.min(left, searchBatchEntries));
        if (taken === 0) break;
        left -= taken;
        lag = { ...lag, after: lag.after + taken };
      }
    }
    return await this.lags(rooms);
  }

  /** How far the index is behind in each of the rooms; what is not is not late any more. */
  async lags(rooms: readonly Id[]): Promise<SearchLag[]> {
    if (rooms.length === 0) return [];
    const ends = await this.#deps.heads.ends(rooms);
    const cursors = await this.#deps.searchCursors.find({ _id: { $in: [...rooms] } }).toArray();
    const seqs = new Map(cursors.map(({ _id, seq }) => [_id, seq]));
    return rooms.flatMap((room) => {
      const lag = { room, after: seqs.get(room) ?? 0, upTo: ends.get(room) ?? 0 };
      if (lag.after >= lag.upTo) this.#late.delete(room);
      else this.#late.set(room, lag.upTo - lag.after);
      return lag.after < lag.upTo ? [lag] : [];
    });
  }

  /** Answers how many entries it took. */
  async #take({ room, after, upTo }: SearchLag, limit: number): Promise<number> {
    const { log, found, searchCursors } = this.#deps;
    const entries = await log.read(room, { after, upTo }, limit);
    const last = entries.at(-1);
    if (last === undefined) return this.#nothingOf(room);
    const touched = touchedBy(entries).map((seq) => foundKey(room, seq));
    const standing = touched.length === 0 ? [] : await found.find({ _id: { $in: touched } }).toArray();
    const known = standing.flatMap(({ document }) => document === undefined ? [] : [[document.seq, document] as const]);
    await this.#write(room, foldDocuments(entries, new Map<number, SearchDocument>(known)));
    await ignoringTaken(
      searchCursors.updateOne({ _id: room, seq: { $lt: last.seq } }, { $set: { seq: last.seq } }, { upsert: true }),
    );
    return entries.length;
  }

  /** The room was deleted. */
  #nothingOf(room: Id): number {
    this.#late.delete(room);
    return 0;
  }

  async #write(room: Id, changes: DocumentChanges): Promise<void> {
    const writes = [...changes].map(([seq, { document, asOf }]): AnyBulkWriteOperation<FoundDocument> => {
      const filter = { _id: foundKey(room, seq), as_of: { $lt: asOf } };
      if (document === undefined) {
        const update = { $set: { room, as_of: asOf }, $unset: { place: "", terms: "", document: "" } } as const;
        return { updateOne: { filter, update, upsert: true } };
      }
      const { _id: _, ...set } = foundDocument(room, document);
      return { updateOne: { filter, update: { $set: set }, upsert: true } };
    });
    if (writes.length > 0) await ignoringTaken(this.#deps.found.bulkWrite(writes, { ordered: false }));
  }

  /** Looks at some more rooms: which are behind, and which are no more. */
  async #sweep(): Promise<void> {
    const { rooms, found, searchCursors, clock } = this.#deps;
    if (this.#swept === undefined && clock.monotonic() - this.#sweptAt < searchSweepMs) return;
    const after = this.#swept ?? "";
    const page = { _id: { $gt: after } };
    const some = await rooms.find({ ...page, deleted: false }, { projection: { _id: 1 } }).sort({ _id: 1 })
      .limit(roomsAtOnce).toArray();
    const end = some.length < roomsAtOnce ? undefined : some.at(-1)?._id;
    await this.lags(some.map(({ _id }) => _id));
    const there = new Set(some.map(({ _id }) => _id));
    const known = await searchCursors.find({ _id: end === undefined ? { $gt: after } : { $gt: after, $lte: end } })
      .toArray();
    for (const { _id } of known.filter(({ _id }) => !there.has(_id))) {
      // Since the first look it may have been made.
      if (await rooms.findOne({ _id, deleted: false }, { projection: { _id: 1 } }) !== null) continue;
      await found.deleteMany({ _id: { $gte: _id, $lt: `${_id}g` } });
      await searchCursors.deleteOne({ _id });
    }
    this.#swept = end;
    this.#sweptAt = clock.monotonic();
  }
}

/** A key that is taken stands for what is as of a later seq. */
async function ignoringTaken(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (refusingIndex(error) === undefined) throw error;
  }
}
