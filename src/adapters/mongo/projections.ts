import type { AnyBulkWriteOperation, Filter, WithId } from "mongodb";
import type { Clock } from "../../ports/clock.ts";
import type { Effect } from "../../protocol/event.ts";
import { foldCase } from "../../protocol/fold_case.ts";
import type { Id } from "../../protocol/id.ts";
import { applyMentions } from "./apply_mentions.ts";
import { applyMessages } from "./apply_messages.ts";
import { applyAudit } from "./apply_audit.ts";
import { applyConduct } from "./conduct.ts";
import {
  type BatchDocument,
  type Collections,
  effectsOf,
  type MemberDocument,
  memberKey,
  type PlacedEffect,
  type RoomDocument,
} from "./documents.ts";
import { refusingIndex } from "./failure.ts";
import { applyFileUses } from "./file_uses.ts";
import { bury } from "./tombstones.ts";
import { numberBatch } from "./uncounted.ts";

/** Batches applied in one go, where somebody asks about all rooms. */
const batchesAtOnce = 100;

/**
 * Registers and members, made from the log. A batch with effects is marked as pending; whoever wrote it applies them and then
 * takes the mark away, and whoever reads a projection does the same first for what is still marked: so the effects of a node
 * that died in between are never missed. Applying is repeatable, by several at once and late: everything carries the seq
 * that made it so, and an older one changes nothing.
 */
export class Projections {
  readonly #collections: Collections;
  readonly #clock: Clock;

  constructor(collections: Collections, clock: Clock) {
    this.#collections = collections;
    this.#clock = clock;
  }

  /** Applies what is pending of these rooms, or of any. Afterwards everything acknowledged before the call is applied. */
  async settle(rooms?: readonly Id[]): Promise<void> {
    if (rooms?.length === 0) return;
    const which = rooms === undefined ? {} : { room: rooms.length === 1 ? rooms[0]! : { $in: [...rooms] } };
    for (;;) {
      const pending = await this.#pending(which);
      // One after another: the batches of a room in the order of its log.
      for (const batch of pending) await this.#apply(batch);
      if (pending.length < batchesAtOnce) return;
    }
  }

  /**
   * The oldest pending batches, each with all that are pending before it in its room. They are asked for downwards: a read that
   * takes long may see what was written meanwhile, and upwards it would then see a batch without the one before it.
   */
  async #pending(which: Filter<BatchDocument>): Promise<WithId<BatchDocument>[]> {
    const { log } = this.#collections;
    const filter = { pending: true, ...which } as const;
    const downwards = { room: -1, to: -1 } as const;
    const newest = await log.find(filter).sort(downwards).limit(batchesAtOnce).toArray();
    if (newest.length < batchesAtOnce) return newest.reverse();
    const all = await log.find(filter, { projection: { _id: 1 } }).sort(downwards).toArray();
    const oldest = all.slice(-batchesAtOnce).map(({ _id }) => _id);
    return await log.find({ _id: { $in: oldest } }).sort({ room: 1, to: 1 }).toArray();
  }

  /** What a first batch leaves, for a room that is not in the register yet. */
  async prepare(batch: BatchDocument): Promise<Pick<RoomDocument, "member_count" | "uncounted">> {
    const numberAt = await numberBatch(this.#collections, batch);
    await this.#applyMembers(batch.room, effectsOf(batch), numberAt);
    return { member_count: await this.#countMembers(batch.room), uncounted: numberAt(batch.to) };
  }

  async #apply(batch: BatchDocument & { readonly _id: unknown }): Promise<void> {
    const { log, rooms } = this.#collections;
    const { room, to } = batch;
    const effects = effectsOf(batch);
    // Before all else: a room that is seen to be deleted may be purged, and this is to outlive it.
    await applyAudit(this.#collections, batch);
    const numberAt = await numberBatch(this.#collections, batch);
    const members = await this.#applyMembers(room, effects, numberAt);
    await applyMessages(this.#collections, batch);
    await applyMentions(this.#collections, batch);
    await applyFileUses(this.#collections, room, effects);
    await applyConduct(this.#collections, room, effects);
    const tombstone = await bury(this.#collections, room, effects);
    await rooms.updateOne(
      { _id: room, folded: { $lt: to } },
      {
        ...this.#roomChange(to, numberAt(to), effects.map(({ effect }) => effect)),
        ...(tombstone === undefined ? {} : { $max: { tombstone } }),
      },
    );
    if (members) {
      const member_count = await this.#countMembers(room);
      await rooms.updateOne({ _id: room, folded: to }, { $set: { member_count } });
    }
    await log.updateOne({ room, to, pending: true }, { $unset: { pending: "" } });
  }

  /** Answers whether the effects are about members at all. */
  async #applyMembers(
    room: Id,
    effects: readonly PlacedEffect[],
    numberAt: (seq: number) => number,
  ): Promise<boolean> {
    const changes = memberChanges(room, effects, numberAt);
    if (changes.length === 0) return false;
    try {
      await this.#collections.members.bulkWrite(changes, { ordered: false });
    } catch (error) {
      // Its key is taken, so it was not older than the effect: a later event has been applied already.
      if (refusingIndex(error) === undefined) throw error;
    }
    return true;
  }

  #countMembers(room: Id): Promise<number> {
    return this.#collections.members.countDocuments({ room, gone: false });
  }

  #roomChange(
    to: number,
    uncounted: number,
    effects: readonly Effect[],
  ): { readonly $set: Partial<RoomDocument>; readonly $unset?: { readonly password_hash: "" } } {
    let set: Partial<RoomDocument> = { ...changedSettings(effects), folded: to, uncounted };
    if (effects.some(({ kind }) => kind === "room_deleted")) {
      set = { ...set, deleted: true, deleted_at: new Date(this.#clock.now()) };
    }
    return { $set: set, ...(takesPasswordAway(effects) ? { $unset: { password_hash: "" } } : {}) };
  }
}

/** What the effects make of a room's settings. Not its name: `rename` claimed it ahead of the event, and maybe another since. */
export function changedSettings(effects: readonly Effect[]): Partial<RoomDocument> {
  const all = effects.flatMap((effect) => effect.kind === "room_changed" ? [effect.settings] : []);
  const { name: _, description, is_private, password_hash, ...policy } = Object.assign(
    {},
    ...all,
  ) as typeof all[number];
  const owner = effects.findLast((effect) => effect.kind === "owner_changed");
  return {
    ...Object.fromEntries(Object.entries(policy).map(([key, value]) => [`policy.${key}`, value])),
    ...(owner === undefined ? {} : { "policy.owner_id": owner.to }),
    ...(description === undefined ? {} : { description }),
    ...(is_private === undefined ? {} : { private: is_private }),
    ...(typeof password_hash === "string" ? { password_hash } : {}),
  };
}

function takesPasswordAway(effects: readonly Effect[]): boolean {
  const said = effects.flatMap((effect) => effect.kind === "room_changed" ? [effect.settings.password_hash] : []);
  return said.findLast((hash) => hash !== undefined) === null;
}

/** One write for each user whom the effects are about: the last of them decides. */
function memberChanges(
  room: Id,
  effects: readonly PlacedEffect[],
  numberAt: (seq: number) => number,
): AnyBulkWriteOperation<MemberDocument>[] {
  const changes = new Map<Id, Omit<MemberDocument, "_id">>();
  for (const { seq, effect } of effects) {
    const place = { room, seq, number: numberAt(seq) };
    if (effect.kind === "member_joined") {
      const { user, role, at, guest } = effect;
      changes.set(user.id, {
        ...place,
        user: user.id,
        username: user.username,
        role,
        joined_at: at,
        ...(guest === undefined ? {} : { guest, guest_name: foldCase(user.username) }),
        gone: false,
      });
    } else if (effect.kind === "member_left" || effect.kind === "banned") {
      const user = effect.kind === "banned" ? effect.sanction.user.id : effect.user_id;
      changes.set(user, { ...place, user, username: "", role: "member", joined_at: "", gone: true });
    }
  }
  return [...changes.values()].map((member) => ({
    updateOne: {
      filter: { _id: memberKey(room, member.user), seq: { $lt: member.seq } },
      update: { $set: member },
      upsert: true,
    },
  }));
}
