import { isAbove, type Right, type Role, type RoomSummary, usualRoles } from "../../react/mod.ts";

/** Those that a room can give otherwise than usual: handing it on and deleting it stay. */
export type GivenRight = Exclude<Right, "transfer" | "delete_room">;

/** In the order in which they are shown. */
export const givenRights = [
  "send",
  "react",
  "mention_room",
  "post_links",
  "pin",
  "invite",
  "add_members",
  "edit_own",
  "delete_own",
  "delete_any",
  "mute",
  "remove_members",
  "ban",
  "view_reports",
  "view_audit",
  "change_roles",
  "change_room",
] as const satisfies readonly GivenRight[];

/** What is chosen for each right. */
export interface ChosenRights {
  readonly roles: Readonly<Record<GivenRight, Role>>;
  readonly guestsDenied: readonly GivenRight[];
}

/** As the room has it now. */
export function rightsOf({ rights, guestsDenied = [] }: Pick<RoomSummary, "rights" | "guestsDenied">): ChosenRights {
  return {
    roles: { ...usualRoles, ...rights },
    guestsDenied: guestsDenied.filter((right): right is GivenRight => givenRights.includes(right as GivenRight)),
  };
}

/** As a change of the room: the roles that are other than usual, and only what was changed. */
export function changeOf(before: ChosenRights, now: ChosenRights) {
  const roles = Object.fromEntries(givenRights.flatMap((right) => {
    return now.roles[right] === usualRoles[right] ? [] : [[right, now.roles[right]]];
  }));
  const hasOtherRoles = givenRights.some((right) => now.roles[right] !== before.roles[right]);
  const denied = [...now.guestsDenied].sort();
  const hasOtherGuests = denied.join() !== [...before.guestsDenied].sort().join();
  return { ...(hasOtherRoles ? { rights: roles } : {}), ...(hasOtherGuests ? { guests_denied: denied } : {}) };
}

/** Whether somebody of a role may give and take a right that needs another one now. */
export function mayGive(role: Role, needed: Role): boolean {
  return !isAbove(needed, role);
}
