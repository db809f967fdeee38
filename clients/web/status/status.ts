import type { Profile } from "../../sdk/mod.ts";

/** What somebody says they are up to. */
export interface Status {
  readonly emoji: string;
  readonly text: string;
  /** When it is over, ISO 8601; `undefined`: when they change it. */
  readonly until: string | undefined;
}

type StatusFields = Pick<Profile, "status_text" | "status_emoji" | "status_until">;

/** The status of a profile as it was read; `undefined`: none, or it is over by now. `now`: milliseconds since 1970. */
export function statusIn(profile: StatusFields | undefined, now: number): Status | undefined {
  if (profile === undefined) return undefined;
  const { status_emoji: emoji = "", status_text: text = "", status_until: until } = profile;
  if (emoji === "" && text === "") return undefined;
  return until !== undefined && Date.parse(until) <= now ? undefined : { emoji, text, until };
}
