import type { AnyBulkWriteOperation } from "mongodb";
import type { Conduct, PlacedSanction } from "../../ports/members.ts";
import type { Effect, Sanction } from "../../protocol/event.ts";
import type { Id } from "../../protocol/id.ts";
import type { ConductParts, SanctionPart } from "./conduct_parts.ts";
import { type Collections, type MemberDocument, memberKey, type PlacedEffect } from "./documents.ts";
import { refusingIndex } from "./failure.ts";

export type MemberWrite = AnyBulkWriteOperation<MemberDocument>;

/** What the effects change about people besides who is a member. In the order of the log; each may be repeated. */
export async function applyConduct(
  { members }: Pick<Collections, "members">,
  room: Id,
  effects: readonly PlacedEffect[],
): Promise<void> {
  const writes = effects.flatMap(({ seq, effect }) => conductWrites(room, effect, seq));
  // One after another: one may make the document that the next one changes.
  for (const write of writes) {
    try {
      await members.bulkWrite([write]);
    } catch (error) {
      // Its key is taken, so the part was not older than the effect: a later event has been applied already.
      if (refusingIndex(error) === undefined) throw error;
    }
  }
}

function conductWrites(room: Id, effect: Effect, seq: number): MemberWrite[] {
  switch (effect.kind) {
    case "banned":
      return [partWrite(room, effect.sanction.user.id, "ban", sanctionPart(effect.sanction, seq))];
    case "muted":
      return [partWrite(room, effect.sanction.user.id, "mute", sanctionPart(effect.sanction, seq))];
    case "unbanned":
      return [partWrite(room, effect.user_id, "ban", { seq, active: false })];
    case "unmuted":
      return [partWrite(room, effect.user_id, "mute", { seq, active: false })];
    case "blocked":
      return [partWrite(room, effect.user_id, "block", { seq, active: effect.blocked })];
    case "said":
      if (effect.spoke === undefined) return [];
      return [partWrite(room, effect.spoke.user_id, "spoke", { seq, at: effect.spoke.at })];
    case "role_changed":
      return [roleWrite(room, effect.user_id, effect.role, seq)];
    case "owner_changed":
      return [roleWrite(room, effect.from, "admin", seq), roleWrite(room, effect.to, "owner", seq)];
    default:
      return [];
  }
}

function sanctionPart(sanction: Sanction, seq: number): SanctionPart {
  const { until } = sanction;
  return { seq, active: true, ...(until === undefined ? {} : { until }), sanction: JSON.stringify(sanction) };
}

function partWrite<K extends "ban" | "mute" | "block" | "spoke">(
  room: Id,
  user: Id,
  part: K,
  value: NonNullable<ConductParts[K]>,
): MemberWrite {
  return {
    updateOne: {
      filter: {
        _id: memberKey(room, user),
        $or: [{ [part]: { $exists: false } }, { [`${part}.seq`]: { $lt: value.seq } }],
      },
      update: {
        $set: { [part]: value },
        // Who never was a member: as one who has left before all time.
        $setOnInsert: { room, user, username: "", role: "member", joined_at: "", gone: true, seq: 0 },
      },
      upsert: true,
    },
  };
}

/** Of a member only: who comes later comes with a role. */
function roleWrite(room: Id, user: Id, role: MemberDocument["role"], seq: number): MemberWrite {
  return {
    updateOne: {
      filter: {
        _id: memberKey(room, user),
        gone: false,
        seq: { $lt: seq },
        $or: [{ role_seq: { $exists: false } }, { role_seq: { $lt: seq } }],
      },
      update: { $set: { role, role_seq: seq } },
    },
  };
}

/** The seq of the last event that is in the document. */
export function newestIn({ seq, role_seq = 0, ban, mute, block, spoke }: MemberDocument): number {
  return Math.max(seq, role_seq, ...[ban, mute, block, spoke].map((part) => part?.seq ?? 0));
}

/** `undefined`: there is nothing to say. */
export function conductOf({ ban, mute, block, spoke }: MemberDocument): Conduct | undefined {
  const conduct = {
    ...(ban?.sanction === undefined ? {} : { ban: JSON.parse(ban.sanction) as Sanction }),
    ...(mute?.sanction === undefined ? {} : { mute: JSON.parse(mute.sanction) as Sanction }),
    ...(block?.active === true ? { blocked: true } as const : {}),
    ...(spoke === undefined ? {} : { spokeAt: spoke.at }),
  };
  return Object.keys(conduct).length === 0 ? undefined : conduct;
}

/** Newest first. */
export async function sanctionsOf(
  { members }: Pick<Collections, "members">,
  room: Id,
  kind: "ban" | "mute",
  { now, limit, before = Number.MAX_SAFE_INTEGER }: {
    readonly now: string;
    readonly limit: number;
    readonly before?: number;
  },
): Promise<readonly PlacedSanction[]> {
  const found = await members.find({
    room,
    [`${kind}.active`]: true,
    [`${kind}.seq`]: { $lt: before },
    $or: [{ [`${kind}.until`]: { $exists: false } }, { [`${kind}.until`]: { $gt: now } }],
  }).sort({ [`${kind}.seq`]: -1 }).limit(limit).toArray();
  return found.flatMap(({ [kind]: part }) =>
    part?.sanction === undefined ? [] : [{ seq: part.seq, sanction: JSON.parse(part.sanction) as Sanction }]
  );
}

/** Rooms that the user is banned from at this moment. */
export async function bannedFrom(
  { members }: Pick<Collections, "members">,
  user: Id,
  now: string | undefined,
): Promise<Id[]> {
  const over = now === undefined ? [] : [{ "ban.until": { $gt: now } }];
  const found = await members.find(
    { user, gone: true, "ban.active": true, $or: [{ "ban.until": { $exists: false } }, ...over] },
    { projection: { room: 1 } },
  ).toArray();
  return found.map(({ room }) => room);
}
