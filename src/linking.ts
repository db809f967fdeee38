import { createLinkActions, type LinkActions } from "./chat/links/link_actions.ts";
import { LinkLooks } from "./chat/links/link_looks.ts";
import type { LiveRooms } from "./chat/live_rooms.ts";
import { createRateLimiter } from "./chat/rate_limiter.ts";
import { linkLooksBurst, linkLooksPerSecond } from "./limits.ts";
import type { Clock } from "./ports/clock.ts";
import type { LinkReader } from "./ports/link_reader.ts";
import type { Log } from "./ports/log.ts";
import type { Meter } from "./ports/meter.ts";
import { noPictures, type Pictures } from "./ports/pictures.ts";
import type { Store } from "./ports/store.ts";

export interface LinkingPorts {
  readonly store: Pick<Store, "log" | "messages">;
  readonly live: LiveRooms;
  /** Absent: links are not looked at. */
  readonly linkReader?: LinkReader | undefined;
  readonly pictures?: Pictures | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly meter: Meter;
}

/** Wires the looking at links. */
export function createLinking(ports: LinkingPorts): LinkActions {
  const { store, live, linkReader: reader, pictures = noPictures, clock, log, meter } = ports;
  const rate = () => ({ count: linkLooksPerSecond, perMs: 1_000, burst: linkLooksBurst });
  const limiter = () => createRateLimiter({ clock, rate });
  const looks = reader === undefined
    ? undefined
    : new LinkLooks({ reader, pictures, userLimiter: limiter(), hostLimiter: limiter(), clock, log, meter });
  return createLinkActions({ ...store, live, looks });
}
