import { pushClaimMs, pushContentCodePoints, pushMembersAtOnce, pushMembersMax } from "../limits.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventLog, LogEntry } from "../ports/event_log.ts";
import type { KeptItems } from "../ports/kept_items.ts";
import type { Reads } from "../ports/reads.ts";
import type { RoomRecord, Rooms } from "../ports/rooms.ts";
import type { Tokens } from "../ports/tokens.ts";
import type { RoomEvent } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import type { PushPayload } from "../protocol/push.ts";
import { beginningOf } from "./beginning.ts";
import type { Activity } from "./activity.ts";
import { type Wish, wishesFor } from "./notices.ts";
import type { PushPost } from "./push_post.ts";
import { nameAmong } from "./room_entity.ts";

export interface PushRoundPorts {
  readonly log: Pick<EventLog, "read">;
  readonly rooms: Pick<Rooms, "byId">;
  readonly accounts: Pick<Accounts, "byIds">;
  readonly kept: Pick<KeptItems, "membersWith" | "of">;
  readonly reads: Pick<Reads, "standings">;
  readonly tokens: Pick<Tokens, "spend">;
  readonly activity: Pick<Activity, "isActive">;
  readonly post: Pick<PushPost, "send">;
  readonly clock: Pick<Clock, "now">;
}

/** One round of telling the people of a room of its newest messages. Answers who is active at the moment and was not told. */
export interface PushRound {
  /** @param only These users; absent: all whom it concerns. */
  tell(room: Id, entries: readonly LogEntry[], only?: readonly Id[]): Promise<readonly Id[]>;
}

/** One message and what it means to one reader. */
interface Concern {
  readonly event: RoomEvent;
  readonly mention: boolean;
}

export function createPushRound(ports: PushRoundPorts): PushRound {
  const { log, rooms, accounts, kept, reads, tokens, activity, post, clock } = ports;

  /** Members whose browsers could be told, and who may be. */
  async function reachable(room: Id, only: readonly Id[] | undefined): Promise<readonly Id[]> {
    const users = only ?? await kept.membersWith(room, "push", pushMembersMax);
    if (users.length === 0) return users;
    const disabled = new Set(
      (await accounts.byIds(users)).flatMap(({ id, disabled }) => disabled === true ? [id] : []),
    );
    return users.filter((user) => !disabled.has(user));
  }

  /** As they stand in the log now: what was deleted meanwhile says nothing any more. */
  async function current(room: Id, entries: readonly LogEntry[]): Promise<readonly RoomEvent[]> {
    const [first, last] = [entries[0]!.seq, entries.at(-1)!.seq];
    const wanted = new Set(entries.map(({ seq }) => seq));
    const now = await log.read(room, { after: first - 1, upTo: last }, last - first + 1);
    return now.filter(({ seq }) => wanted.has(seq)).map(({ text }) => JSON.parse(text) as RoomEvent)
      .filter(({ deleted }) => deleted === undefined);
  }

  async function tellOne(
    record: RoomRecord,
    user: Id,
    concerns: readonly Concern[],
    preview: boolean,
  ): Promise<void> {
    const room = record.id;
    const { rooms: [standing] } = await reads.standings(user, 1, [room]);
    if (standing === undefined) return;
    const unread = concerns.filter(({ event }) => event.seq > standing.lastRead);
    const newest = unread.findLast(({ mention }) => mention) ?? unread.at(-1);
    if (newest === undefined) return;
    const items = (await kept.of([user], "push")).get(user) ?? [];
    if (items.length === 0) return;
    // Whichever node comes here with this message, one of them tells of it.
    if (!await tokens.spend(`push.${user}.${room}.${newest.event.seq}`, clock.now() + pushClaimMs)) return;
    const payload = payloadOf(newest, nameAmong(record, [newest.event.username]), unread.length, preview);
    for (const item of items) post.send(user, item, payload);
  }

  return {
    async tell(room, entries, only) {
      const users = await reachable(room, only);
      if (users.length === 0) return [];
      const [wishes, events, record] = await Promise.all([
        wishesFor(kept, users, room, clock.now()),
        current(room, entries),
        rooms.byId(room),
      ]);
      if (record === undefined) return [];
      const isDirect = record.policy?.participants !== undefined;
      const active: Id[] = [];
      const told: (() => Promise<void>)[] = [];
      for (const user of users) {
        const wish = wishes.get(user)!;
        const concerns = concernsOf(events, user, wish, isDirect);
        if (concerns.length === 0) continue;
        if (activity.isActive(user)) active.push(user);
        else told.push(() => tellOne(record, user, concerns, wish.preview));
      }
      for (let at = 0; at < told.length; at += pushMembersAtOnce) {
        await Promise.all(told.slice(at, at + pushMembersAtOnce).map((tell) => tell()));
      }
      return active;
    },
  };
}

/**
 * What of these messages somebody wants to be told. Of a thread, which not everybody reads, only what mentions one; in a
 * conversation everything is said to somebody, with or without the name.
 */
function concernsOf(events: readonly RoomEvent[], user: Id, { level }: Wish, isDirect: boolean): readonly Concern[] {
  if (level === "nothing") return [];
  return events.flatMap((event) => {
    if (event.user_id === user) return [];
    const mention = event.mentions_room === true || (event.mentions ?? []).includes(user);
    return mention || ((level === "all" || isDirect) && event.type === "text") ? [{ event, mention }] : [];
  });
}

function payloadOf({ event, mention }: Concern, roomName: string, count: number, preview: boolean): PushPayload {
  const { room_id, seq, user_id, username } = event;
  return {
    type: "message",
    room_id,
    room_name: roomName,
    seq,
    user_id,
    username,
    ...(preview ? { content: beginningOf(event, pushContentCodePoints) } : {}),
    count,
    mention,
  };
}
