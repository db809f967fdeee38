import { useMemo } from "react";
import type { Member, SessionUser } from "../../react/mod.ts";
import type { Mentionable } from "../composer/mention.ts";
import type { Powers } from "../deeds/deed.ts";
import type { People } from "./people.ts";

export interface MembersByNameOptions {
  readonly members: readonly Member[];
  readonly me: SessionUser;
  readonly people: People;
}

export interface MembersByName {
  usernameOf(id: string): string | undefined;
  /** Who can be named in a message: everybody but oneself. */
  readonly mentionable: readonly Mentionable[];
  readonly powers: Powers;
}

const above: readonly Member["role"][] = ["owner", "admin", "moderator"];

/** The members as messages speak of them, and what one's own role allows. */
export function useMembersByName({ members, me, people }: MembersByNameOptions): MembersByName {
  return useMemo(() => {
    const names = new Map(members.map(({ id, name }) => [id, name]));
    names.set(me.id, me.username);
    const role = members.find(({ id }) => id === me.id)?.role;
    const isAbove = role !== undefined && above.includes(role);
    const others = members.filter(({ id }) => id !== me.id);
    return {
      usernameOf: (id) => names.get(id),
      mentionable: [
        ...others.map((member) => ({ id: member.id, username: member.name, name: people.nameOf(member) })),
        ...(isAbove ? [{ id: "", username: "room", name: "" }] : []),
      ],
      powers: { me: me.id, deleteAny: isAbove, pin: isAbove },
    };
  }, [members, me, people]);
}
