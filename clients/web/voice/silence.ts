import type { Membership, Right, RoomSummary } from "../../react/mod.ts";

/** Why one cannot say anything in a room, until something changes. */
export type Silence =
  | { readonly kind: "archived" | "announcements" | "guests" }
  | { readonly kind: "muted"; readonly until: string | undefined; readonly reason: string | undefined };

/** `undefined`: one can. */
export function silenceOf(
  room: Pick<RoomSummary, "isArchived" | "guestsDenied">,
  { muted, isGuest }: Membership,
  rights: ReadonlySet<Right>,
  now: number,
): Silence | undefined {
  if (room.isArchived) return { kind: "archived" };
  if (muted !== undefined && (muted.until === undefined || now < Date.parse(muted.until))) {
    return { kind: "muted", until: muted.until, reason: muted.reason };
  }
  if (rights.has("send")) return undefined;
  return { kind: isGuest && room.guestsDenied?.includes("send") ? "guests" : "announcements" };
}

/** Whole seconds until one may write again in slow mode, 0: now. */
export function waitSeconds({ waitUntil = 0 }: Pick<Membership, "waitUntil">, now: number): number {
  return Math.max(0, Math.ceil((waitUntil - now) / 1_000));
}
