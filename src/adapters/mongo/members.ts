import type { Members, MembersAt } from "../../ports/members.ts";
import { foldCase } from "../../protocol/fold_case.ts";
import type { Id } from "../../protocol/id.ts";
import type { AppendDeps } from "./append.ts";
import { conductOf, newestIn, sanctionsOf } from "./conduct.ts";
import { memberKey, memberOf } from "./documents.ts";

export function createMembers(
  { collections: { rooms, members }, calls, heads, projections }: AppendDeps,
): Members {
  /**
   * Exact as of the head that is read first: everything up to it is applied before the members are read, and whom something
   * later was applied to, says so by its seq; then it is tried again.
   */
  async function lookup(room: Id, users: readonly Id[]): Promise<MembersAt | undefined> {
    const looked = await heads.look(room);
    if (looked === undefined) return { seq: 0, members: new Map() };
    const found = await members.find({ _id: { $in: users.map((user) => memberKey(room, user)) } }).toArray();
    if (found.some((document) => newestIn(document) > looked.head)) return undefined;
    const present = found.filter(({ gone }) => !gone);
    const conduct = found.flatMap((document) => {
      const said = conductOf(document);
      return said === undefined ? [] : [[document.user, said] as const];
    });
    return {
      seq: looked.head,
      members: new Map(present.map((member) => [member.user, memberOf(member)])),
      ...(conduct.length === 0 ? {} : { conduct: new Map(conduct) }),
    };
  }

  async function list(room: Id, limit: number, offset: number): ReturnType<Members["list"]> {
    await projections.settle([room]);
    const present = { room, gone: false };
    const page = limit <= 0
      ? []
      : await members.find(present).sort({ joined_at: 1, user: 1 }).skip(offset).limit(limit).toArray();
    const found = await rooms.findOne({ _id: room, deleted: false }, { projection: { member_count: 1 } });
    return found === null ? { members: [], total: 0 } : { members: page.map(memberOf), total: found.member_count };
  }

  async function guests(room: Id, usernames: readonly string[]): ReturnType<Members["guests"]> {
    await projections.settle([room]);
    const named = { room, gone: false, guest_name: { $in: usernames.map(foldCase) } };
    const found = await members.find(named).sort({ user: 1 }).toArray();
    return found.map(({ user, username }) => ({ id: user, username }));
  }

  async function roomsOf(user: Id): Promise<readonly Id[]> {
    await projections.settle();
    const all = await members.find({ user, gone: false }, { projection: { room: 1 } }).toArray();
    if (all.length === 0) return [];
    const live = { _id: { $in: all.map(({ room }) => room) }, deleted: false };
    return (await rooms.find(live, { projection: { _id: 1 } }).sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
  }

  return {
    lookup: (room, users) => calls.run((call) => calls.repeat(call, () => lookup(room, users))),
    list: (room, limit, offset) => calls.run(() => list(room, limit, offset)),
    guests: (room, usernames) => calls.run(() => guests(room, usernames)),
    roomsOf: (user) => calls.run(() => roomsOf(user)),
    sanctions: (room, kind, page) =>
      calls.run(async () => {
        await projections.settle([room]);
        return await sanctionsOf({ members }, room, kind, page);
      }),
  };
}
