import type { SettingsChange } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Right } from "../protocol/right.ts";
import { type Draft, system } from "./draft.ts";
import type { Actor, Intent } from "./intent.ts";
import { judgeErasure } from "./judge_erasure.ts";
import { judgeText, judgeToMessage } from "./judge_message.ts";
import {
  admit,
  judgeAdd,
  judgeBan,
  judgeBlock,
  judgeLift,
  judgeMute,
  judgeRemove,
  judgeRole,
  judgeTransfer,
  requireFreeToLeave,
} from "./judge_people.ts";
import { hasRight, isAtLeast, neededRole, ownerOf, requireRight, roleIn } from "./rights.ts";
import type { RoomView } from "./room_view.ts";
import { requireContent } from "./text_filter.ts";
import { requirePace, requireVoice } from "./voice.ts";

export type { Draft } from "./draft.ts";

/** Whether a user may know that the room exists. Who may not gets `not_found`, as for a room that does not. */
export function mayKnow(view: RoomView, user: Id): boolean {
  return !view.deleted && (!view.settings.isPrivate || isInside(view, user));
}

/** Whether a user may read the room's log. Throws what the user is to be told. */
export function requireReader(view: RoomView, user: Id): void {
  requireKnowing(view, user);
  if (view.member(user) === undefined) throw new ParleyError("not_member");
}

/** Whether a user may administer the room in this way. Throws what anybody else is to be told. */
export function requireAdministrator(view: RoomView, user: Id, right: Right): void {
  requireKnowing(view, user);
  requireRight(view, user, right);
}

/**
 * Who may make links into the room: who has the right; into one that is open to all, which a link makes no more open, every
 * member, unless the room says who. Throws what anybody else is to be told.
 */
export function requireInviter(view: RoomView, user: Id): void {
  requireReader(view, user);
  if (!isOpen(view) || view.settings.policy?.rights?.invite !== undefined) requireRight(view, user, "invite");
}

/** Whether a link made by this user still opens the room: what it adds to the room's own rules is its maker's right. */
export function linkOpens(view: RoomView, inviter: Id): boolean {
  return isInvited(view, inviter) || (!view.deleted && isOpen(view));
}

function isInvited(view: RoomView, inviter: Id | undefined): boolean {
  return inviter !== undefined && !view.deleted && hasRight(view, inviter, "invite");
}

function isOpen({ settings }: RoomView): boolean {
  return !settings.isPrivate && settings.passwordHash === undefined;
}

/**
 * Judges an intent by the room's state right before the event it would become. This is the one table of who may do what;
 * it throws `ParleyError` with what the actor is to be told. `undefined`: it is so already, nothing is to be written.
 */
export function judge(view: RoomView, actor: Actor, intent: Intent, at: string): Draft | undefined {
  if (actor.erasing === true) return judgeErasure(view, actor, intent);
  if (intent.kind === "join") return judgeJoin(view, actor, intent, at);
  requireKnowing(view, actor.id);
  switch (intent.kind) {
    case "text":
      requireRight(view, actor.id, "send");
      requireVoice(view, actor.id, at);
      requireContent(view, actor.id, intent.content);
      return paced(view, actor, at, judgeText(view, actor, intent));
    case "edit":
    case "react":
    case "pin":
    case "delete_message":
      if (view.member(actor.id) === undefined) throw new ParleyError("not_member");
      // What was said can be taken back by whoever may not say anything more.
      if (intent.kind !== "delete_message") requireVoice(view, actor.id, at);
      if (intent.kind === "edit") requireContent(view, actor.id, intent.content);
      return judgeToMessage(view, actor, intent);
    case "leave":
      if (view.member(actor.id) === undefined) return undefined;
      requireFreeToLeave(view);
      return system(`${actor.username} left`, "leave", { kind: "member_left", user_id: actor.id });
    case "change":
      return judgeChange(view, actor, intent);
    case "delete":
      requireRight(view, actor.id, "delete_room");
      return system(`${actor.username} deleted the room`, "delete", {
        kind: "room_deleted",
        name: view.settings.name,
      });
    default:
      return judgePeople(view, actor, intent, at);
  }
}

type PeopleKind = "add" | "remove" | "role" | "transfer" | "ban" | "mute" | "unban" | "unmute" | "block";
type PeopleIntent = Extract<Intent, { readonly kind: PeopleKind }>;

/** What is done to people. */
function judgePeople(view: RoomView, actor: Actor, intent: PeopleIntent, at: string): Draft | undefined {
  switch (intent.kind) {
    case "add":
      return judgeAdd(view, actor, intent, at);
    case "remove":
      return judgeRemove(view, actor, intent);
    case "role":
      return judgeRole(view, actor, intent);
    case "transfer":
      return judgeTransfer(view, actor, intent);
    case "ban":
      return judgeBan(view, actor, intent, at);
    case "mute":
      return judgeMute(view, actor, intent, at);
    case "unban":
    case "unmute":
      return judgeLift(view, actor, intent, at);
    case "block":
      return judgeBlock(view, actor, intent);
  }
}

/** In a room with slow mode a message tells when its sender spoke. */
function paced(view: RoomView, actor: Actor, at: string, draft: Draft): Draft {
  const spoke = requirePace(view, actor.id, at);
  if (spoke === undefined) return draft;
  return { ...draft, effect: { ...(draft.effect?.kind === "said" ? draft.effect : { kind: "said" }), spoke } };
}

function judgeJoin(
  view: RoomView,
  actor: Actor,
  { verifiedHash, invitedBy }: Intent & { readonly kind: "join" },
  at: string,
): Draft | undefined {
  // Whom somebody with the right invites comes in whether the room is private or has a password.
  if (isInvited(view, invitedBy)) return admit(view, actor, at);
  requireKnowing(view, actor.id);
  if (view.member(actor.id) !== undefined) return undefined;
  const { passwordHash } = view.settings;
  if (passwordHash !== undefined && passwordHash !== verifiedHash && actor.id !== ownerOf(view)) {
    throw new ParleyError("wrong_password", verifiedHash === undefined ? "The room has a password" : undefined);
  }
  return admit(view, actor, at);
}

function judgeChange(view: RoomView, actor: Actor, { settings }: Intent & { readonly kind: "change" }): Draft {
  requireRight(view, actor.id, "change_room");
  if (settings.rights !== undefined) requireGivable(view, actor.id, settings.rights);
  const { archived } = settings;
  const verb = archived === undefined ? "changed the room" : archived ? "archived the room" : "opened the room again";
  return system(`${actor.username} ${verb}`, "change", { kind: "room_changed", settings });
}

/** Nobody gives or takes what they do not have themselves, before and afterwards. */
function requireGivable(view: RoomView, actor: Id, rights: RightsOfRoom): void {
  const after = { settings: { ...view.settings, policy: { ...view.settings.policy, rights } } };
  const named = [...Object.keys(rights), ...Object.keys(view.settings.policy?.rights ?? {})] as Right[];
  const role = roleIn(view, actor);
  for (const right of named) {
    const [now, then] = [neededRole(view, right), neededRole(after, right)];
    if (now === then || (role !== undefined && isAtLeast(role, now) && isAtLeast(role, then))) continue;
    throw new ParleyError("forbidden", `Your role in the room does not allow you to give the right ${right}`);
  }
}

type RightsOfRoom = NonNullable<SettingsChange["rights"]>;

function requireKnowing(view: RoomView, user: Id): void {
  if (!mayKnow(view, user)) throw new ParleyError("not_found", "There is no such room");
}

function isInside(view: RoomView, user: Id): boolean {
  const { participants = [] } = view.settings.policy ?? {};
  return ownerOf(view) === user || participants.includes(user) || view.member(user) !== undefined;
}
