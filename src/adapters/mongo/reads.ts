import type { Filter } from "mongodb";
import type { ReadMark, ReadPosition, Reads, Receipts } from "../../ports/reads.ts";
import type { Id } from "../../protocol/id.ts";
import type { AppendDeps } from "./append.ts";
import { type MemberDocument, memberKey, type ReadDocument } from "./documents.ts";
import { moveTo, positionAt, roomsAt } from "./rooms_at.ts";
import { standingsOf } from "./standings.ts";

export function createReads(deps: AppendDeps): Reads {
  const { collections, calls, projections } = deps;

  async function mark(marks: readonly ReadMark[]): Promise<readonly (ReadPosition | undefined)[] | undefined> {
    const at = await roomsAt(deps, [...new Set(marks.map(({ room }) => room))]);
    if (at === undefined) return undefined;
    const known = new Map<string, Promise<ReadDocument>>();
    const places = await Promise.all(marks.map(async ({ room, user, seq, rewinds }) => {
      const found = at.get(room);
      if (found === undefined) return [];
      const upTo = Math.min(seq, found.head);
      // Many have read up to the same message.
      const name = `${room} ${upTo}`;
      const read = known.get(name) ?? positionAt(collections, found, upTo);
      known.set(name, read);
      return [{ _id: memberKey(room, user), read: await read, rewinds }];
    }));
    await moveTo(collections, places.flat());
    const ids = marks.map(({ room, user }) => memberKey(room, user));
    const found = await collections.members.find({ _id: { $in: ids }, gone: false }).toArray();
    const positions = new Map(
      found.map(({ _id, read }) => [_id, { seq: read?.seq ?? 0, rewinds: read?.rewinds ?? 0 }]),
    );
    return marks.map(({ room }, i) => at.has(room) ? positions.get(ids[i]!) : undefined);
  }

  async function rewind({ room, user, seq, rewinds }: ReadMark): Promise<{ position?: ReadPosition } | undefined> {
    const at = await roomsAt(deps, [room]);
    const found = at?.get(room);
    if (found === undefined) return at === undefined ? undefined : {};
    const { head } = found;
    const read = await positionAt(collections, found, Math.min(seq, head));
    const _id = memberKey(room, user);
    const asOften = rewinds === undefined ? {} : { "read.rewinds": rewinds === 0 ? { $in: [0, null] } : rewinds };
    await collections.members.updateOne({ _id, gone: false, ...asOften } as Filter<MemberDocument>, {
      $set: { "read.seq": read.seq, "read.number": read.number, "read.rewound": head },
      $inc: { "read.rewinds": 1 },
    });
    const member = await collections.members.findOne({ _id, gone: false });
    if (member === null) return {};
    return { position: { seq: member.read?.seq ?? 0, rewinds: member.read?.rewinds ?? 0 } };
  }

  async function receipts(room: Id, seq: number, limit: number): Promise<Receipts> {
    await projections.settle([room]);
    const those = { room, gone: false, "read.seq": { $gte: seq } };
    const [count, found] = await Promise.all([
      collections.members.countDocuments(those),
      collections.members.find(those, { projection: { user: 1 } }).sort({ user: 1 }).limit(limit).toArray(),
    ]);
    return { count, users: found.map(({ user }) => user) };
  }

  return {
    rewind: (mark) => calls.run(async (call) => (await calls.repeat(call, () => rewind(mark))).position),
    receipts: (room, seq, limit) => calls.run(() => receipts(room, seq, limit)),
    mark: (marks) => calls.run((call) => calls.repeat(call, () => mark(marks))),
    standings: (user, limit, named) =>
      calls.run((call) => calls.repeat(call, () => standingsOf(deps, user, limit, named))),
  };
}
