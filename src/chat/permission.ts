import type { Effect, EventType, SystemAction, UserRef } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Actor, Intent } from "./intent.ts";
import { requireRight } from "./rights.ts";
import type { RoomView } from "./room_view.ts";

/** An intent that is allowed, as the event it becomes; `undefined`: it is so already, nothing is to be written. */
export interface Draft {
  readonly type: EventType;
  readonly content: string;
  readonly clientId?: string;
  readonly action?: SystemAction;
  readonly target?: UserRef;
  readonly effect?: Effect;
}

/** Whether a user may know that the room exists. Who may not gets `not_found`, as for a room that does not. */
export function mayKnow(view: RoomView, user: Id): boolean {
  return !view.deleted && (!view.settings.isPrivate || isInside(view, user));
}

/** Whether a user may read the room's log. Throws what the user is to be told. */
export function requireReader(view: RoomView, user: Id): void {
  requireKnowing(view, user);
  if (view.member(user) === undefined) throw new ParleyError("not_member");
}

/** Only the creator administers a room. Throws what anybody else is to be told. */
export function requireCreator(view: RoomView, user: Id): void {
  requireKnowing(view, user);
  if (view.creatorId !== user) throw new ParleyError("forbidden", "Only the creator of the room may do this");
}

/**
 * Who may make links into the room: its creator; into one that is open to all, which a link makes no more open, every
 * member. Throws what anybody else is to be told.
 */
export function requireInviter(view: RoomView, user: Id): void {
  requireReader(view, user);
  if (!isOpen(view)) requireCreator(view, user);
}

/** Whether a link made by this user still opens the room: what it adds to the room's own rules is its maker's right. */
export function linkOpens(view: RoomView, inviter: Id): boolean {
  return isInvited(view, inviter) || (!view.deleted && isOpen(view));
}

function isInvited(view: RoomView, inviter: Id | undefined): boolean {
  return !view.deleted && inviter === view.creatorId;
}

function isOpen({ settings }: RoomView): boolean {
  return !settings.isPrivate && settings.passwordHash === undefined;
}

/**
 * Judges an intent by the room's state right before the event it would become. This is the one table of who may do what;
 * it throws `ParleyError` with what the actor is to be told.
 */
export function judge(view: RoomView, actor: Actor, intent: Intent, at: string): Draft | undefined {
  // Whom the creator invites comes in whether the room is private or has a password: no other right is needed.
  if (intent.kind === "join" && isInvited(view, intent.invitedBy)) return admit(view, actor, at);
  requireKnowing(view, actor.id);
  switch (intent.kind) {
    case "text":
      requireRight(view, actor.id, "send");
      return {
        type: "text",
        content: intent.content,
        ...(intent.clientId === undefined ? {} : { clientId: intent.clientId }),
      };
    case "join":
      return judgeJoin(view, actor, intent.verifiedHash, at);
    case "leave":
      if (view.member(actor.id) === undefined) return undefined;
      return system(`${actor.username} left`, "leave", { kind: "member_left", user_id: actor.id });
    case "add":
      requireCreator(view, actor.id);
      return judgeAdd(view, actor, intent.target, at);
    case "remove":
      return judgeRemove(view, actor, intent.target);
    case "change":
      requireCreator(view, actor.id);
      return system(`${actor.username} changed the room`, "change", {
        kind: "room_changed",
        settings: intent.settings,
      });
    case "delete":
      requireCreator(view, actor.id);
      return system(`${actor.username} deleted the room`, "delete", { kind: "room_deleted" });
  }
}

function judgeJoin(view: RoomView, actor: Actor, verifiedHash: string | undefined, at: string): Draft | undefined {
  if (view.member(actor.id) !== undefined) return undefined;
  const { passwordHash } = view.settings;
  if (passwordHash !== undefined && passwordHash !== verifiedHash && actor.id !== view.creatorId) {
    throw new ParleyError("wrong_password", verifiedHash === undefined ? "The room has a password" : undefined);
  }
  return admit(view, actor, at);
}

function admit(view: RoomView, actor: Actor, at: string): Draft | undefined {
  if (view.member(actor.id) !== undefined) return undefined;
  return system(`${actor.username} joined`, "join", memberJoined(view, actor, at));
}

function judgeAdd(view: RoomView, actor: Actor, target: UserRef, at: string): Draft | undefined {
  if (view.member(target.id) !== undefined) return undefined;
  const content = `${actor.username} added ${target.username}`;
  return { ...system(content, "add", memberJoined(view, target, at)), target: plain(target) };
}

function judgeRemove(view: RoomView, actor: Actor, targetId: Id): Draft {
  if (targetId !== actor.id) requireCreator(view, actor.id);
  const member = view.member(targetId);
  if (member === undefined) throw new ParleyError("not_found", "The user is not a member of the room");
  const target = { id: targetId, username: member.username };
  const content = `${actor.username} removed ${target.username}`;
  return { ...system(content, "remove", { kind: "member_left", user_id: targetId }), target };
}

function memberJoined(view: RoomView, user: UserRef, at: string): Effect {
  const role = user.id === view.creatorId ? "owner" : "member";
  return { kind: "member_joined", user: plain(user), role, at };
}

function system(content: string, action: SystemAction, effect: Effect): Draft {
  return { type: "system", content, action, effect };
}

function plain({ id, username }: UserRef): UserRef {
  return { id, username };
}

function requireKnowing(view: RoomView, user: Id): void {
  if (!mayKnow(view, user)) throw new ParleyError("not_found", "There is no such room");
}

function isInside(view: RoomView, user: Id): boolean {
  return view.creatorId === user || view.member(user) !== undefined;
}
