import type { Invite, Invites, InviteUse } from "../../ports/invites.ts";
import type { Id } from "../../protocol/id.ts";
import type { Calls } from "./calls.ts";
import type { Collections, InviteDocument } from "./documents.ts";
import { recorded } from "./recorded.ts";

/** An invitation is one document with who has used it, since that is what is changed whole or not at all. */
export function createInvites(collections: Collections, calls: Calls): Invites {
  const { invites } = collections;

  async function use(code: string, user: Id, now: number): Promise<InviteUse> {
    const open = { _id: code, revoked: false, expires: { $gt: new Date(now) } };
    const taken = await invites.updateOne(
      { ...open, left: { $gt: 0 }, users: { $ne: user } },
      { $inc: { left: -1 }, $push: { users: user } },
    );
    if (taken.matchedCount === 1) return "ok";
    const found = await invites.findOne({ _id: code });
    if (found === null) return "missing";
    if (found.revoked) return "revoked";
    if (found.expires.getTime() <= now) return "expired";
    return found.users.includes(user) ? "ok" : "used_up";
  }

  return {
    create: ({ code, room, createdBy, createdAt, expiresAt, usesMax }, record) => {
      const document = {
        _id: code,
        room,
        created_by: createdBy,
        created_at: createdAt,
        expires: new Date(expiresAt),
        uses_max: usesMax,
        left: usesMax,
        users: [],
        revoked: false,
      };
      return calls.run(() =>
        recorded(collections, record, async (within) => {
          await invites.insertOne(document, within);
          return { answer: undefined, changed: true };
        })
      );
    },
    byCode: (code) =>
      calls.run(async () => {
        const found = await invites.findOne({ _id: code });
        return found === null ? undefined : inviteOf(found);
      }),
    ofRoom: (room, now) =>
      calls.run(async () => {
        const wanted = { room, revoked: false, expires: { $gt: new Date(now) }, left: { $gt: 0 } };
        const found = await invites.find(wanted).sort({ created_at: -1, _id: 1 }).toArray();
        return found.map(inviteOf);
      }),
    revoke: (room, code, record) =>
      calls.run(() =>
        recorded(collections, record, async (within) => {
          const wanted = { _id: code, room };
          const { matchedCount, modifiedCount } = await invites.updateOne(wanted, { $set: { revoked: true } }, within);
          return { answer: matchedCount === 1, changed: modifiedCount === 1 };
        })
      ),
    use: (code, user, now) => calls.run(() => use(code, user, now)),
  };
}

function inviteOf({ _id, room, created_by, created_at, expires, uses_max, left, revoked }: InviteDocument): Invite {
  return {
    code: _id,
    room,
    createdBy: created_by,
    createdAt: created_at,
    expiresAt: expires.getTime(),
    usesMax: uses_max,
    uses: uses_max - left,
    revoked,
  };
}
