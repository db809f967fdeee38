import { clockText } from "./format.ts";

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A moment to come: `30m`, `2h` or `1d` from now, the next `18:30`, or a date with a time. `undefined`: none of these. */
export function whenOf(text: string, now: Date): Date | undefined {
  const [, count, unit = ""] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  if (count !== undefined) return new Date(now.getTime() + Number(count) * unitMs[unit]!);
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hour !== undefined) {
    const on = (days: number) =>
      new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, Number(hour), Number(minute));
    return on(0) > now ? on(0) : on(1);
  }
  const date = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) ? new Date(text) : undefined;
  return date !== undefined && !Number.isNaN(date.getTime()) ? date : undefined;
}

/** The time of a moment, with its day where that is not today. By the clocks of who reads. */
export function whenText(timestamp: string, now: Date): string {
  const date = new Date(timestamp);
  const two = (value: number) => String(value).padStart(2, "0");
  const dayOf = (day: Date) => `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
  return dayOf(date) === dayOf(now) ? `at ${clockText(timestamp)}` : `on ${dayOf(date)} at ${clockText(timestamp)}`;
}
