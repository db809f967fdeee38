/** For how long something holds, as people choose it. */
export const spans = ["always", "hour", "workday", "tomorrow"] as const;
export type Span = (typeof spans)[number];

const hourMs = 3_600_000;
/** When a day begins for who was not to be disturbed until tomorrow, hours. */
const morning = 8;

/** The moment at which it ends, ISO 8601; `null`: it does not end by itself. */
export function spanEnd(span: Span, now: Date): string | null {
  switch (span) {
    case "always":
      return null;
    case "hour":
      return new Date(now.getTime() + hourMs).toISOString();
    case "workday":
      return new Date(now.getTime() + 8 * hourMs).toISOString();
    case "tomorrow":
      return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, morning).toISOString();
  }
}
