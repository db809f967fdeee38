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
import type { Mention, Messages } from "../ports/messages.ts";
import type { Reads, RoomStanding } from "../ports/reads.ts";
import type { Rooms } from "../ports/rooms.ts";
import type { RoomEvent } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import type { MessageView } from "../protocol/message_view.ts";
import type { MissedMessage, MissedRoom } from "./digest_mail.ts";
import { readEntry } from "./forward.ts";
import { viewsOf } from "./history.ts";
import { directMark } from "./direct.ts";
import type { LiveRooms } from "./live_rooms.ts";
import { ownWishOf, roomWishOf } from "./notices.ts";
import { isQuiet } from "./quiet_hours.ts";
import { reading } from "./reading.ts";
import { nameAmong } from "./room_entity.ts";
import { withoutRefused } from "./thread_actions.ts";

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

/** Messages looked at for those that are told: some of them may be deleted, or of somebody who was blocked. */
const lookedAt = 2 * digestMessagesPerRoom;

/** Who reads, and what of one room. */
interface Reader {
  readonly user: Id;
  /** Whether each message of the room counts, or only what mentions the reader. */
  readonly all: boolean;
  readonly preview: boolean;
  readonly blocked: ReadonlySet<Id>;
  /** What mentions the reader, newest first. */
  readonly mentions: readonly Mention[];
}

/** A room with something that its reader may want to be told of. */
interface Unread {
  readonly standing: RoomStanding;
  readonly reader: Reader;
}

export function createDigestContents(ports: DigestContentsPorts): DigestContents {
  const { live, log, rooms, messages, reads, kept, blocks, clock } = ports;

  /** Messages of the room that count for a digest: the newest of them, oldest first. */
  async function entriesOf({ room, lastRead }: RoomStanding, { all, mentions }: Reader, head: number) {
    const texts = all ? await log.find(room, { after: lastRead, upTo: head }, { types: ["text"] }, lookedAt, 0) : [];
    const found = new Set(texts.map(({ seq }) => seq));
    const others = mentions.filter(({ room: of, seq }) =>
      of === room && seq > lastRead && seq <= head && !found.has(seq)
    ).slice(0, lookedAt);
    const named = await Promise.all(others.map(({ seq }) => readEntry(log, room, seq, head)));
    return [...texts, ...named].sort((one, other) => one.seq - other.seq).slice(-lookedAt);
  }

  /** When the newest was said that may be told of this room. */
  async function lastSaidIn({ standing, reader }: Unread): Promise<number> {
    const entries = await entriesOf(standing, reader, standing.head);
    const last = entries.findLast(({ sender }) => sender !== reader.user && !reader.blocked.has(sender));
    return last === undefined ? 0 : Date.parse((JSON.parse(last.text) as RoomEvent).timestamp);
  }

  /** So that none is left out for others of which there is nothing new: those with something new, mentions, the newest. */
  async function urgentFirst(unread: readonly Unread[], since: number): Promise<readonly Unread[]> {
    const ranked: { of: Unread; said: number; rank: number }[] = [];
    for (const of of unread) {
      const said = await lastSaidIn(of);
      ranked.push({ of, said, rank: (said > since ? 2 : 0) + (of.standing.mentions === undefined ? 0 : 1) });
    }
    return ranked.sort((one, other) => other.rank - one.rank || other.said - one.said).map(({ of }) => of);
  }

  async function missedIn(standing: RoomStanding, reader: Reader): Promise<MissedRoom | undefined> {
    const { room, unread, mentions = 0 } = standing;
    const { user, all, preview, blocked } = reader;
    const { views } = await reading(live, user, room, async (head) => {
      const entries = await entriesOf(standing, reader, head);
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
      for (const { standing, reader } of await urgentFirst(wanted, since)) {
        const room = found.length < digestRoomsMax ? await missedIn(standing, reader).catch(gone) : undefined;
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

/** A room that was closed to the reader since. */
function gone(error: unknown): undefined {
  withoutRefused(error);
  return undefined;
}

function missedMessage({ seq, username, content, timestamp }: MessageView, preview: boolean): MissedMessage {
  if (!preview) return { seq, username, timestamp };
  const shown = Array.from(content).slice(0, digestContentCodePoints).join("");
  return { seq, username, timestamp, content: shown.length < content.length ? `${shown}…` : shown };
}
