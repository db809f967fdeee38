import type { Effect, Role } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import type { RoomPolicy } from "../protocol/room_policy.ts";
import type { Conduct, Member } from "../ports/members.ts";
import type { MessageFact } from "../ports/messages.ts";
import type { WordLists } from "../ports/word_lists.ts";
import { changedFact, messageOf } from "./message_fact.ts";

export interface RoomSettings {
  readonly name: string;
  readonly description: string;
  readonly isPrivate: boolean;
  readonly passwordHash?: string;
  /** Absent: as usual in everything. */
  readonly policy?: RoomPolicy;
}

/** A room's state at one seq: what permissions are judged by. */
export interface RoomView {
  readonly creatorId: Id;
  readonly settings: RoomSettings;
  readonly deleted: boolean;
  /** Those that the settings name are loaded. Absent: this node has none. */
  readonly words?: Pick<WordLists, "says"> | undefined;
  member(user: Id): Member | undefined;
  conduct(user: Id): Conduct;
  /** The entry at this seq, as a message; `undefined`: there is none yet. */
  message(seq: number): MessageFact | undefined;
}

/** What is known of a user in a room. */
export interface Person {
  readonly member?: Member | undefined;
  readonly conduct: Conduct;
}

/** Of whom there is nothing to say. */
export const nobody: Person = { conduct: {} };

/** The settings after an effect. */
export function changedSettings(settings: RoomSettings, effect: Effect): RoomSettings {
  if (effect.kind === "owner_changed") {
    return { ...settings, policy: { ...settings.policy, owner_id: effect.to } };
  }
  if (effect.kind !== "room_changed") return settings;
  const { name, description, is_private, password_hash, ...policy } = effect.settings;
  const { passwordHash: before, ...rest } = settings;
  const passwordHash = password_hash === undefined ? before : password_hash ?? undefined;
  return {
    ...rest,
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(is_private === undefined ? {} : { isPrivate: is_private }),
    ...(passwordHash === undefined ? {} : { passwordHash }),
    ...(Object.keys(policy).length === 0 ? {} : { policy: { ...settings.policy, ...policy } }),
  };
}

/** Whom an effect is about, each once: of nobody else does it change anything. */
export function concerned(effect: Effect): readonly Id[] {
  switch (effect.kind) {
    case "member_joined":
      return [effect.user.id];
    case "member_left":
    case "role_changed":
    case "unbanned":
    case "unmuted":
    case "blocked":
      return [effect.user_id];
    case "owner_changed":
      return [...new Set([effect.from, effect.to])];
    case "banned":
    case "muted":
      return [effect.sanction.user.id];
    case "said":
      return effect.spoke === undefined ? [] : [effect.spoke.user_id];
    default:
      return [];
  }
}

/** What the effect makes of a user whom it concerns. */
export function changedPerson(user: Id, before: Person, effect: Effect): Person {
  const { member, conduct } = before;
  switch (effect.kind) {
    case "member_joined": {
      const { user: { id, username }, role, at, guest } = effect;
      return { conduct, member: { userId: id, username, role, joinedAt: at, ...(guest && { guest }) } };
    }
    case "member_left":
      return { conduct };
    case "role_changed":
      return { conduct, member: withRole(member, effect.role) };
    case "owner_changed":
      return { conduct, member: withRole(member, user === effect.to ? "owner" : "admin") };
    case "banned":
      return { conduct: { ...conduct, ban: effect.sanction } };
    case "unbanned":
      return { member, conduct: without(conduct, "ban") };
    case "muted":
      return { member, conduct: { ...conduct, mute: effect.sanction } };
    case "unmuted":
      return { member, conduct: without(conduct, "mute") };
    case "blocked":
      return { member, conduct: effect.blocked ? { ...conduct, blocked: true } : without(conduct, "blocked") };
    case "said":
      return effect.spoke === undefined ? before : { member, conduct: { ...conduct, spokeAt: effect.spoke.at } };
    default:
      return before;
  }
}

function withRole(member: Member | undefined, role: Role): Member | undefined {
  return member && { ...member, role };
}

function without(conduct: Conduct, key: keyof Conduct): Conduct {
  const { [key]: _, ...rest } = conduct;
  return rest;
}

/** The user whose membership an effect ends. */
export function leaverOf(effect: Effect | undefined): Id | undefined {
  if (effect?.kind === "member_left") return effect.user_id;
  return effect?.kind === "banned" ? effect.sanction.user.id : undefined;
}

/** A view with effects laid over it that are not in the log yet: events of one batch see those before them. */
export class Overlay implements RoomView {
  readonly #under: RoomView;
  readonly #people = new Map<Id, Person>();
  readonly #messages = new Map<number, MessageFact>();
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

  get words(): RoomView["words"] {
    return this.#under.words;
  }

  member(user: Id): Member | undefined {
    const over = this.#people.get(user);
    return over === undefined ? this.#under.member(user) : over.member;
  }

  conduct(user: Id): Conduct {
    return this.#people.get(user)?.conduct ?? this.#under.conduct(user);
  }

  message(seq: number): MessageFact | undefined {
    return this.#messages.get(seq) ?? this.#under.message(seq);
  }

  apply(effect: Effect): void {
    const of = messageOf(effect);
    const fact = of === undefined ? undefined : this.message(of);
    if (fact !== undefined) this.#messages.set(fact.seq, changedFact(fact, effect));
    this.settings = changedSettings(this.settings, effect);
    if (effect.kind === "room_deleted") this.deleted = true;
    for (const user of concerned(effect)) {
      const before = { member: this.member(user), conduct: this.conduct(user) };
      this.#people.set(user, changedPerson(user, before, effect));
    }
  }
}
