import type { MemberView, RoomEntity, RoomEvent } from "../sdk/mod.ts";
import type { Paint } from "./paint.ts";
import { safeLine, safeText } from "./safe_text.ts";

/** An event as lines of the screen: `12:34 name: text`, further lines indented; system events with a star. */
export function formatEvent(event: RoomEvent, paint: Paint): string {
  const time = paint.dim(clockText(event.timestamp));
  if (event.type === "system") return `${time} ${paint.dim(`* ${safeLine(event.content)}`)}`;
  const [first = "", ...rest] = safeText(event.content).split("\n");
  const name = paint.name(safeLine(event.username), event.user_id);
  return [`${time} ${name}: ${first}`, ...rest.map((line) => `      ${line}`)].join("\n");
}

/** Local hours and minutes. */
export function clockText(timestamp: string): string {
  const time = new Date(timestamp);
  if (Number.isNaN(time.getTime())) return "--:--";
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(time.getHours())}:${two(time.getMinutes())}`;
}

export function formatRoom(room: RoomEntity, current: string | undefined, paint: Paint): string {
  const marks = [room.is_private ? "private" : "", room.has_password ? "password" : ""].filter((mark) => mark !== "");
  const members = `${room.member_count} ${room.member_count === 1 ? "member" : "members"}`;
  const about = room.description === "" ? "" : `  ${safeLine(room.description)}`;
  const line = `${room.id === current ? "*" : " "} ${safeLine(room.name)}`;
  return `${line}  ${paint.dim([members, ...marks].join(", "))}${about}`;
}

/** Members, online first. */
export function formatMembers(members: readonly MemberView[], paint: Paint): string[] {
  const line = ({ username, user_id, role, online }: MemberView) =>
    `${online ? "*" : " "} ${paint.name(safeLine(username), user_id)}${role === "owner" ? paint.dim("  owner") : ""}`;
  return [...members.filter(({ online }) => online), ...members.filter(({ online }) => !online)].map(line);
}
