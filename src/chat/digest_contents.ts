import {
  blocksMax,
  digestContentCodePoints,
  digestMessagesPerRoom,
  digestRoomsMax,
  standingRoomsMax,
} from "../limits.ts";
import type { Blocks } from "../ports/blocks.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventLog } from "../ports/event_log.ts";
import type { KeptItems } from "../ports/kept_items.ts";
import type { Messages } from "../ports/messages.ts";
import type { Reads } from "../ports/reads.ts";
import type { Rooms } from "../ports/rooms.ts";
import type { Id } from "../protocol/id.ts";
import type { MessageView } from "../protocol/message_view.ts";
import { beginningOf } from "./beginning.ts";
import { entriesOf, gone, lookedAt, type Unread, urgentFirst } from "./digest_entries.ts";
import type { MissedMessage, MissedRoom } from "./digest_mail.ts";
import { viewsOf } from "./history.ts";
import { directMark } from "./direct.ts";
import type { LiveRooms } from "./live_rooms.ts";
import { ownWishOf, roomWishOf } from "./notices.ts";
import { isQuiet } from "./quiet_hours.ts";
import { reading } from "./reading.ts";
import { nameAmong } from "./room_entity.ts";

export interface DigestContentsPorts {
  readonly live: Pick<LiveRooms, "room">;
  readonly log: Pick<EventLog, "read" | "find">;
  readonly rooms: Pick<Rooms, "byId" | "list">;
  readonly messages: Pick<Messages, "states" | "mentions">;
  readonly reads: Pick<Reads, "standings">;
  readonly kept: Pick<KeptItems, "of">;
  readonly blocks: Pick<Blocks, "of">;
  readonly clock: Pick<Clock, "now">;
}

export interface Missed {
  readonly rooms: readonly MissedRoom[];
  /** Rooms with something, beside these. */
  readonly more: number;
}

/** What somebody missed, at this moment, and wants to be told of. */
export interface DigestContents {
  /** @param since Of the digest before, milliseconds since 1970: without anything newer there is none. */
  of(user: Id, since: number): Promise<Missed | undefined>;
}

export function createDigestContents(ports: DigestContentsPorts): DigestContents {
  const { live, log, rooms, messages, reads, kept, blocks, clock } = ports;

  async function missedIn({ standing, reader }: Unread): Promise<MissedRoom | undefined> {
    const { room, unread, mentions = 0 } = standing;
    const { user, all, preview, blocked } = reader;
    const { views } = await reading(live, user, room, async (head) => {
      const entries = await entriesOf(log, { standing, reader }, head);
      const { messages: texts, asOf } = await viewsOf({ messages }, { room, viewer: user, head }, entries);
      return { views: texts.map((text) => JSON.parse(text) as MessageView), asOf };
    });
    const told = views.filter(({ user_id, deleted }) =>
      user_id !== user && deleted === undefined && !blocked.has(user_id)
    );
    const record = told.length === 0 ? undefined : await rooms.byId(room);
    if (record === undefined) return undefined;
    return {
      room,
      name: nameAmong(record, told.map(({ username }) => username)),
      unread: all ? unread : 0,
      mentions,
      messages: told.slice(-digestMessagesPerRoom).map((view) => missedMessage(view, preview)),
    };
  }

  return {
    async of(user, since) {
      const items = (await kept.of([user], "notify")).get(user) ?? [];
      const own = ownWishOf(items);
      const now = clock.now();
      if ((own.pausedUntil ?? 0) > now || (own.quiet !== undefined && isQuiet(own.quiet, now))) return undefined;
      const standings = (await reads.standings(user, standingRoomsMax)).rooms
        .filter(({ unread, mentions }) => unread > 0 || mentions !== undefined);
      const levels = new Map(standings.map(({ room }) => [room, (roomWishOf(items, room, now) ?? own).level]));
      const atMentions = standings.some(({ room }) => levels.get(room) === "mentions");
      const conversations = atMentions ? await conversationsOf(rooms, user) : new Set();
      const blocked = new Set((await blocks.of(user, blocksMax)).map((block) => block.user));
      const { mentions } = await messages.mentions(user, digestRoomsMax * lookedAt, 0);
      const wanted = standings.flatMap((standing) => {
        const level = levels.get(standing.room);
        const all = level === "all" || conversations.has(standing.room);
        if (level === "nothing" || (!all && standing.mentions === undefined)) return [];
        return [{ standing, reader: { user, all, preview: own.preview, blocked, mentions } }];
      });
      const found: MissedRoom[] = [];
      let more = 0;
      for (const unread of await urgentFirst(log, wanted, since)) {
        const room = found.length < digestRoomsMax ? await missedIn(unread).catch(gone) : undefined;
        if (room !== undefined) found.push(room);
        else if (found.length === digestRoomsMax) more++;
      }
      const isNew = found.some(({ messages }) => messages.some(({ timestamp }) => Date.parse(timestamp) > since));
      return isNew ? { rooms: found, more } : undefined;
    },
  };
}

/** Where each message is said to its reader. */
async function conversationsOf(rooms: Pick<Rooms, "list">, user: Id): Promise<ReadonlySet<Id>> {
  const query = { viewer: user, mine: true, nameContains: directMark, limit: standingRoomsMax, offset: 0 };
  return new Set((await rooms.list(query)).rooms.map(({ id }) => id));
}

function missedMessage(message: MessageView, preview: boolean): MissedMessage {
  const { seq, username, timestamp } = message;
  if (!preview) return { seq, username, timestamp };
  return { seq, username, timestamp, content: beginningOf(message, digestContentCodePoints) };
}
