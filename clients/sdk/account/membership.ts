import type { Role, RoomEvent } from "../../../src/protocol/event.ts";
import type { Id } from "../../../src/protocol/id.ts";
import type { OneMember } from "../../../src/protocol/room.ts";
import type { RoomSummary } from "./room_summary.ts";
import { present } from "../present.ts";

/** How one stands in a room oneself. */
export interface Membership {
  readonly role: Role;
  readonly isGuest?: true;
  /** One may read, and say nothing: until then (ISO 8601) or for ever. */
  readonly muted?: { readonly until?: string | undefined; readonly reason?: string | undefined };
  /** In slow mode: when one may write again, milliseconds since 1970 by the clock of this program. */
  readonly waitUntil?: number;
}

/** As the server tells it now. */
export function membershipOf({ role, guest, muted, wait_ms: waitMs }: OneMember, now: number): Membership {
  return {
    role,
    ...present({ isGuest: guest, muted, waitUntil: waitMs === undefined ? undefined : now + waitMs }),
  };
}

/** As long as the server has not told it. */
export function likelyMembership(room: Pick<RoomSummary, "ownerId" | "isDirect"> | undefined, me: Id): Membership {
  return { role: room?.ownerId === me && !room.isDirect ? "owner" : "member" };
}

/** Whether it is a message of this user, which slow mode counts from. */
export function isSaid({ type, user_id }: RoomEvent, me: Id): boolean {
  return user_id === me && (type === "text" || type === "reply");
}
