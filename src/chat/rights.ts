import { type Role, roles } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Right } from "../protocol/right.ts";
import type { RoomView } from "./room_view.ts";

export type { Right } from "../protocol/right.ts";

/** The least role that may do something where the room does not say otherwise. */
export const usualRoles: Readonly<Record<Right, Role>> = {
  send: "member",
  react: "member",
  edit_own: "member",
  delete_own: "member",
  delete_any: "moderator",
  pin: "moderator",
  mention_room: "moderator",
  post_links: "member",
  invite: "admin",
  add_members: "admin",
  change_room: "admin",
  mute: "moderator",
  remove_members: "moderator",
  ban: "moderator",
  view_reports: "moderator",
  view_audit: "admin",
  change_roles: "admin",
  transfer: "owner",
  delete_room: "owner",
};

/** What all people of a conversation may do; nothing else is done there by anybody. */
const directRights: readonly Right[] = ["send", "react", "edit_own", "delete_own", "pin", "mention_room", "post_links"];

/** What an owner who is not inside needs to be a member for: what shows in the room as said by somebody. */
const insideRights: readonly Right[] = [
  "send",
  "react",
  "edit_own",
  "delete_own",
  "pin",
  "mention_room",
  "post_links",
  "delete_any",
];

/** Whether it is a conversation: of a closed set of people, and administered by nobody. */
export function isDirect({ settings }: Pick<RoomView, "settings">): boolean {
  return settings.policy?.participants !== undefined;
}

/** Who owns a room; `undefined`: nobody. */
export function ownerOf(view: Pick<RoomView, "settings" | "creatorId">): Id | undefined {
  return isDirect(view) ? undefined : view.settings.policy?.owner_id ?? view.creatorId;
}

/** What a user is in a room. Its owner is that outside, too; others are nothing there. */
export function roleIn(view: RoomView, user: Id): Role | undefined {
  return view.member(user)?.role ?? (ownerOf(view) === user ? "owner" : undefined);
}

/** The least role for a right in this room. */
export function neededRole({ settings }: Pick<RoomView, "settings">, right: Right): Role {
  return settings.policy?.rights?.[right] ?? usualRoles[right];
}

/** Whether one role is at least another. */
export function isAtLeast(role: Role, other: Role): boolean {
  return roles.indexOf(role) <= roles.indexOf(other);
}

/** Whether one role is more than another: who moderates, moderates those below. */
export function isAbove(role: Role | undefined, other: Role | undefined): boolean {
  if (role === undefined) return false;
  return other === undefined || roles.indexOf(role) < roles.indexOf(other);
}

/** Whether a user's role allows it. Who is no member may do nothing, but for an owner who has left. */
export function hasRight(view: RoomView, user: Id, right: Right): boolean {
  const member = view.member(user);
  if (isDirect(view)) return member !== undefined && directRights.includes(right);
  if (member === undefined && insideRights.includes(right)) return false;
  const role = roleIn(view, user);
  if (role === undefined || !isAtLeast(role, neededRole(view, right))) return false;
  return member?.guest !== true || !(view.settings.policy?.guests_denied ?? []).includes(right);
}

/** Throws what somebody without the right is to be told. */
export function requireRight(view: RoomView, user: Id, right: Right): void {
  if (hasRight(view, user, right)) return;
  if (view.member(user) === undefined && insideRights.includes(right)) throw new ParleyError("not_member");
  throw new ParleyError(
    "forbidden",
    isDirect(view) ? "Nobody administers a conversation" : "Your role in the room does not allow this",
  );
}
