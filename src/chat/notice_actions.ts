import { noticeRoomsMax } from "../limits.ts";
import type { Clock } from "../ports/clock.ts";
import type { KeptItem, KeptItems } from "../ports/kept_items.ts";
import type { Id } from "../protocol/id.ts";
import type { Notices, NoticesInput, RoomNotice, RoomNoticeInput } from "../protocol/notification.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import type { LiveRooms } from "./live_rooms.ts";
import { ownKey, type OwnWish, ownWishOf, type RoomWish, roomWishOf } from "./notices.ts";
import type { TellOwn } from "./own_signal.ts";
import { requireReader } from "./permission.ts";

/** What people want to be told of. Kept for the user, not for a device. */
export interface NoticeActions {
  show(actor: Principal): Promise<Notices>;
  /** What is absent stays. */
  change(actor: Principal, change: NoticesInput): Promise<Notices>;
  ofRoom(actor: Principal, room: Id): Promise<RoomNotice>;
  /** Throws `limit_reached` beyond `noticeRoomsMax` rooms. */
  setRoom(actor: Principal, room: Id, wish: RoomNoticeInput): Promise<RoomNotice>;
  /** As for all rooms again. */
  unsetRoom(actor: Principal, room: Id): Promise<void>;
}

export interface NoticeActionsPorts {
  readonly live: Pick<LiveRooms, "room">;
  readonly kept: Pick<KeptItems, "put" | "remove" | "of">;
  readonly clock: Pick<Clock, "now">;
  readonly tellOwn: TellOwn;
  /** This server sends mail. */
  readonly sendsMail: boolean;
}

export function createNoticeActions({ live, kept, clock, tellOwn, sendsMail }: NoticeActionsPorts): NoticeActions {
  async function itemsOf(actor: Principal, room?: Id): Promise<readonly KeptItem[]> {
    const keys = room === undefined ? undefined : [ownKey, room];
    return (await kept.of([actor.id], "notify", keys)).get(actor.id) ?? [];
  }

  async function put(actor: Principal, key: string, wish: OwnWish | RoomWish): Promise<void> {
    const item = { key, text: JSON.stringify(wish), at: clock.now() };
    if (await kept.put(actor.id, "notify", item, { most: noticeRoomsMax }) === "full") {
      throw new ParleyError("limit_reached", `There are settings for ${noticeRoomsMax} rooms: remove some first`);
    }
  }

  async function show(actor: Principal): Promise<Notices> {
    const items = await itemsOf(actor);
    const { level, quiet, pausedUntil = 0, preview } = ownWishOf(items);
    const now = clock.now();
    const rooms = items.flatMap(({ key }) => {
      return key === ownKey || roomWishOf(items, key, now) === undefined ? [] : [roomView(items, key, now)];
    });
    return {
      level,
      do_not_disturb: quiet ?? null,
      paused_until: pausedUntil > now ? new Date(pausedUntil).toISOString() : null,
      preview,
      mail: sendsMail && !actor.guest,
      rooms,
    };
  }

  async function requireRoom(actor: Principal, room: Id): Promise<void> {
    await live.room(room).consult([actor.id], (state) => requireReader(state, actor.id));
  }

  return {
    show,
    async change(actor, change) {
      await put(actor, ownKey, changedWish(ownWishOf(await itemsOf(actor)), change));
      tellOwn(actor.id, "notifications");
      return await show(actor);
    },
    async ofRoom(actor, room) {
      await requireRoom(actor, room);
      return roomView(await itemsOf(actor, room), room, clock.now());
    },
    async setRoom(actor, room, { level, until = null }) {
      await requireRoom(actor, room);
      await put(actor, room, { level, ...(until === null ? {} : { until: Date.parse(until) }) });
      tellOwn(actor.id, "notifications", room);
      return roomView(await itemsOf(actor, room), room, clock.now());
    },
    async unsetRoom(actor, room) {
      if (await kept.remove(actor.id, "notify", room)) tellOwn(actor.id, "notifications", room);
    },
  };
}

function roomView(items: readonly KeptItem[], room: Id, now: number): RoomNotice {
  const wish = roomWishOf(items, room, now);
  const until = wish?.until === undefined ? null : new Date(wish.until).toISOString();
  return { room_id: room, level: (wish ?? ownWishOf(items)).level, own: wish !== undefined, until };
}

function changedWish(before: OwnWish, change: NoticesInput): OwnWish {
  const { do_not_disturb, paused_until, level = before.level, preview = before.preview } = change;
  const quiet = do_not_disturb === undefined ? before.quiet : do_not_disturb ?? undefined;
  const pausedUntil = paused_until === undefined
    ? before.pausedUntil
    : paused_until === null
    ? undefined
    : Date.parse(paused_until);
  return {
    level,
    preview,
    ...(quiet === undefined ? {} : { quiet }),
    ...(pausedUntil === undefined ? {} : { pausedUntil }),
  };
}
