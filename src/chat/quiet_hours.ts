import type { QuietHours } from "../protocol/notification.ts";

/** Whether it is quiet at this moment (milliseconds since 1970), by the clocks of the time zone. From inclusive, to exclusive. */
export function isQuiet({ from, to, time_zone }: QuietHours, at: number): boolean {
  const now = minutesAt(time_zone, at);
  const [start, end] = [minutesOf(from), minutesOf(to)];
  // The same time twice is the whole day.
  return start < end ? now >= start && now < end : now >= start || now < end;
}

function minutesAt(timeZone: string, at: number): number {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return minutesOf(parts.format(at));
}

function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return hours * 60 + minutes;
}
