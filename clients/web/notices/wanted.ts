import type { Notices, RoomSummary } from "../../react/mod.ts";

/** Whether somebody is not to be disturbed at all at this moment. */
export function isQuiet({ paused_until, do_not_disturb }: Notices, now: Date): boolean {
  if (paused_until !== null && Date.parse(paused_until) > now.getTime()) return true;
  if (do_not_disturb === null) return false;
  const { from, to, time_zone: timeZone } = do_not_disturb;
  const time = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
    .format(now);
  // Past midnight where the second is the earlier one; the whole day where both are the same.
  return from < to ? time >= from && time < to : time >= from || time < to;
}

/** Whether the newest message of a room is one that somebody of this username wants to be told of. In a conversation each is. */
export function isWanted({ id, lastMessage, isDirect }: RoomSummary, notices: Notices, me: string, now: Date): boolean {
  const own = notices.rooms.find(({ room_id, until }) => {
    return room_id === id && (until === null || Date.parse(until) > now.getTime());
  });
  const level = own?.level ?? notices.level;
  if (level !== "mentions") return level === "all";
  if (isDirect === true) return true;
  const words = lastMessage?.content.toLowerCase().split(/[^\p{L}\p{N}_.@-]+/u) ?? [];
  return words.some((word) => [`@${me.toLowerCase()}`, "@room"].includes(word.replace(/[.-]+$/, "")));
}
