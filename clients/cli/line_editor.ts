import type { Key, KeyName } from "./key_decoder.ts";
import { safeText } from "./safe_text.ts";
import { graphemes, graphemeWidth, textWidth } from "./text_width.ts";

/** What a key led to, beyond a change of the line. */
export type Outcome =
  | { readonly kind: "edited" }
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "redraw" }
  | { readonly kind: "end" };

/** A row to draw: its text, and the column of the cursor from 0. */
export interface Row {
  readonly text: string;
  readonly column: number;
}

/** Where the cursor stands, from 0. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Longest line, characters: more than a message may have, so that nothing is cut silently. */
const charsMax = 20_000;
/** Lines that can be called back. */
const linesKept = 200;

/** The line being typed: text, cursor and the lines before. Knows no terminal. */
export class LineEditor {
  /** By grapheme, so that the cursor never stands inside a character. */
  #cells: string[] = [];
  #cursor = 0;
  readonly #lines: string[] = [];
  /** Which of the lines is shown; its length: the one being typed. */
  #shown = 0;
  #draft = "";
  readonly #isMultiLine: boolean;

  /** @param isMultiLine Whether there is a key for line breaks; without it such a key ends the line. */
  constructor(isMultiLine = false) {
    this.#isMultiLine = isMultiLine;
  }

  get text(): string {
    return this.#cells.join("");
  }

  /** Puts this in the place of what is being typed. */
  write(text: string): void {
    this.#shown = this.#lines.length;
    this.#show(text);
  }

  /** @param isSecret A password: it is not kept among the lines. */
  apply(key: Key, isSecret = false): Outcome {
    if (key.kind !== "key") {
      this.#insert(key.text);
      return { kind: "edited" };
    }
    switch (key.name) {
      case "newline":
        if (this.#isMultiLine && !isSecret) {
          this.#insert("\n");
          return { kind: "edited" };
        }
        return { kind: "line", text: this.#take(isSecret) };
      case "enter":
        return { kind: "line", text: this.#take(isSecret) };
      case "redraw":
        return { kind: "redraw" };
      case "interrupt":
        if (this.#cells.length === 0) return { kind: "end" };
        this.#show("");
        return { kind: "edited" };
      case "endOfInput":
        if (this.#cells.length === 0) return { kind: "end" };
        this.#cells.splice(this.#cursor, 1);
        return { kind: "edited" };
      default:
        this.#move(key.name);
        return { kind: "edited" };
    }
  }

  /** The visible part of the line in a terminal of `columns`: one row, scrolled so that the cursor is in it. */
  row(prompt: string, columns: number, isSecret = false): Row {
    const cells = this.#cells.map((cell) => isSecret ? "*" : visible(cell));
    const room = Math.max(1, columns - textWidth(prompt) - 1);
    let start = 0;
    let before = cells.slice(0, this.#cursor).reduce((sum, cell) => sum + textWidth(cell), 0);
    while (before > room && start < this.#cursor) before -= textWidth(cells[start++]!);
    let end = start;
    let width = 0;
    while (end < cells.length && width + textWidth(cells[end]!) <= room) width += textWidth(cells[end++]!);
    return { text: prompt + cells.slice(start, end).join(""), column: textWidth(prompt) + before };
  }

  /** The same with the line breaks as they are: at most `rowsMax` rows, those around the cursor. */
  rows(prompt: string, columns: number, rowsMax: number): { readonly rows: readonly string[]; readonly place: Place } {
    const indent = textWidth(prompt);
    const room = Math.max(2, columns - indent - 1);
    const rows: string[] = [""];
    let width = 0;
    let place: Place = { row: 0, column: indent };
    this.#cells.forEach((cell, at) => {
      const isBreak = cell === "\n";
      const shown = isBreak ? "" : visible(cell);
      if (width + textWidth(shown) > room) {
        rows.push("");
        width = 0;
      }
      if (at === this.#cursor) place = { row: rows.length - 1, column: indent + width };
      rows[rows.length - 1] += shown;
      width += textWidth(shown);
      if (isBreak) {
        rows.push("");
        width = 0;
      }
    });
    if (this.#cursor === this.#cells.length) place = { row: rows.length - 1, column: indent + width };
    const first = Math.max(0, Math.min(place.row - rowsMax + 1, rows.length - rowsMax));
    const before = (row: number) => row === 0 ? prompt : " ".repeat(indent);
    return {
      rows: rows.map((row, at) => before(at) + row).slice(first, first + rowsMax),
      place: { row: place.row - first, column: place.column },
    };
  }

  #insert(text: string): void {
    if (this.text.length + text.length > charsMax) return;
    // Put together before it is cut into graphemes: a mark may come after its letter.
    const before = graphemes(this.#cells.slice(0, this.#cursor).join("") + text);
    this.#cells = [...before, ...this.#cells.slice(this.#cursor)];
    this.#cursor = before.length;
  }

  #take(isSecret: boolean): string {
    const text = this.text;
    if (!isSecret && text !== "" && text !== this.#lines.at(-1)) {
      this.#lines.push(text);
      if (this.#lines.length > linesKept) this.#lines.shift();
    }
    this.#shown = this.#lines.length;
    this.#show("");
    return text;
  }

  #show(text: string): void {
    this.#cells = graphemes(text);
    this.#cursor = this.#cells.length;
  }

  #move(name: KeyName): void {
    const cursor = this.#cursor;
    switch (name) {
      case "left":
        this.#cursor = Math.max(0, cursor - 1);
        return;
      case "right":
        this.#cursor = Math.min(this.#cells.length, cursor + 1);
        return;
      case "home":
        this.#cursor = 0;
        return;
      case "end":
        this.#cursor = this.#cells.length;
        return;
      case "wordLeft":
        this.#cursor = this.#wordStart();
        return;
      case "wordRight":
        this.#cursor = this.#wordEnd();
        return;
      case "up":
        return this.#recall(-1);
      case "down":
        return this.#recall(1);
      case "backspace":
        return this.#erase(Math.max(0, cursor - 1), cursor);
      case "delete":
        return this.#erase(cursor, cursor + 1);
      case "eraseWord":
        return this.#erase(this.#wordStart(), cursor);
      case "eraseBefore":
        return this.#erase(0, cursor);
      case "eraseAfter":
        return this.#erase(cursor, this.#cells.length);
    }
  }

  #erase(from: number, to: number): void {
    this.#cells.splice(from, to - from);
    this.#cursor = from;
  }

  #wordStart(): number {
    let at = this.#cursor;
    while (at > 0 && isSpace(this.#cells[at - 1])) at--;
    while (at > 0 && !isSpace(this.#cells[at - 1])) at--;
    return at;
  }

  #wordEnd(): number {
    let at = this.#cursor;
    while (at < this.#cells.length && isSpace(this.#cells[at])) at++;
    while (at < this.#cells.length && !isSpace(this.#cells[at])) at++;
    return at;
  }

  #recall(step: number): void {
    const shown = this.#shown + step;
    if (shown < 0 || shown > this.#lines.length) return;
    if (this.#shown === this.#lines.length) this.#draft = this.text;
    this.#shown = shown;
    this.#show(this.#lines[shown] ?? this.#draft);
  }
}

function isSpace(cell: string | undefined): boolean {
  return cell === undefined || cell.trim() === "";
}

/** A cell as it stands in the row: a line break is a sign, what would move the cursor is shown. */
function visible(cell: string): string {
  if (cell === "\n") return "\u21b5";
  return graphemeWidth(cell) === 0 ? "\u00b7" : safeText(cell);
}
