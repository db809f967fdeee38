/** Makers of texts are dear to make and are kept, one a language and use. */
const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${name}`;
  let found = formats.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(language, options);
    formats.set(key, found);
  }
  return found;
}

/** The time of day. */
export function timeText(iso: string, language: string): string {
  return format(language, "time", { hour: "numeric", minute: "2-digit" }).format(new Date(iso));
}

/** The whole of it, for who asks. */
export function wholeTimeText(iso: string, language: string): string {
  return format(language, "whole", { dateStyle: "full", timeStyle: "medium" }).format(new Date(iso));
}

/** A day of any year. */
export function dateText(iso: string, language: string): string {
  return format(language, "date", { dateStyle: "long" }).format(new Date(iso));
}

/** Two times are of one day where this is the same. In the time zone of who looks. */
export function dayOf(iso: string): string {
  const date = new Date(iso);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

/** A day as people say it. */
export function dayText(iso: string, language: string, words: { today: string; yesterday: string }, now: Date): string {
  const day = dayOf(iso);
  if (day === dayOf(now.toISOString())) return words.today;
  const before = new Date(now);
  before.setDate(before.getDate() - 1);
  if (day === dayOf(before.toISOString())) return words.yesterday;
  const sameYear = new Date(iso).getFullYear() === now.getFullYear();
  const options = { weekday: "long", day: "numeric", month: "long" } as const;
  if (sameYear) return format(language, "day", options).format(new Date(iso));
  return format(language, "day of a year", { ...options, year: "numeric" }).format(new Date(iso));
}

/** How long ago something was, in the largest unit that fits. */
export function agoText(iso: string, language: string, now: Date): string {
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const seconds = Math.round((new Date(iso).getTime() - now.getTime()) / 1_000);
  const units = [["day", 86_400], ["hour", 3_600], ["minute", 60]] as const;
  for (const [unit, length] of units) {
    if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit);
  }
  return relative.format(0, "minute");
}
