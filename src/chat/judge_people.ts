import type { Effect, Role, Sanction, SystemAction } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Right } from "../protocol/right.ts";
import { type Draft, plain, system } from "./draft.ts";
import type { Actor, Intent } from "./intent.ts";
import { isAbove, ownerOf, requireRight, roleIn } from "./rights.ts";
import type { RoomView } from "./room_view.ts";
import { isActive, requireUnbanned } from "./voice.ts";

type IntentOf<K extends Intent["kind"]> = Extract<Intent, { readonly kind: K }>;

/** As what a user comes in. */
export function memberJoined(view: RoomView, user: Actor, at: string): Effect {
  const role = user.id === ownerOf(view) ? "owner" : "member";
  return { kind: "member_joined", user: plain(user), role, at, ...(user.guest === true ? { guest: true } : {}) };
}

export function judgeAdd(view: RoomView, actor: Actor, { target }: IntentOf<"add">, at: string): Draft | undefined {
  requireRight(view, actor.id, "add_members");
  if (view.member(target.id) !== undefined) return undefined;
  if (isActive(view.conduct(target.id).ban, at)) {
    throw new ParleyError("banned", "The user is banned from the room: lift the ban first");
  }
  const content = `${actor.username} added ${target.username}`;
  return { ...system(content, "add", memberJoined(view, target, at)), target: plain(target) };
}

/** Also of oneself, which is leaving. */
export function judgeRemove(view: RoomView, actor: Actor, { target: id, reason }: IntentOf<"remove">): Draft {
  const member = view.member(id);
  if (id === actor.id) requireFreeToLeave(view);
  else requireAuthority(view, actor, id, "remove_members");
  if (member === undefined) throw new ParleyError("not_found", "The user is not a member of the room");
  const target = { id, username: member.username };
  const content = `${actor.username} removed ${target.username}`;
  return { ...system(content, "remove", { kind: "member_left", user_id: id }), target, ...because(reason) };
}

/** One of two people cannot leave the other alone in a conversation: it is always there. */
export function requireFreeToLeave(view: RoomView): void {
  if (view.settings.policy?.participants?.length === 2) {
    throw new ParleyError("forbidden", "A conversation of two cannot be left");
  }
}

export function judgeRole(view: RoomView, actor: Actor, { target: id, role }: IntentOf<"role">): Draft | undefined {
  requireAuthority(view, actor, id, "change_roles");
  const member = view.member(id);
  if (member === undefined) throw new ParleyError("not_found", "The user is not a member of the room");
  if (!isAbove(roleIn(view, actor.id), role)) {
    throw new ParleyError("forbidden", "Nobody gives a role that is not below the own one");
  }
  if (member.role === role) return undefined;
  const target = { id, username: member.username };
  const content = `${actor.username} made ${target.username} ${roleText[role]}`;
  return {
    ...system(content, "role", { kind: "role_changed", user_id: id, role }),
    target,
    about: { role },
  };
}

const roleText: Readonly<Record<Role, string>> = {
  owner: "the owner",
  admin: "an administrator",
  moderator: "a moderator",
  member: "a member",
};

export function judgeTransfer(view: RoomView, actor: Actor, { target: id }: IntentOf<"transfer">): Draft | undefined {
  requireRight(view, actor.id, "transfer");
  const member = view.member(id);
  if (member === undefined) throw new ParleyError("not_found", "The user is not a member of the room");
  if (member.guest === true) throw new ParleyError("forbidden", "A guest cannot own a room");
  if (id === ownerOf(view)) return undefined;
  const target = { id, username: member.username };
  const content = `${actor.username} handed the room on to ${target.username}`;
  return { ...system(content, "transfer", { kind: "owner_changed", from: actor.id, to: id }), target };
}

/** Also of somebody who is no member. Ends the membership. */
export function judgeBan(view: RoomView, actor: Actor, intent: IntentOf<"ban">, at: string): Draft | undefined {
  requireAuthority(view, actor, intent.target.id, "ban");
  const sanction = sanctionOf(view, actor, intent, at);
  if (isSame(view.conduct(intent.target.id).ban, sanction)) return undefined;
  return imposed(`${actor.username} banned ${sanction.user.username}`, "ban", { kind: "banned", sanction });
}

/** Holds whether its user stays or leaves and comes back. */
export function judgeMute(view: RoomView, actor: Actor, intent: IntentOf<"mute">, at: string): Draft | undefined {
  requireAuthority(view, actor, intent.target.id, "mute");
  const sanction = sanctionOf(view, actor, intent, at);
  if (isSame(view.conduct(intent.target.id).mute, sanction)) return undefined;
  return imposed(`${actor.username} muted ${sanction.user.username}`, "mute", { kind: "muted", sanction });
}

export function judgeLift(
  view: RoomView,
  actor: Actor,
  { kind, target: id }: IntentOf<"unban" | "unmute">,
  at: string,
): Draft | undefined {
  const right = kind === "unban" ? "ban" : "mute";
  requireAuthority(view, actor, id, right);
  const sanction = view.conduct(id)[right];
  if (!isActive(sanction, at)) return undefined;
  const target = plain(sanction.user);
  const [verb, effect] = kind === "unban"
    ? ["lifted the ban of", { kind: "unbanned", user_id: id }] as const
    : ["let speak again:", { kind: "unmuted", user_id: id }] as const;
  return { ...system(`${actor.username} ${verb} ${target.username}`, kind, effect), target };
}

/** In a conversation of two. The event says that something has changed, and not what. */
export function judgeBlock(view: RoomView, actor: Actor, { target, blocked }: IntentOf<"block">): Draft | undefined {
  const { participants = [] } = view.settings.policy ?? {};
  if (participants.length !== 2 || !participants.includes(actor.id) || !participants.includes(target)) {
    throw new ParleyError("forbidden", "Only who shares a conversation of two is blocked in it");
  }
  if ((view.conduct(target).blocked ?? false) === blocked) return undefined;
  const effect = { kind: "blocked", user_id: target, blocked } as const;
  return system(`${actor.username} changed the conversation`, "change", effect);
}

/** Who moderates, moderates those whose role is below the own one. */
function requireAuthority(view: RoomView, actor: Actor, target: Id, right: Right): void {
  requireRight(view, actor.id, right);
  if (!isAbove(roleIn(view, actor.id), roleIn(view, target))) {
    throw new ParleyError("forbidden", "The user's role is not below yours");
  }
}

function sanctionOf(view: RoomView, actor: Actor, intent: IntentOf<"ban" | "mute">, at: string): Sanction {
  const { target: { id, username }, seconds, reason } = intent;
  return {
    user: { id, username: view.member(id)?.username ?? username },
    by: plain(actor),
    at,
    ...(seconds === undefined ? {} : { until: new Date(Date.parse(at) + seconds * 1_000).toISOString() }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** For ever, and for the same reason: saying it again changes nothing. */
function isSame(before: Sanction | undefined, now: Sanction): boolean {
  return before !== undefined && before.until === undefined && now.until === undefined && before.reason === now.reason;
}

function imposed(
  content: string,
  action: SystemAction,
  effect: Effect & { readonly kind: "banned" | "muted" },
): Draft {
  const { user, until, reason } = effect.sanction;
  const about = { ...(until === undefined ? {} : { until }), ...(reason === undefined ? {} : { reason }) };
  return { ...system(content, action, effect), target: plain(user), about };
}

function because(reason: string | undefined): Pick<Draft, "about"> | Record<never, never> {
  return reason === undefined ? {} : { about: { reason } };
}

/** Whom nothing keeps out comes in. */
export function admit(view: RoomView, actor: Actor, at: string): Draft | undefined {
  if (view.member(actor.id) !== undefined) return undefined;
  requireUnbanned(view, actor.id, at);
  return system(`${actor.username} joined`, "join", memberJoined(view, actor, at));
}
