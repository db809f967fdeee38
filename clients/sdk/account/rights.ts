import type { Role } from "../../../src/protocol/event.ts";
import type { Right } from "../../../src/protocol/right.ts";
import type { RoomSummary } from "./room_summary.ts";

/** From the most to the least. */
export const roles: readonly Role[] = ["owner", "admin", "moderator", "member"];

/** The least role for each right where a room does not say otherwise: the server's own table. */
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

/** What everybody in a conversation may do, and nobody anything else. */
const directRights: readonly Right[] = ["send", "react", "edit_own", "delete_own", "pin", "mention_room", "post_links"];

/** What decides about rights in a room. */
export type RoomRules = Pick<RoomSummary, "isDirect" | "isPrivate" | "hasPassword" | "rights" | "guestsDenied">;

/** What somebody with this role may do in a room. The server decides: this is for what is offered. */
export function rightsIn(
  { isDirect, isPrivate, hasPassword, rights, guestsDenied }: RoomRules,
  { role, isGuest }: { readonly role: Role; readonly isGuest?: true | undefined },
): ReadonlySet<Right> {
  if (isDirect) return new Set(directRights);
  const has = (right: Right) => {
    // A link makes a room no more open than it is.
    if (right === "invite" && !isPrivate && !hasPassword && rights?.invite === undefined) return true;
    if (isAbove(rights?.[right] ?? usualRoles[right], role)) return false;
    return !(isGuest && guestsDenied?.includes(right));
  };
  return new Set((Object.keys(usualRoles) as Right[]).filter(has));
}

/** Whether one role is more than another: who moderates, moderates those below. */
export function isAbove(role: Role, other: Role): boolean {
  return roles.indexOf(role) < roles.indexOf(other);
}
