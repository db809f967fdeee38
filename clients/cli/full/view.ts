import type {
  Connection,
  Person,
  PresenceSnapshot,
  RoomSnapshot,
  RoomSummary,
  TimelineSnapshot,
} from "../../sdk/mod.ts";
import type { LineEditor, Place } from "../line_editor.ts";
import type { Paint } from "../paint.ts";
import { safeLine } from "../safe_text.ts";
import { textWidth } from "../text_width.ts";
import { roomLines } from "./room_lines.ts";
import { cutText, type Line, renderLine, type Span } from "./span.ts";
import type { Viewport } from "./viewport.ts";

/** What lies over the messages. */
export interface Overlay {
  show(columns: number, rows: number): { readonly lines: readonly Line[]; readonly column?: number };
}

/** Everything that is on the screen. */
export interface ViewState {
  readonly user: string;
  readonly connection: Connection;
  readonly now: number;
  readonly rooms: readonly RoomSummary[];
  readonly current: string | undefined;
  readonly room: RoomSnapshot | undefined;
  readonly timeline: TimelineSnapshot | undefined;
  readonly presence: PresenceSnapshot | undefined;
  readonly typing: readonly Person[];
  readonly notice: { readonly text: string; readonly isBad: boolean } | undefined;
  readonly viewport: Viewport;
  readonly editor: LineEditor;
  /** Stands before what is typed. */
  readonly prompt: string;
  readonly isSecret: boolean;
  readonly overlay: Overlay | undefined;
}

/** Smallest screen that anything is shown on, and the narrowest with the column of rooms beside the messages. */
const columnsMin = 20;
const rowsMin = 6;
const sideFromColumns = 60;
const sideColumnsMax = 26;
const composerRowsMax = 5;

export interface Layout {
  readonly side: number;
  readonly columns: number;
  readonly rows: number;
}

/** How much of the screen the messages have. */
export function layoutOf(columns: number, rows: number, composerRows: number): Layout {
  const side = columns >= sideFromColumns ? Math.min(sideColumnsMax, Math.floor(columns / 4)) : 0;
  return { side, columns: side === 0 ? columns : columns - side - 1, rows: Math.max(1, rows - 2 - composerRows) };
}

/** The rows of the screen, and the place of the cursor. */
export function drawView(
  state: ViewState,
  columns: number,
  rows: number,
  paint: Paint,
): { readonly rows: readonly string[]; readonly place: Place } {
  if (columns < columnsMin || rows < rowsMin) {
    const text = cutText("The window is too small", columns).text;
    return { rows: [text, ...Array<string>(Math.max(0, rows - 1)).fill("")], place: { row: 0, column: 0 } };
  }
  const composer = composerOf(state, columns);
  const layout = layoutOf(columns, rows, composer.rows.length);
  const overlay = state.overlay?.show(columns, layout.rows);
  const body = overlay === undefined
    ? bodyOf(state, layout, paint)
    : padded(overlay.lines, layout.rows).map((line) => renderLine(line, columns, paint));
  const drawn = [
    paint.marked(renderLine(headerOf(state, columns), columns, plainPaint, true)),
    ...body,
    renderLine(statusOf(state), columns, paint),
    ...composer.rows.map((row) => cutText(row, columns).text),
  ];
  const place = overlay?.column === undefined
    ? { row: drawn.length - composer.rows.length + composer.place.row, column: composer.place.column }
    : { row: 1, column: overlay.column };
  return { rows: drawn, place: { ...place, column: Math.min(place.column, columns - 1) } };
}

/** What is typed, as the rows below the messages. */
export function composerOf(
  { editor, prompt, isSecret }: Pick<ViewState, "editor" | "prompt" | "isSecret">,
  columns: number,
): { readonly rows: readonly string[]; readonly place: Place } {
  if (!isSecret) return editor.rows(prompt, columns, composerRowsMax);
  const { text, column } = editor.row(prompt, columns, true);
  return { rows: [text], place: { row: 0, column } };
}

/** Inside a row that is painted as a whole. */
const plainPaint: Paint = {
  dim: (text) => text,
  bad: (text) => text,
  strong: (text) => text,
  marked: (text) => text,
  name: (text) => text,
};

function bodyOf(state: ViewState, { side, columns, rows }: Layout, paint: Paint): string[] {
  const messages = padded(messagesOf(state, columns, rows), rows, "above");
  if (side === 0) return messages.map((line) => renderLine(line, columns, paint));
  const list = padded(roomLines(state.rooms, state.current, side, rows), rows);
  return messages.map((line, at) =>
    `${renderLine(list[at]!, side, paint, true)}${paint.dim("│")}${renderLine(line, columns, paint)}`
  );
}

function messagesOf({ timeline, viewport, room }: ViewState, columns: number, rows: number): readonly Line[] {
  if (timeline === undefined) return [note("No room is open: Ctrl+G goes to one, F1 explains the rest")];
  if (timeline.status === "gone") return [note("There is no such room any more")];
  if (timeline.status === "forbidden") return [note("You are not a member of this room (any more): /join it")];
  if (timeline.status === "loading") return [note("Loading …")];
  const { lines, isAtTop } = viewport.show(timeline, columns, rows);
  if (lines.length === 0) {
    return [note(`This is the beginning of ${safeLine(room?.room?.name ?? "the room")}: say something`)];
  }
  if (!isAtTop || lines.length >= rows) return lines;
  if (timeline.error !== undefined) {
    return [note(`Older messages cannot be loaded: ${safeLine(timeline.error.message)}`), ...lines];
  }
  return timeline.hasOlder ? [note("Loading older messages …"), ...lines] : lines;
}

function note(text: string): Line {
  return [{ text, ink: "dim" }];
}

function headerOf({ room, presence, user, connection, now, rooms, current }: ViewState, columns: number): Line {
  const name = room?.room === undefined ? "Parley" : safeLine(room.room.name);
  const others = rooms.reduce((sum, { id, unread }) => sum + (id === current ? 0 : unread), 0);
  const members = room?.room?.members ?? 0;
  const here = presence === undefined || members === 0 ? "" : `  ${presence.count} of ${members} here`;
  const right = `${others > 0 ? `${others} unread elsewhere  ` : ""}${safeLine(user)}  ${
    connectionText(connection, now)
  } `;
  const left = cutText(` ${name}${here}`, Math.max(0, columns - textWidth(right) - 1));
  return [{ text: left.text }, { text: " ".repeat(Math.max(1, columns - textWidth(left.text) - textWidth(right))) }, {
    text: right,
  }];
}

/** The connection in words. */
export function connectionText({ state, retryAt }: Connection, now: number): string {
  switch (state) {
    case "online":
      return "online";
    case "connecting":
      return "connecting …";
    case "offline":
      return "no network";
    case "waiting": {
      const seconds = Math.max(1, Math.ceil(((retryAt ?? now) - now) / 1_000));
      return `offline, again in ${seconds} s`;
    }
    case "closed":
      return "signed out";
  }
}

function statusOf({ notice, typing, viewport, timeline }: ViewState): Line {
  if (notice !== undefined) return [notice.isBad ? { text: `! ${notice.text}`, ink: "bad" } : note(notice.text)[0]!];
  const spans: Span[] = [];
  if (!viewport.isFollowing || timeline?.hasNewer) {
    spans.push({ text: "Newer messages below: Ctrl+End  ", ink: "strong" });
  }
  if (typing.length > 0) spans.push({ text: typingText(typing), ink: "dim" });
  return spans;
}

function typingText(typing: readonly Person[]): string {
  const names = typing.slice(0, 3).map(({ name }) => safeLine(name));
  if (typing.length > 3) return `${names.join(", ")} and others are typing …`;
  const last = names.pop()!;
  return names.length === 0 ? `${last} is typing …` : `${names.join(", ")} and ${last} are typing …`;
}

function padded(lines: readonly Line[], rows: number, where: "above" | "below" = "below"): Line[] {
  const missing = Array.from({ length: Math.max(0, rows - lines.length) }, (): Line => []);
  const kept = lines.slice(0, rows);
  return where === "above" ? [...missing, ...kept] : [...kept, ...missing];
}
