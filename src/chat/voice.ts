import type { Effect, Sanction } from "../protocol/event.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import { hasRight } from "./rights.ts";
import type { RoomView } from "./room_view.ts";

/** Whether a sanction holds at a moment. Both are of one form, so that texts compare as times do. */
export function isActive(sanction: Sanction | undefined, at: string): sanction is Sanction {
  return sanction !== undefined && (sanction.until === undefined || at < sanction.until);
}

/** Throws `banned`, with how long it lasts and why, for whom the room is closed at this moment. */
export function requireUnbanned(view: Pick<RoomView, "conduct">, user: Id, at: string): void {
  const { ban } = view.conduct(user);
  if (!isActive(ban, at)) return;
  const { until, reason } = ban;
  throw new ParleyError("banned", `You are banned from this room${lasting(ban)}`, { details: { until, reason } });
}

/**
 * Throws why somebody may not say anything in the room at this moment, in whatever way: a message, an edit, a reaction. `at` is
 * the moment that the event would bear, so that all nodes judge alike.
 */
export function requireVoice(view: RoomView, user: Id, at: string): void {
  requireUnbanned(view, user, at);
  if (view.settings.policy?.archived === true) throw new ParleyError("archived");
  const { mute, blocked } = view.conduct(user);
  if (isActive(mute, at)) throw new ParleyError("muted", `You are muted in this room${lasting(mute)}`);
  // Of whose doing it is, nothing is said.
  if (blocked === true) throw new ParleyError("forbidden", "You cannot send messages to this user");
}

/** What a message of the user notes in a room with slow mode; `undefined`: nothing. Throws `rate_limited` if it is too early. */
export function requirePace(view: RoomView, user: Id, at: string): (Effect & { readonly kind: "said" })["spoke"] {
  const seconds = pace(view, user);
  if (seconds === 0) return undefined;
  const retryAfterMs = waitMs(view, user, at);
  if (retryAfterMs > 0) {
    throw new ParleyError("rate_limited", `In this room one writes every ${seconds} s`, { retryAfterMs });
  }
  return { user_id: user, at };
}

/** Milliseconds until slow mode lets a user write, 0: at once. */
export function waitMs(view: RoomView, user: Id, at: string): number {
  const { spokeAt } = view.conduct(user);
  const seconds = pace(view, user);
  if (seconds === 0 || spokeAt === undefined) return 0;
  return Math.max(0, Date.parse(spokeAt) + seconds * 1_000 - Date.parse(at));
}

/** Seconds between two messages of a user, 0: as they like. Who could mute others is not slowed down. */
function pace(view: RoomView, user: Id): number {
  const seconds = view.settings.policy?.slow_mode_seconds ?? 0;
  return seconds > 0 && hasRight(view, user, "mute") ? 0 : seconds;
}

function lasting({ until }: Sanction): string {
  return until === undefined ? "" : ` until ${until}`;
}
