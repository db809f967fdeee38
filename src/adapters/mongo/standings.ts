import type { RoomStanding, Standings } from "../../ports/reads.ts";
import type { Id } from "../../protocol/id.ts";
import type { AppendDeps } from "./append.ts";
import type { MemberDocument, ReadDocument } from "./documents.ts";
import { mentionsAfter } from "./mentions.ts";
import { newestOwn } from "./newest_own.ts";
import { buriedIn } from "./tombstones.ts";
import { moveTo, positionAt, type RoomAt, roomsAt } from "./rooms_at.ts";

/** How a user stands to the rooms; `undefined`: something came in between, look again. */
export async function standingsOf(
  deps: AppendDeps,
  user: Id,
  limit: number,
  named?: readonly Id[],
): Promise<Standings | undefined> {
  const { collections, projections } = deps;
  const filter = { user, gone: false, ...(named === undefined ? {} : { room: { $in: [...named] } }) };
  await projections.settle(named);
  const mine = await collections.members.find(filter, { projection: { room: 1 } }).toArray();
  const all = await roomsAt(deps, mine.map(({ room }) => room));
  if (all === undefined) return undefined;
  const chosen = [...all.keys()].sort().slice(0, limit);
  // Only now, when everything up to the heads is applied.
  const found = await collections.members.find({ ...filter, room: { $in: chosen } }).toArray();
  const pairs = found.flatMap((member) => {
    const at = all.get(member.room);
    return at === undefined ? [] : [{ at, member }];
  });
  const behind = pairs.flatMap(({ at, member }) => {
    const after = Math.max(kept(member).seq, member.read?.rewound ?? 0);
    return after >= at.head ? [] : [{ room: member.room, after, upTo: at.head }];
  });
  const own = await newestOwn(collections, user, behind);
  const standings = await Promise.all(
    pairs.map(({ at, member }) => standing(deps, at, member, own.get(member.room) ?? 0)),
  );
  return { rooms: standings.sort((a, b) => a.room < b.room ? -1 : 1), total: all.size };
}

/** What a member has read, by what is kept: the mark, or the joining. */
function kept({ seq, number, read }: MemberDocument): Partial<ReadDocument> & Pick<ReadDocument, "seq"> {
  return read !== undefined && (read.seq >= seq || (read.rewound ?? 0) >= seq)
    ? read
    : { seq, ...(number === undefined ? {} : { number }) };
}

/** @param own The newest entry of the member's own, above what is kept; 0: there is none. */
async function standing(
  { collections }: AppendDeps,
  at: RoomAt,
  member: MemberDocument,
  own: number,
): Promise<RoomStanding> {
  const { room, head } = at;
  const before = kept(member);
  // What was trimmed counts as read: there is nothing of it left to read.
  const lastRead = Math.min(head, Math.max(before.seq, own, room.floor ?? 0));
  const { rewinds = 0 } = member.read ?? {};
  const often = rewinds === 0 ? {} : { rewinds };
  if (lastRead === head) return { room: room._id, head, lastRead, unread: 0, ...often };
  const number = lastRead === before.seq && before.number !== undefined
    ? before.number
    : (await positionAt(collections, at, lastRead)).number;
  // Kept, so that the next time there is less to look for.
  if (own > before.seq) await moveTo(collections, [{ _id: member._id, read: { seq: lastRead, number }, rewinds }]);
  const buried = (room.tombstone ?? 0) > lastRead
    ? await buriedIn(collections, room._id, { after: lastRead, upTo: head })
    : 0;
  const mentions = await mentionsAfter(collections, at, member, lastRead);
  return {
    room: room._id,
    head,
    lastRead,
    unread: head - lastRead - ((room.uncounted ?? 0) - number) - buried,
    ...(mentions === 0 ? {} : { mentions }),
    ...often,
  };
}
