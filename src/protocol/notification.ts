import * as z from "zod";
import { idSchema } from "./id.ts";

/** What somebody wants to be told of: every message, those that mention one, or none. */
export const noticeLevelSchema = z.enum(["all", "mentions", "nothing"]);
export type NoticeLevel = z.infer<typeof noticeLevelSchema>;

const moment = z.iso.datetime({ offset: true });
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Expected hours and minutes, such as 22:00");

/** A name of the time zone database, such as `Europe/Berlin`. */
const timeZone = z.string().max(64).refine(isTimeZone, "Expected a time zone, such as Europe/Berlin");

/** Of one room: what to be told of, for ever or until a time, after which it is as for all rooms. */
export const roomNoticeInputSchema = z.strictObject({
  level: noticeLevelSchema,
  until: moment.nullable().optional(),
});
export type RoomNoticeInput = z.infer<typeof roomNoticeInputSchema>;

/** `level` is what holds now. `own: false`: nothing was said for this room. */
export const roomNoticeSchema = z.object({
  room_id: idSchema,
  level: noticeLevelSchema,
  own: z.boolean(),
  until: z.iso.datetime().nullable(),
});
export type RoomNotice = z.infer<typeof roomNoticeSchema>;

/** Every day from the one time to the other, in that time zone; past midnight where the second is earlier. */
export const quietHoursSchema = z.strictObject({ from: timeOfDay, to: timeOfDay, time_zone: timeZone });
export type QuietHours = z.infer<typeof quietHoursSchema>;

/** For oneself: what holds for rooms of which nothing else was said, and when not to be disturbed at all. */
export const noticesInputSchema = z.strictObject({
  level: noticeLevelSchema.optional(),
  do_not_disturb: quietHoursSchema.nullable().optional(),
  /** Not to be disturbed until then. */
  paused_until: moment.nullable().optional(),
  /** Whether what was written is shown in a notification, or only who wrote where. */
  preview: z.boolean().optional(),
});
export type NoticesInput = z.infer<typeof noticesInputSchema>;

export const noticesSchema = z.object({
  level: noticeLevelSchema,
  do_not_disturb: quietHoursSchema.nullable(),
  paused_until: z.iso.datetime().nullable(),
  preview: z.boolean(),
  /** Whether one can be told by mail what one missed: this server sends mail, and one is no guest. */
  mail: z.boolean(),
  /** Those of which something was said that holds. */
  rooms: z.array(roomNoticeSchema),
});
export type Notices = z.infer<typeof noticesSchema>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
