import { useMemo } from "react";
import { type Member, type SessionUser, useRoom } from "../../react/mod.ts";
import type { Mentionable } from "../composer/mention.ts";
import type { Powers } from "../deeds/deed.ts";
import { useVoice } from "../voice/use_voice.ts";
import type { People } from "./people.ts";

export interface MembersByNameOptions {
  readonly room: string;
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

/** The members as messages speak of them, and what one may do with messages now. */
export function useMembersByName({ room, members, me, people }: MembersByNameOptions): MembersByName {
  const { rights } = useRoom(room);
  const isSilent = useVoice(room).silence !== undefined;
  return useMemo(() => {
    const names = new Map(members.map(({ id, name }) => [id, name]));
    names.set(me.id, me.username);
    const others = members.filter(({ id }) => id !== me.id);
    return {
      usernameOf: (id) => names.get(id),
      mentionable: [
        ...others.map((member) => ({ id: member.id, username: member.name, name: people.nameOf(member) })),
        ...(rights.has("mention_room") ? [{ id: "", username: "room", name: "" }] : []),
      ],
      powers: { me: me.id, rights, isSilent },
    };
  }, [members, me, people, rights, isSilent]);
}
