/** Lines that were read and not yet taken. At most one taker waits at a time. */
export class LineQueue {
  readonly #lines: string[] = [];
  #isOver = false;
  #wake: (() => void) | undefined;

  get size(): number {
    return this.#lines.length;
  }

  push(line: string): void {
    if (this.#isOver) return;
    this.#lines.push(line);
    this.#wake?.();
  }

  /** No more lines; those that are here are still given. */
  end(): void {
    this.#isOver = true;
    this.#wake?.();
  }

  /** The next line; `undefined` after the last. */
  async take(): Promise<string | undefined> {
    while (this.#lines.length === 0 && !this.#isOver) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    return this.#lines.shift();
  }
}
