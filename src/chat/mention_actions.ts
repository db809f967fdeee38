import { mentionsListedMax } from "../limits.ts";
import type { EventLog } from "../ports/event_log.ts";
import type { Messages } from "../ports/messages.ts";
import type { Reads } from "../ports/reads.ts";
import type { Id } from "../protocol/id.ts";
import type { Principal } from "../protocol/principal.ts";
import { readMessage } from "./forward.ts";
import type { LiveRooms } from "./live_rooms.ts";
import type { Page } from "./room_actions.ts";
import { withoutRefused } from "./thread_actions.ts";

/** A message that mentions the reader. */
export interface Mentioning {
  readonly room: Id;
  readonly seq: number;
  /** Whether it counts in `mentions` of the reader's standing. */
  readonly unread: boolean;
  /** As it stands, as JSON, and as of when. */
  readonly message: string;
  readonly asOf: number;
}

/** What mentions a user, for any door. */
export interface MentionActions {
  /** Of all rooms that the actor may read now, newest first. */
  list(
    actor: Principal,
    page: Page,
  ): Promise<{ readonly mentions: readonly Mentioning[]; readonly total: number }>;
}

export interface MentionActionsPorts {
  readonly live: Pick<LiveRooms, "room">;
  readonly log: Pick<EventLog, "read">;
  readonly messages: Pick<Messages, "mentions" | "states">;
  readonly reads: Pick<Reads, "standings">;
}

export function createMentionActions(ports: MentionActionsPorts): MentionActions {
  const { messages, reads } = ports;
  return {
    async list(actor, { limit, offset }) {
      const found = await messages.mentions(actor.id, limit, offset);
      const rooms = [...new Set(found.mentions.map(({ room }) => room))];
      const standings = await reads.standings(actor.id, mentionsListedMax, rooms);
      const lastRead = new Map(standings.rooms.map(({ room, lastRead }) => [room, lastRead]));
      const read = found.mentions.map(async ({ room, seq }): Promise<Mentioning[]> => {
        const { message, asOf } = await readMessage(ports, actor.id, room, seq);
        return [{ room, seq, unread: seq > (lastRead.get(room) ?? 0), message, asOf }];
      });
      // Whom a room was closed to since does not see what is in it.
      const mentions = await Promise.all(read.map((one) => one.catch(withoutRefused)));
      return { mentions: mentions.flat(), total: found.total };
    },
  };
}
