import { isAbove, type Member, type Membership, type Right, type Role, roles } from "../../react/mod.ts";

/** A role that is given; a room is handed on. */
export type GivenRole = Exclude<Role, "owner">;

/** What one may do about somebody else in a room; the server decides, this only shows no button in vain. */
export interface Authority {
  readonly remove: boolean;
  readonly mute: boolean;
  readonly ban: boolean;
  readonly handOn: boolean;
  /** The roles that one may give them, from the most on; none: one may not. */
  readonly roles: readonly GivenRole[];
}

const none: Authority = { remove: false, mute: false, ban: false, handOn: false, roles: [] };

/** Whoever moderates, moderates those below, and gives roles below the own one. */
export function authorityOver(
  { role }: Pick<Membership, "role">,
  rights: ReadonlySet<Right>,
  theirs: Pick<Member, "role" | "isGuest">,
): Authority {
  if (!isAbove(role, theirs.role)) return none;
  const below = (one: Role): one is GivenRole => one !== "owner" && isAbove(role, one);
  return {
    remove: rights.has("remove_members"),
    mute: rights.has("mute"),
    ban: rights.has("ban"),
    handOn: rights.has("transfer") && theirs.isGuest !== true,
    roles: rights.has("change_roles") ? roles.filter(below) : [],
  };
}
