import type { Key } from "../key_decoder.ts";
import { LineEditor } from "../line_editor.ts";
import type { Line } from "./span.ts";

/** Something to pick. */
export interface Choice {
  /** Handed back when it is picked. */
  readonly id: string;
  /** What the filter looks at. */
  readonly name: string;
  readonly line: Line;
}

/** What a key led to. */
export type Picked =
  | { readonly kind: "open" }
  | { readonly kind: "closed" }
  /** `id` absent: what was typed is no choice yet. */
  | { readonly kind: "picked"; readonly id?: string; readonly typed: string };

/** A list over the messages, narrowed by typing. */
export class Picker {
  readonly title: string;
  readonly #hint: string;
  readonly #editor = new LineEditor();
  #choices: readonly Choice[];
  #at = 0;

  /** @param hint What picking a name that is no choice does, in the row below the list. */
  constructor(title: string, choices: readonly Choice[], hint = "") {
    this.title = title;
    this.#choices = choices;
    this.#hint = hint;
  }

  /** Choices that were found meanwhile. */
  setChoices(choices: readonly Choice[]): void {
    this.#choices = choices;
    this.#at = Math.min(this.#at, Math.max(0, this.#matching().length - 1));
  }

  apply(key: Key): Picked {
    if (key.kind === "key") {
      const { length } = this.#matching();
      switch (key.name) {
        case "escape":
        case "interrupt":
        case "switch":
          return { kind: "closed" };
        case "up":
          this.#at = Math.max(0, this.#at - 1);
          return { kind: "open" };
        case "down":
          this.#at = Math.max(0, Math.min(length - 1, this.#at + 1));
          return { kind: "open" };
        case "enter":
        case "newline": {
          const choice = this.#matching()[this.#at];
          const typed = this.#editor.text.trim();
          if (choice === undefined && typed === "") return { kind: "closed" };
          return { kind: "picked", typed, ...(choice === undefined ? {} : { id: choice.id }) };
        }
      }
    }
    this.#editor.apply(key);
    this.#at = 0;
    return { kind: "open" };
  }

  /** Its rows, and where the cursor stands in the first of them. */
  show(columns: number, rows: number): { readonly lines: readonly Line[]; readonly column: number } {
    const { text, column } = this.#editor.row(`${this.title}: `, columns);
    const matching = this.#matching();
    const room = Math.max(1, rows - 2);
    const first = Math.max(0, this.#at - room + 1);
    const lines = matching.slice(first, first + room).map(({ line }, at): Line => {
      const isAt = first + at === this.#at;
      return isAt
        ? [{ text: `> ${line.map((span) => span.text).join("")}`, ink: "marked" }]
        : [{ text: "  " }, ...line];
    });
    const none: Line[] = matching.length === 0 ? [[{ text: "  Nothing of this name", ink: "dim" }]] : [];
    const hint = `  Enter picks, Escape closes${this.#hint === "" ? "" : `. ${this.#hint}`}`;
    return { lines: [[{ text }], ...lines, ...none, [{ text: hint, ink: "dim" }]], column };
  }

  #matching(): readonly Choice[] {
    const wanted = this.#editor.text.trim().toLowerCase();
    return this.#choices.filter(({ name }) => name.toLowerCase().includes(wanted));
  }
}
