import type { Member } from "../ports/members.ts";
import type { RoomRecord } from "../ports/rooms.ts";
import type { SettingsChange } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import type { MemberView, Room, RoomChange } from "../protocol/room.ts";
import type { RoomPolicy } from "../protocol/room_policy.ts";
import type { RoomSettings } from "./room_view.ts";

/** The facts of a room that do not come from its member list. */
export interface Facts {
  readonly id: Id;
  readonly creatorId: Id;
  readonly createdAt: string;
  readonly epoch: string;
  readonly head: number;
  readonly settings: RoomSettings;
}

/** People, by their ids. */
export type Online = Pick<ReadonlySet<Id>, "has">;

export function factsOf(record: RoomRecord): Facts {
  return { ...record, settings: record };
}

/** What a room is called among these people: a conversation is named after them. */
export function nameAmong({ name, policy }: Pick<RoomRecord, "name" | "policy">, people: Iterable<string>): string {
  return policy?.participants === undefined ? name : [...new Set(people)].sort().join(", ");
}

/** A room as its viewer sees it. A conversation is named after the others in it. */
export function roomEntity(facts: Facts, members: readonly Member[], total: number, viewer: Id): Room {
  const { id, creatorId, createdAt, epoch, head, settings } = facts;
  const { participants, ...policy } = settings.policy ?? {};
  const others = members.filter(({ userId }) => userId !== viewer).map(({ username }) => username);
  return {
    id,
    name: nameAmong(settings, others),
    description: settings.description,
    creator_id: creatorId,
    members: members.map(({ userId }) => userId),
    member_count: total,
    is_private: settings.isPrivate,
    has_password: settings.passwordHash !== undefined,
    created_at: createdAt,
    head,
    epoch,
    ...(participants === undefined ? {} : { kind: "direct" }),
    ...shown(policy),
  };
}

/** What is as usual is not shown. */
function shown(policy: Omit<RoomPolicy, "participants">): Pick<Room, keyof typeof policy> {
  const { owner_id, rights = {}, guests_denied = [], slow_mode_seconds = 0, archived = false } = policy;
  const { link_previews = true, retention_days, blocked_words = [], word_list } = policy;
  return {
    ...(owner_id === undefined ? {} : { owner_id }),
    ...(Object.keys(rights).length === 0 ? {} : { rights }),
    ...(guests_denied.length === 0 ? {} : { guests_denied: [...guests_denied] }),
    ...(slow_mode_seconds === 0 ? {} : { slow_mode_seconds }),
    ...(archived ? { archived } : {}),
    ...(link_previews ? {} : { link_previews }),
    ...(typeof retention_days === "number" ? { retention_days } : {}),
    ...(blocked_words.length === 0 ? {} : { blocked_words: [...blocked_words] }),
    ...(typeof word_list === "string" ? { word_list } : {}),
  };
}

export function memberView({ userId, username, role, joinedAt, guest }: Member, online: Online): MemberView {
  return {
    user_id: userId,
    username,
    role,
    joined_at: joinedAt,
    ...(guest && { guest }),
    online: online.has(userId),
  };
}

/** What a change really changes. A password given anew is always a change: its hash tells nothing. */
export function changeOf(
  settings: RoomSettings,
  change: RoomChange,
  hash: string | null | undefined,
): SettingsChange {
  const { name, description, is_private, password: _, ...policy } = change;
  const hadPassword = settings.passwordHash !== undefined;
  return {
    ...(name === undefined || name === settings.name ? {} : { name }),
    ...(description === undefined || description === settings.description ? {} : { description }),
    ...(is_private === undefined || is_private === settings.isPrivate ? {} : { is_private }),
    ...(hash === undefined || (hash === null && !hadPassword) ? {} : { password_hash: hash }),
    ...changedPolicy(settings.policy ?? {}, policy),
  };
}

type PolicyChange = Omit<RoomChange, "name" | "description" | "is_private" | "password">;

const asUsual: PolicyChange = {
  rights: {},
  guests_denied: [],
  slow_mode_seconds: 0,
  archived: false,
  link_previews: true,
  retention_days: null,
  blocked_words: [],
  word_list: null,
};

function changedPolicy(policy: RoomPolicy, change: PolicyChange): SettingsChange {
  const before: PolicyChange = { ...asUsual, ...policy } as PolicyChange;
  const keys = (Object.keys(asUsual) as (keyof PolicyChange)[]).filter((key) => {
    return change[key] !== undefined && !isSame(change[key], before[key]);
  });
  return Object.fromEntries(keys.map((key) => [key, change[key]]));
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
}

/** Neither the order of rights nor that of keys means anything. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return [...value].sort();
  return typeof value === "object" && value !== null ? Object.entries(value).sort() : value;
}
