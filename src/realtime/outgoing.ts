import { textFrames } from "./text_frame.ts";

/**
 * Frames on their way out, encoded at most once in each form, however many connections take them: a room's flush is one
 * of these, shared by all its subscribers.
 */
export class Outgoing {
  readonly #parts: readonly Outgoing[];
  #texts: readonly string[] | undefined;
  #frames: Uint8Array | undefined;
  #batch: Uint8Array | undefined;
  #lines: string | undefined;

  constructor(texts: readonly string[] | undefined, parts: readonly Outgoing[] = []) {
    this.#texts = texts;
    this.#parts = parts;
  }

  /** Several as one, to be written at once; what is encoded already is not encoded again. */
  static joined(parts: readonly Outgoing[]): Outgoing {
    return new Outgoing(undefined, parts);
  }

  get texts(): readonly string[] {
    return this.#texts ??= this.#parts.flatMap(({ texts }) => texts);
  }

  /** One WebSocket frame a text, back to back. */
  get frames(): Uint8Array {
    return this.#frames ??= this.#texts === undefined
      ? concat(this.#parts.map(({ frames }) => frames))
      : textFrames(this.#texts);
  }

  /** All texts in one frame, one a line: for sessions of `parley.v1.batch`. */
  get batch(): Uint8Array {
    return this.#batch ??= textFrames([this.lines]);
  }

  /** All texts, one a line. */
  get lines(): string {
    return this.#lines ??= this.texts.length === 1 ? this.texts[0]! : this.texts.join("\n");
  }
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
