import { type Key, KeyDecoder } from "../key_decoder.ts";
import type { Place } from "../line_editor.ts";
import type { Streams } from "../screen.ts";
import { Painter } from "./painter.ts";

type Terminal = NonNullable<Streams["terminal"]>;

/** Alternate screen, marks around pastes, news of the focus; the title is put on the terminal's stack. */
const enter = "\x1b[?1049h\x1b[?2004h\x1b[?1004h\x1b[22;0t";
const leave = "\x1b[23;0t\x1b[?1004l\x1b[?2004l\x1b[?25h\x1b[0m\x1b[?1049l";
/** After how long a single escape is the key and not the beginning of a sequence, milliseconds. */
const escapeMs = 50;

export interface FullTerminalEvents {
  key(key: Key): void;
  resized(): void;
  /** The input is over, or the process is to end. */
  ended(): void;
}

/** The whole screen of a terminal, as long as it is open. Gives it back as it was, whatever happens. */
export class FullTerminal {
  readonly #streams: Streams;
  readonly #terminal: Terminal;
  readonly #painter: Painter;
  readonly #reader: ReadableStreamDefaultReader<string>;
  readonly #keys = new KeyDecoder();
  readonly #stops: (() => void)[];
  #title = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(streams: Streams, terminal: Terminal, events: FullTerminalEvents) {
    this.#streams = streams;
    this.#terminal = terminal;
    this.#painter = new Painter((text) => streams.write(text));
    this.#reader = streams.input.pipeThrough(new TextDecoderStream()).getReader();
    terminal.setRaw(true);
    streams.write(enter);
    const restore = () => this.close();
    // The last resort, for a fault that nobody caught.
    globalThis.addEventListener("unload", restore);
    globalThis.addEventListener("error", restore);
    globalThis.addEventListener("unhandledrejection", restore);
    this.#stops = [
      terminal.onResize(() => {
        this.#painter.forget();
        events.resized();
      }),
      terminal.onEnding(() => events.ended()),
      () => globalThis.removeEventListener("unload", restore),
      () => globalThis.removeEventListener("error", restore),
      () => globalThis.removeEventListener("unhandledrejection", restore),
    ];
    this.#read(events).catch(() => events.ended());
  }

  get columns(): number {
    return this.#terminal.columns();
  }

  get rows(): number {
    return this.#terminal.rows();
  }

  paint(rows: readonly string[], place: Place): void {
    if (!this.#isClosed) this.#painter.paint(rows, place);
  }

  /** The next painting writes everything anew. */
  forget(): void {
    this.#painter.forget();
  }

  /** @param title Without control characters. */
  setTitle(title: string): void {
    if (title === this.#title || this.#isClosed) return;
    this.#title = title;
    this.#streams.write(`\x1b]0;${title}\x07`);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
    this.#streams.write(leave);
    this.#terminal.setRaw(false);
    this.#reader.cancel().catch((error: unknown) => this.#streams.writeError(`${error}\n`));
  }

  async #read(events: FullTerminalEvents): Promise<void> {
    for (;;) {
      const { value, done } = await this.#reader.read();
      if (done) return events.ended();
      clearTimeout(this.#timer);
      for (const key of this.#keys.decode(value)) events.key(key);
      if (!this.#keys.isUndecided) continue;
      this.#timer = setTimeout(() => {
        for (const key of this.#keys.decide()) events.key(key);
      }, escapeMs);
    }
  }
}
