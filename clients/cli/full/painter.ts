import type { Place } from "../line_editor.ts";

/** Terminals that know these marks show what is between them at once; the others ignore them. */
const atOnce = "\x1b[?2026h";
const shown = "\x1b[?2026l";

/** Brings the screen to what it should show by writing the rows that differ: little to send over a slow line. */
export class Painter {
  readonly #write: (text: string) => void;
  #rows: readonly string[] = [];
  #place = "";

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** What the terminal shows is not known any more: the next painting writes everything. */
  forget(): void {
    this.#rows = [];
    this.#place = "";
  }

  /** @param rows All rows of the screen, rendered; no longer than it is wide. */
  paint(rows: readonly string[], { row, column }: Place): void {
    const isFirst = this.#rows.length !== rows.length;
    let text = isFirst ? "\x1b[2J" : "";
    rows.forEach((content, at) => {
      // Cleared before it is written: behind the last column some terminals would clear that column itself.
      if (isFirst ? content !== "" : content !== this.#rows[at]) {
        text += `\x1b[${at + 1};1H\x1b[0m\x1b[K${content}\x1b[0m`;
      }
    });
    const place = `\x1b[${row + 1};${column + 1}H`;
    if (text === "" && place === this.#place) return;
    this.#rows = [...rows];
    this.#place = place;
    this.#write(`${atOnce}\x1b[?25l${text}${place}\x1b[?25h${shown}`);
  }
}
