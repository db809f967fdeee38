import type { MemberView, MessageView, RoomEntity } from "../sdk/mod.ts";
import type { Paint } from "./paint.ts";
import { safeLine, safeText } from "./safe_text.ts";

/**
 * An event as lines of the screen: `12:34 name: text`, further lines indented; with a star what happened to the room or to
 * a message.
 */
export function formatEvent(event: MessageView, paint: Paint): string {
  const time = paint.dim(clockText(event.timestamp));
  const happening = happeningOf(event);
  if (happening !== undefined) return `${time} ${paint.dim(`* ${happening}`)}`;
  const name = paint.name(safeLine(event.username), event.user_id);
  const about = aboutOf(event);
  const before = `${time} ${name}${about === "" ? "" : paint.dim(` (${about})`)}:`;
  if (event.deleted !== undefined) return `${before} ${paint.dim("(deleted)")}`;
  const [first = "", ...rest] = safeText(event.content).split("\n");
  const after = event.edited === undefined ? "" : paint.dim(" (edited)");
  return [`${before} ${first}`, ...rest.map((line) => `      ${line}`)].join("\n") + after;
}

/** What an event that is no message tells of; `undefined`: it is a message. */
function happeningOf({ type, content, username, of, removed }: MessageView): string | undefined {
  const who = safeLine(username);
  switch (type) {
    case "system":
      return safeLine(content);
    case "edited":
      return `${who} edited #${of}: ${safeLine(content)}`;
    case "deleted":
      return `${who} deleted #${of}`;
    case "reaction":
      return removed === undefined
        ? `${who} put ${safeLine(content)} on #${of}`
        : `${who} took ${safeLine(content)} back from #${of}`;
    default:
      return undefined;
  }
}

/** What a message belongs to. */
function aboutOf({ thread, reply_to, forwarded, attachments }: MessageView): string {
  return [
    thread === undefined ? "" : `in the thread of #${thread}`,
    reply_to === undefined ? "" : `to #${reply_to}`,
    forwarded === undefined ? "" : `from ${safeLine(forwarded.username)}`,
    ...(attachments ?? []).map(({ name }) => `file ${safeLine(name)}`),
  ].filter((part) => part !== "").join(", ");
}

/** Local hours and minutes. */
export function clockText(timestamp: string): string {
  const time = new Date(timestamp);
  if (Number.isNaN(time.getTime())) return "--:--";
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(time.getHours())}:${two(time.getMinutes())}`;
}

export function formatRoom(room: RoomEntity, current: string | undefined, paint: Paint): string {
  const marks = [
    room.kind === "direct" ? "conversation" : room.is_private ? "private" : "",
    room.has_password ? "password" : "",
  ].filter((mark) => mark !== "");
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
