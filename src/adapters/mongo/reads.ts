import type { ReadMark, Reads, RoomStanding, Standings } from "../../ports/reads.ts";
import type { Id } from "../../protocol/id.ts";
import type { AppendDeps } from "./append.ts";
import { type MemberDocument, memberKey, type ReadDocument, type RoomDocument } from "./documents.ts";
import { newestOwn } from "./newest_own.ts";
import { uncountedUpTo } from "./uncounted.ts";

/** A room as of a head: everything up to it is applied, and nothing after it. */
interface RoomAt {
  readonly room: RoomDocument;
  readonly head: number;
}

export function createReads({ collections, calls, heads, projections }: AppendDeps): Reads {
  const { rooms, members } = collections;

  /** Rooms that are not deleted; `undefined`: something came in between, look again. */
  async function roomsAt(ids: readonly Id[]): Promise<ReadonlyMap<Id, RoomAt> | undefined> {
    if (ids.length === 0) return new Map();
    const ends = await heads.ends(ids);
    await projections.settle(ids);
    const found = await rooms.find({ _id: { $in: [...ids] }, deleted: false }).toArray();
    if (found.some(({ _id, folded }) => folded > (ends.get(_id) ?? 0))) return undefined;
    return new Map(found.map((room) => [room._id, { room, head: ends.get(room._id) ?? 0 }]));
  }

  /** After the last batch that is no mere text nothing more is uncounted: then there is nothing to ask. */
  async function positionAt({ room }: RoomAt, seq: number): Promise<ReadDocument> {
    const number = seq >= room.folded ? room.uncounted ?? 0 : await uncountedUpTo(collections, room._id, seq);
    return { seq, number };
  }

  async function move(places: readonly { readonly _id: string; readonly read: ReadDocument }[]): Promise<void> {
    if (places.length === 0) return;
    await members.bulkWrite(
      places.map(({ _id, read }) => ({
        updateOne: {
          filter: { _id, gone: false, $or: [{ read: { $exists: false } }, { "read.seq": { $lt: read.seq } }] },
          update: { $set: { read } },
        },
      })),
      { ordered: false },
    );
  }

  async function mark(marks: readonly ReadMark[]): Promise<readonly (number | undefined)[] | undefined> {
    const at = await roomsAt([...new Set(marks.map(({ room }) => room))]);
    if (at === undefined) return undefined;
    const known = new Map<string, Promise<ReadDocument>>();
    const places = await Promise.all(marks.flatMap(async ({ room, user, seq }) => {
      const found = at.get(room);
      if (found === undefined) return [];
      const upTo = Math.min(seq, found.head);
      // Many have read up to the same message.
      const name = `${room} ${upTo}`;
      const read = known.get(name) ?? positionAt(found, upTo);
      known.set(name, read);
      return [{ _id: memberKey(room, user), read: await read }];
    }));
    await move(places.flat());
    const ids = marks.map(({ room, user }) => memberKey(room, user));
    const found = await members.find({ _id: { $in: ids }, gone: false }).toArray();
    const positions = new Map(found.map(({ _id, read }) => [_id, read?.seq ?? 0]));
    return marks.map(({ room }, i) => at.has(room) ? positions.get(ids[i]!) : undefined);
  }

  /** What a member has read, by what is kept: the mark, or the joining. */
  function kept({ seq, number, read }: MemberDocument): Partial<ReadDocument> & Pick<ReadDocument, "seq"> {
    return read !== undefined && read.seq >= seq ? read : { seq, ...(number === undefined ? {} : { number }) };
  }

  async function standing(at: RoomAt, member: MemberDocument, own: number): Promise<RoomStanding> {
    const { room, head } = at;
    const before = kept(member);
    const lastRead = Math.min(head, Math.max(before.seq, own));
    if (lastRead === head) return { room: room._id, head, lastRead, unread: 0 };
    const number = lastRead === before.seq && before.number !== undefined
      ? before.number
      : (await positionAt(at, lastRead)).number;
    // Kept, so that the next time there is less to look for.
    if (own > before.seq) await move([{ _id: member._id, read: { seq: lastRead, number } }]);
    return { room: room._id, head, lastRead, unread: head - lastRead - ((room.uncounted ?? 0) - number) };
  }

  async function standings(user: Id, limit: number, named?: readonly Id[]): Promise<Standings | undefined> {
    const filter = { user, gone: false, ...(named === undefined ? {} : { room: { $in: [...named] } }) };
    await projections.settle(named);
    const mine = await members.find(filter, { projection: { room: 1 } }).toArray();
    const all = await roomsAt(mine.map(({ room }) => room));
    if (all === undefined) return undefined;
    const chosen = [...all.keys()].sort().slice(0, limit);
    // Only now, when everything up to the heads is applied.
    const found = await members.find({ ...filter, room: { $in: chosen } }).toArray();
    const behind = found.flatMap((member) => {
      const at = all.get(member.room);
      return at === undefined || kept(member).seq >= at.head
        ? []
        : [{ room: member.room, after: kept(member).seq, upTo: at.head }];
    });
    const own = await newestOwn(collections, user, behind);
    const standing_ = found.flatMap((member) => {
      const at = all.get(member.room);
      return at === undefined ? [] : [standing(at, member, own.get(member.room) ?? 0)];
    });
    const result = await Promise.all(standing_);
    return { rooms: result.sort((a, b) => a.room < b.room ? -1 : 1), total: all.size };
  }

  return {
    mark: (marks) => calls.run((call) => calls.repeat(call, () => mark(marks))),
    standings: (user, limit, named) => calls.run((call) => calls.repeat(call, () => standings(user, limit, named))),
  };
}
