import { presenceNamesMax } from "../limits.ts";
import type { LastSeen } from "../ports/last_seen.ts";
import type { Members } from "../ports/members.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { PresencePage, PresenceView } from "../protocol/presence.ts";
import type { Principal } from "../protocol/principal.ts";
import type { LiveRooms } from "./live_rooms.ts";
import { mayKnow } from "./permission.ts";
import type { Page } from "./room_actions.ts";

/** Who is in a room, by user id, with the names they came by. */
export type Present = ReadonlyMap<Id, { readonly username: string }>;

export interface PresenceActions {
  /** For members only: whoever is none is told that there is no such room. */
  of(actor: Principal, room: Id, page: Page): Promise<PresencePage>;
}

export interface PresenceActionsPorts {
  readonly live: Pick<LiveRooms, "room">;
  readonly members: Pick<Members, "list">;
  readonly lastSeen: Pick<LastSeen, "of">;
  readonly present: (room: Id) => Present;
}

export function createPresenceActions({ live, members, lastSeen, present }: PresenceActionsPorts): PresenceActions {
  async function pageOf(room: Id, { limit, offset }: Page): Promise<Pick<PresencePage, "members" | "total">> {
    const page = await members.list(room, limit, offset);
    const here = present(room);
    const away = page.members.flatMap(({ userId }) => here.has(userId) ? [] : [userId]);
    const seen = away.length === 0 ? new Map<Id, number>() : await lastSeen.of(away);
    const views = page.members.map(({ userId, username }): PresenceView => {
      return here.has(userId) ? online(userId, username) : offline(userId, username, seen.get(userId));
    });
    return { members: views, total: page.total };
  }

  return {
    async of(actor, room, { limit, offset }) {
      await live.room(room).consult([actor.id], (state) => {
        if (!mayKnow(state, actor.id) || state.member(actor.id) === undefined) {
          throw new ParleyError("not_found", "There is no such room");
        }
      });
      const page = await pageOf(room, { limit, offset });
      const here = present(room);
      const named = here.size > presenceNamesMax
        ? {}
        : { online: [...here].map(([user, { username }]) => online(user, username)) };
      return { room_id: room, count: here.size, ...named, ...page, offset, limit };
    },
  };
}

function online(user_id: Id, username: string): PresenceView {
  return { user_id, username, status: "online" };
}

export function offline(user_id: Id, username: string, seenAt: number | undefined): PresenceView {
  const seen = seenAt === undefined ? {} : { last_seen: new Date(seenAt).toISOString() };
  return { user_id, username, status: "offline", ...seen };
}
