import type { Member, PresenceSnapshot, RoomSummary } from "../../sdk/mod.ts";
import { safeLine } from "../safe_text.ts";
import type { Choice } from "./picker.ts";

/** Rooms to go to. */
export function roomsOf(rooms: readonly RoomSummary[]): Choice[] {
  return rooms.map(({ id, name, members, unread, isMember, isPrivate, hasPassword, description }) => {
    const marks = [
      unread > 0 ? `${unread} unread` : "",
      `${members} ${members === 1 ? "member" : "members"}`,
      isPrivate ? "private" : "",
      hasPassword ? "password" : "",
      isMember ? "" : "not joined",
    ].filter((mark) => mark !== "");
    const about = description === "" ? "" : `  ${safeLine(description)}`;
    return { id, name, line: [{ text: safeLine(name) }, { text: `  ${marks.join(", ")}${about}`, ink: "dim" }] };
  });
}

/** The people of a room, those who are here first. */
export function peopleOf(members: readonly Member[], { online, lastSeen }: PresenceSnapshot, now: number): Choice[] {
  const sorted = [...members].sort((a, b) => Number(online.has(b.id)) - Number(online.has(a.id)));
  return sorted.map(({ id, name, role }) => {
    const seen = lastSeen(id);
    const here = online.has(id) ? "here" : seen === undefined ? "away" : `seen ${agoText(Date.parse(seen), now)}`;
    const text = `  ${here}${role === "member" ? "" : `, ${role}`}`;
    return { id, name, line: [{ text: safeLine(name), ink: { nameOf: id } }, { text, ink: "dim" }] };
  });
}

/** How long ago, in the largest unit that fits. */
export function agoText(at: number, now: number): string {
  const minutes = Math.floor((now - at) / 60_000);
  if (!(minutes >= 1)) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return `${Math.floor(minutes / (24 * 60))} days ago`;
}
