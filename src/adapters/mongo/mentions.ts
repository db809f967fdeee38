import { mentionsListedMax } from "../../limits.ts";
import type { Messages } from "../../ports/messages.ts";
import type { Id } from "../../protocol/id.ts";
import type { AppendDeps } from "./append.ts";
import type { Collections, MemberDocument } from "./documents.ts";
import { everybody, type MentionDocument } from "./message_documents.ts";
import type { RoomAt } from "./rooms_at.ts";

/** How many messages after the seq, up to the head, mention the member as of the head. */
export async function mentionsAfter(
  { mentions }: Pick<Collections, "mentions">,
  { room, head }: RoomAt,
  member: MemberDocument,
  after: number,
): Promise<number> {
  if (Math.max(room.mention ?? 0, member.mention ?? 0) <= after) return 0;
  const found = await mentions.find({
    room: room._id,
    user: { $in: [member.user, everybody] },
    seq: { $gt: after, $lte: head },
    from: { $lte: head },
  }).toArray();
  const held = found.filter((mention) => (mention.until ?? Infinity) > head && concerns(mention, member));
  return new Set(held.map(({ seq }) => seq)).size;
}

/** Everybody is who was a member by then, but for the sender. */
function concerns({ user, sender, seq }: MentionDocument, member: Pick<MemberDocument, "user" | "seq">): boolean {
  return user !== everybody || (sender !== member.user && seq > member.seq);
}

export function createMentions({ collections, calls, projections }: AppendDeps): Pick<Messages, "mentions"> {
  const { mentions, members, rooms } = collections;

  async function listed(user: Id, limit: number, offset: number): ReturnType<Messages["mentions"]> {
    await projections.settle();
    const mine = await members.find({ user, gone: false }, { projection: { room: 1, user: 1, seq: 1 } }).toArray();
    const live = { _id: { $in: mine.map(({ room }) => room) }, deleted: false };
    const open = new Set((await rooms.find(live, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id));
    const inside = new Map(mine.flatMap((member) => open.has(member.room) ? [[member.room, member]] : []));
    const held = { room: { $in: [...inside.keys()] }, user: { $in: [user, everybody] }, until: { $exists: false } };
    // A message may name one and everybody: that is two of these, and one of those that are listed.
    const found = mentions.find(held).sort({ at: -1, room: 1, seq: -1 }).limit(2 * mentionsListedMax);
    const all = new Map<string, MentionDocument>();
    for await (const mention of found) {
      if (concerns(mention, inside.get(mention.room)!)) all.set(`${mention.room}${mention.seq}`, mention);
    }
    const newest = [...all.values()].slice(0, mentionsListedMax);
    return {
      mentions: newest.slice(offset, offset + Math.max(0, limit)).map(({ room, seq }) => ({ room, seq })),
      total: newest.length,
    };
  }

  return { mentions: (user, limit, offset) => calls.run(() => listed(user, limit, offset)) };
}
