/** Moments at which people send what they write now. */
export const laterNames = ["hour", "evening", "tomorrow", "monday"] as const;
export type LaterName = (typeof laterNames)[number];

export interface LaterTime {
  readonly name: LaterName;
  readonly at: Date;
}

/** When a day of work begins, and when it is over: hours. */
const morning = 9;
const evening = 18;
/** What lies nearer than this is as good as now, milliseconds. */
const nearMs = 30 * 60_000;

/** What is offered at this moment, soonest first; none of it twice. */
export function laterTimes(now: Date): readonly LaterTime[] {
  const on = (days: number, hour: number) => {
    return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
  };
  // Sunday is 0; from Monday on it is the next one.
  const toMonday = (8 - now.getDay()) % 7 || 7;
  const times: readonly LaterTime[] = [
    { name: "hour", at: new Date(now.getTime() + 3_600_000) },
    { name: "evening", at: on(0, evening) },
    { name: "tomorrow", at: on(1, morning) },
    { name: "monday", at: on(toMonday, morning) },
  ];
  return times.filter(({ name, at }) => {
    if (name === "monday") return toMonday > 1;
    return at.getTime() - now.getTime() >= nearMs;
  });
}

/** What an input of a date and a time shows for a moment, by the clocks of who looks. */
export function inputText(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** As far ahead as the server keeps anything, milliseconds. */
const farMs = 366 * 86_400_000;

/** What is wrong with the text of such an input, if anything. */
export function faultOf(text: string, now: Date): "past" | "far" | undefined {
  const at = Date.parse(text);
  if (!(at > now.getTime())) return "past";
  return at - now.getTime() > farMs ? "far" : undefined;
}
