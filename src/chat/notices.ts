import type { KeptItem, KeptItems } from "../ports/kept_items.ts";
import type { Id } from "../protocol/id.ts";
import type { NoticeLevel, QuietHours } from "../protocol/notification.ts";
import { isQuiet } from "./quiet_hours.ts";

/** What somebody said of one room. */
export interface RoomWish {
  readonly level: NoticeLevel;
  /** Milliseconds since 1970; absent: for ever. */
  readonly until?: number;
}

/** What somebody said for all rooms. */
export interface OwnWish {
  readonly level: NoticeLevel;
  readonly quiet?: QuietHours;
  /** Milliseconds since 1970. */
  readonly pausedUntil?: number;
  readonly preview: boolean;
}

/** Where nobody said anything: what is written to one, not what is written. */
export const usualWish: OwnWish = { level: "mentions", preview: true };

/** The key of {@link OwnWish} among the wishes for rooms, whose keys are ids. */
export const ownKey = "all";

export function ownWishOf(items: readonly KeptItem[]): OwnWish {
  const item = items.find(({ key }) => key === ownKey);
  return item === undefined ? usualWish : JSON.parse(item.text) as OwnWish;
}

/** What was said of a room, if it holds at `now`. */
export function roomWishOf(items: readonly KeptItem[], room: Id, now: number): RoomWish | undefined {
  const item = items.find(({ key }) => key === room);
  if (item === undefined) return undefined;
  const wish = JSON.parse(item.text) as RoomWish;
  return wish.until !== undefined && wish.until <= now ? undefined : wish;
}

/** What each of the users wants to be told of a room at a moment. */
export interface Wish {
  readonly level: NoticeLevel;
  readonly preview: boolean;
}

export async function wishesFor(
  kept: Pick<KeptItems, "of">,
  users: readonly Id[],
  room: Id,
  now: number,
): Promise<ReadonlyMap<Id, Wish>> {
  const items = await kept.of(users, "notify", [ownKey, room]);
  return new Map(users.map((user) => [user, wishAt(items.get(user) ?? [], room, now)]));
}

function wishAt(items: readonly KeptItem[], room: Id, now: number): Wish {
  const own = ownWishOf(items);
  const disturbed = (own.pausedUntil ?? 0) <= now && !(own.quiet !== undefined && isQuiet(own.quiet, now));
  const level = disturbed ? (roomWishOf(items, room, now) ?? own).level : "nothing";
  return { level, preview: own.preview };
}
