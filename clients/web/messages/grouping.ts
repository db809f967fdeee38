import type { TimelineItem } from "../../sdk/mod.ts";
import { dayOf } from "../text/time_text.ts";

/** Pauses after which somebody's next message gets a name and a time of its own, milliseconds. */
const pauseMs = 5 * 60_000;

export interface Grouping {
  /** A new day begins with it. */
  readonly day: boolean;
  /** It is the first that was not read. */
  readonly fresh: boolean;
  /** It begins what one person says in one go. */
  readonly first: boolean;
}

/**
 * How an entry stands to the one before it. Asked for the entries in sight only, so that a long list costs no more than a
 * short one.
 */
export function groupingOf(
  item: TimelineItem,
  before: TimelineItem | undefined,
  firstUnreadSeq: number | undefined,
): Grouping {
  const day = before === undefined || dayOf(before.timestamp) !== dayOf(item.timestamp);
  const fresh = firstUnreadSeq !== undefined && item.seq === firstUnreadSeq;
  const goesOn = before !== undefined && !day && !fresh && before.kind === "message" && item.kind === "message" &&
    before.user.id === item.user.id && before.user.name === item.user.name &&
    Date.parse(item.timestamp) - Date.parse(before.timestamp) < pauseMs;
  return { day, fresh, first: !goesOn };
}
