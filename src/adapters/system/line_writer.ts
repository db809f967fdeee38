/** Where lines end up, e.g. `Deno.stdout`. */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<number>;
}

/** Bytes waiting for a terminal or a pipe that does not read; what comes then is dropped and counted. */
const waitingBytesMax = 1_048_576;

const encoder = new TextEncoder();

/**
 * Writes lines in order without ever making its caller wait. Bounded: to a reader that has stopped, lines are dropped,
 * and a line tells how many as soon as it reads again. A sink that fails is given up until the next line.
 */
export class LineWriter {
  readonly #sink: ByteSink;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #dropped = 0;
  #writing: Promise<void> | undefined;

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  write(line: string): void {
    const bytes = encoder.encode(line);
    if (this.#waitingBytes + bytes.length > waitingBytesMax) {
      this.#dropped++;
      return;
    }
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    this.#writing ??= this.#drain();
  }

  /** Resolves when everything written so far has left, or was given up. */
  async flush(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  async #drain(): Promise<void> {
    // A turn later, so that a burst of lines leaves in one write.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const chunk = this.#take();
      try {
        for (let at = 0; at < chunk.length;) at += await this.#sink.write(chunk.subarray(at));
      } catch {
        // Nobody is left to be told: the log itself is what cannot be written.
        this.#dropped++;
      }
    }
    this.#writing = undefined;
  }

  #take(): Uint8Array {
    if (this.#dropped > 0) {
      const notice = encoder.encode(
        `${JSON.stringify({ level: "WARN", message: "Log lines dropped", lines: this.#dropped })}\n`,
      );
      this.#waiting.push(notice);
      this.#waitingBytes += notice.length;
      this.#dropped = 0;
    }
    const chunk = new Uint8Array(this.#waitingBytes);
    let at = 0;
    for (const bytes of this.#waiting) {
      chunk.set(bytes, at);
      at += bytes.length;
    }
    this.#waiting = [];
    this.#waitingBytes = 0;
    return chunk;
  }
}
