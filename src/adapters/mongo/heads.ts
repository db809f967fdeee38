import type { Clock } from "../../ports/clock.ts";
import type { Id } from "../../protocol/id.ts";
import type { Collections, RoomDocument } from "./documents.ts";
import type { Projections } from "./projections.ts";

/** Rooms whose heads are remembered. Forgetting is always safe: they are read again. */
const knownRoomsMax = 20_000;
/** Rooms in one question. */
const roomsAtOnce = 200;
/** So few are asked for one by one, each by the end of an index: not every server plans alternatives well. */
const roomsOneByOneMax = 16;
/**
 * For so long after it was seen to be there, a room is appended to without another look, milliseconds. Far shorter than
 * what is left between the deletion of a room and its purge, when the seqs of its log are free again.
 */
export const seenMsMax = 5_000;

interface Known {
  /** A committed head: the log is at least there. */
  readonly head: number;
  /** When the room was last read as existing, monotonic milliseconds. */
  readonly seenAt: number;
}

/**
 * Where logs end, by what a majority has. A head once seen committed stays a lower bound for ever, so that only what came
 * after it is asked for: a question bounded on both sides costs the same in a log of any length.
 */
export class Heads {
  readonly #collections: Pick<Collections, "log" | "rooms">;
  readonly #projections: Projections;
  readonly #clock: Clock;
  readonly #known = new Map<Id, Known>();

  constructor(collections: Pick<Collections, "log" | "rooms">, projections: Projections, clock: Clock) {
    this.#collections = collections;
    this.#projections = projections;
    this.#clock = clock;
  }

  /** Whether an append may extend this head at once: it is committed, and the room was there a moment ago. */
  mayExtend(room: Id, head: number): boolean {
    const known = this.#known.get(room);
    return known !== undefined && known.head >= head && this.#clock.monotonic() - known.seenAt < seenMsMax;
  }

  /** The log is at least here, by an own durable append. */
  learn(room: Id, head: number): void {
    const known = this.#known.get(room);
    if (known !== undefined && known.head < head) this.#known.set(room, { ...known, head });
  }

  /** A room that exists and is not deleted, with a head up to which, at least, all effects are in it. */
  async look(room: Id): Promise<{ readonly head: number; readonly room: RoomDocument } | undefined> {
    const askedAt = this.#clock.monotonic();
    const head = await this.end(room);
    await this.#projections.settle([room]);
    const found = await this.#collections.rooms.findOne({ _id: room, deleted: false });
    if (found === null) {
      this.#known.delete(room);
      return undefined;
    }
    this.#remember(room, { head, seenAt: askedAt });
    return { head, room: found };
  }

  /** The room is no more. */
  forget(room: Id): void {
    this.#known.delete(room);
  }

  /** The end of a log, whether its room exists or not. */
  async end(room: Id): Promise<number> {
    const atLeast = this.#known.get(room)?.head ?? 0;
    const last = await this.#collections.log
      .find({ room, to: { $gte: atLeast, $lte: Number.MAX_SAFE_INTEGER } }, { projection: { to: 1 } })
      .sort({ to: -1 }).limit(1).next();
    return last?.to ?? 0;
  }

  /** The ends of many logs: of those known, all at once. */
  async ends(rooms: readonly Id[]): Promise<Map<Id, number>> {
    const known = rooms.filter((room) => this.#known.has(room));
    const heads = known.length > roomsOneByOneMax ? await this.#endsAtOnce(known) : await this.#endsOneByOne(known);
    // What is not known, and what was replaced by a shorter log, is asked for by itself.
    await Promise.all(
      rooms.filter((room) => !heads.has(room)).map(async (room) => {
        this.#known.delete(room);
        heads.set(room, await this.end(room));
      }),
    );
    for (const [room, head] of heads) {
      this.#remember(room, { head, seenAt: this.#known.get(room)?.seenAt ?? -Infinity });
    }
    return heads;
  }

  async #endsOneByOne(known: readonly Id[]): Promise<Map<Id, number>> {
    const ends = await Promise.all(known.map(async (room) => [room, await this.end(room)] as const));
    return new Map(ends.filter(([, end]) => end > 0));
  }

  async #endsAtOnce(known: readonly Id[]): Promise<Map<Id, number>> {
    const heads = new Map<Id, number>();
    for (let at = 0; at < known.length; at += roomsAtOnce) {
      const some = known.slice(at, at + roomsAtOnce);
      const since = some.map((room) => {
        const { head } = this.#known.get(room) ?? { head: 0 };
        return { room, to: { $gte: head, $lte: Number.MAX_SAFE_INTEGER } };
      });
      const found = await this.#collections.log.find({ $or: since }, { projection: { room: 1, to: 1 } }).toArray();
      for (const { room, to } of found) heads.set(room, Math.max(heads.get(room) ?? 0, to));
    }
    return heads;
  }

  #remember(room: Id, known: Known): void {
    // The one looked at longest ago goes first.
    this.#known.delete(room);
    if (this.#known.size >= knownRoomsMax) {
      for (const oldest of this.#known.keys()) {
        this.#known.delete(oldest);
        break;
      }
    }
    this.#known.set(room, known);
  }
}
