import { type Role, roles } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { RoomView } from "./room_view.ts";

/** What can be allowed in a room, each to a role and to those above it. */
export type Right =
  | "send"
  | "react"
  | "edit_own"
  | "delete_own"
  | "delete_any"
  | "pin"
  | "mention_room"
  | "invite"
  | "add_members"
  | "change_room"
  | "mute"
  | "remove_members"
  | "ban"
  | "change_roles"
  | "transfer"
  | "delete_room";

/** The least role that may do something where the room does not say otherwise. */
export const usualRoles: Readonly<Record<Right, Role>> = {
  send: "member",
  react: "member",
  edit_own: "member",
  delete_own: "member",
  delete_any: "moderator",
  pin: "moderator",
  mention_room: "moderator",
  invite: "owner",
  add_members: "owner",
  change_room: "owner",
  mute: "moderator",
  remove_members: "owner",
  ban: "moderator",
  change_roles: "admin",
  transfer: "owner",
  delete_room: "owner",
};

/** Whether a member's role allows it. Who is no member may do nothing. */
export function hasRight(view: RoomView, user: Id, right: Right): boolean {
  const role = view.member(user)?.role;
  return role !== undefined && roles.indexOf(role) <= roles.indexOf(usualRoles[right]);
}

/** Throws what somebody without the right is to be told. */
export function requireRight(view: RoomView, user: Id, right: Right): void {
  if (view.member(user) === undefined) throw new ParleyError("not_member");
  if (!hasRight(view, user, right)) throw new ParleyError("forbidden", "Your role in the room does not allow this");
}
