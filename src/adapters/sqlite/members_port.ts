import type { Members } from "../../ports/members.ts";
import type { EngineCall } from "./lane.ts";

/** Members over the engine's calls, all of which read. */
export function membersPort(read: EngineCall): Members {
  return {
    async lookup(room, users) {
      const { seq, members, conduct } = await read("lookup", room, users);
      return {
        seq,
        members: new Map(members.map((member) => [member.userId, member])),
        ...(conduct.length === 0 ? {} : { conduct: new Map(conduct) }),
      };
    },
    list: (room, limit, offset) => read("listMembers", room, limit, offset),
    guests: (room, usernames) => read("guests", room, usernames),
    roomsOf: (user) => read("roomsOf", user),
    sanctions: (room, kind, page) => read("sanctions", room, kind, page),
  };
}
