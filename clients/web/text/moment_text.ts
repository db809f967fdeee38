import { dayOf, timeText } from "./time_text.ts";

/** A moment near by: the time where it is today, else the day with it. */
export function momentText(iso: string, language: string, now: Date): string {
  if (dayOf(iso) === dayOf(now.toISOString())) return timeText(iso, language);
  const options = { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" } as const;
  const year = new Date(iso).getFullYear() === now.getFullYear() ? {} : { year: "numeric" } as const;
  return new Intl.DateTimeFormat(language, { ...options, ...year }).format(new Date(iso));
}
