import type { Paint } from "../paint.ts";
import { graphemes, graphemeWidth } from "../text_width.ts";

/** How a piece of a row looks: never the only bearer of what it means. */
export type Ink = "dim" | "bad" | "strong" | "marked" | { readonly nameOf: string };

/** A piece of a row; its text is fit for a terminal already. */
export interface Span {
  readonly text: string;
  readonly ink?: Ink;
}

/** One row, from left to right. */
export type Line = readonly Span[];

/** The row as a terminal takes it, cut to the columns there are; `fill` pads it to all of them. */
export function renderLine(line: Line, columns: number, paint: Paint, fill = false): string {
  let room = columns;
  let text = "";
  for (const span of line) {
    const shown = cutText(span.text, room);
    room -= shown.width;
    text += painted(shown.text, span.ink, paint);
    if (shown.isCut) break;
  }
  return fill ? text + " ".repeat(Math.max(0, room)) : text;
}

/** As much of a text as fits; what does not is announced by a sign. */
export function cutText(
  text: string,
  columns: number,
): { readonly text: string; readonly width: number; readonly isCut: boolean } {
  let width = 0;
  let kept = "";
  let before = "";
  for (const grapheme of graphemes(text)) {
    const next = width + graphemeWidth(grapheme);
    if (next > columns) return { text: columns < 1 ? "" : `${before}…`, width: columns, isCut: true };
    // What may have to make room for the sign.
    if (next <= columns - 1) before = kept + grapheme;
    kept += grapheme;
    width = next;
  }
  return { text: kept, width, isCut: false };
}

/** A text in rows: broken between words where it can be, else inside them. Keeps its own line breaks. */
export function wrapText(text: string, columns: number): string[] {
  return text.split("\n").flatMap((line) => wrapLine(line, Math.max(2, columns)));
}

function wrapLine(line: string, columns: number): string[] {
  const rows: string[] = [];
  let row: string[] = [];
  let width = 0;
  for (const grapheme of graphemes(line)) {
    const wide = graphemeWidth(grapheme);
    if (width + wide > columns) {
      const space = row.lastIndexOf(" ");
      // A break in the first half of the row would leave it looking torn.
      const isWord = grapheme !== " " && space > row.length / 2;
      const next = isWord ? row.slice(space + 1) : [];
      rows.push((isWord ? row.slice(0, space) : row).join(""));
      row = next;
      width = next.reduce((sum, cell) => sum + graphemeWidth(cell), 0);
      if (grapheme === " " && row.length === 0) continue;
    }
    row.push(grapheme);
    width += wide;
  }
  rows.push(row.join(""));
  return rows;
}

function painted(text: string, ink: Ink | undefined, paint: Paint): string {
  if (ink === undefined || text === "") return text;
  if (typeof ink === "object") return paint.name(text, ink.nameOf);
  return paint[ink](text);
}
