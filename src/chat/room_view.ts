import type { Effect } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import type { Member } from "../ports/members.ts";

export interface RoomSettings {
  readonly name: string;
  readonly description: string;
  readonly isPrivate: boolean;
  readonly passwordHash?: string;
}

/** A room's state at one seq: what permissions are judged by. */
export interface RoomView {
  readonly creatorId: Id;
  readonly settings: RoomSettings;
  readonly deleted: boolean;
  member(user: Id): Member | undefined;
}

/** The settings after an effect. */
export function changedSettings(settings: RoomSettings, effect: Effect): RoomSettings {
  if (effect.kind !== "room_changed") return settings;
  const { name, description, is_private, password_hash } = effect.settings;
  const { passwordHash: before, ...rest } = settings;
  const passwordHash = password_hash === undefined ? before : password_hash ?? undefined;
  return {
    ...rest,
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(is_private === undefined ? {} : { isPrivate: is_private }),
    ...(passwordHash === undefined ? {} : { passwordHash }),
  };
}

/** The member that an effect makes of a user; `undefined`: none any more; `"same"`: the effect is not about users. */
export function changedMember(effect: Effect): { readonly userId: Id; readonly member?: Member } | "same" {
  switch (effect.kind) {
    case "member_joined": {
      const { user, role, at } = effect;
      return { userId: user.id, member: { userId: user.id, username: user.username, role, joinedAt: at } };
    }
    case "member_left":
      return { userId: effect.user_id };
    default:
      return "same";
  }
}

/** A view with effects laid over it that are not in the log yet: events of one batch see those before them. */
export class Overlay implements RoomView {
  readonly #under: RoomView;
  readonly #members = new Map<Id, Member | undefined>();
  settings: RoomSettings;
  deleted: boolean;

  constructor(under: RoomView) {
    this.#under = under;
    this.settings = under.settings;
    this.deleted = under.deleted;
  }

  get creatorId(): Id {
    return this.#under.creatorId;
  }

  member(user: Id): Member | undefined {
    return this.#members.has(user) ? this.#members.get(user) : this.#under.member(user);
  }

  apply(effect: Effect): void {
    this.settings = changedSettings(this.settings, effect);
    if (effect.kind === "room_deleted") this.deleted = true;
    const change = changedMember(effect);
    if (change !== "same") this.#members.set(change.userId, change.member);
  }
}
