import type { RoomSummary } from "../../sdk/mod.ts";
import { safeLine } from "../safe_text.ts";
import { textWidth } from "../text_width.ts";
import { cutText, type Line } from "./span.ts";

/** Counts beyond are shown as `99+`. */
const countMax = 99;

/** One's own rooms in a column: the current one is pointed at, unread ones are counted. */
export function roomLines(
  rooms: readonly RoomSummary[],
  current: string | undefined,
  columns: number,
  rows: number,
): Line[] {
  const at = Math.max(0, rooms.findIndex(({ id }) => id === current));
  // The current room is always in sight.
  const first = Math.max(0, Math.min(at - Math.floor(rows / 2), rooms.length - rows));
  return rooms.slice(first, first + rows).map((room) => roomLine(room, room.id === current, columns));
}

function roomLine(room: RoomSummary, isCurrent: boolean, columns: number): Line {
  const { name, unread, mentions, isPrivate, isDirect } = room;
  const count = `${mentions === 0 ? "" : ` @${shown(mentions)}`}${unread === 0 ? "" : ` ${shown(unread)}`}`;
  const mark = isCurrent ? ">" : unread + mentions > 0 ? "•" : " ";
  const sign = isDirect ? "@" : isPrivate ? "" : "#";
  const title = cutText(`${mark} ${sign}${safeLine(name)}`, columns - textWidth(count));
  const padding = " ".repeat(Math.max(0, columns - title.width - textWidth(count)));
  const text = `${title.text}${padding}${count}`;
  if (isCurrent) return [{ text, ink: "marked" }];
  return [unread + mentions > 0 ? { text, ink: "strong" } : { text }];
}

function shown(count: number): string {
  return count > countMax ? `${countMax}+` : String(count);
}
