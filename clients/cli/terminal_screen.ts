import { KeyDecoder } from "./key_decoder.ts";
import { LineEditor } from "./line_editor.ts";
import { LineQueue } from "./line_queue.ts";
import type { Question, Screen, Streams } from "./screen.ts";

type Terminal = Pick<NonNullable<Streams["terminal"]>, "columns" | "setRaw" | "onResize">;

const clearRow = "\r\x1b[K";
const pasteMarksOn = "\x1b[?2004h";
const pasteMarksOff = "\x1b[?2004l";

/** A terminal in raw mode: what arrives is written above the line being typed, which is drawn anew below it. */
export class TerminalScreen implements Screen {
  readonly #streams: Streams;
  readonly #terminal: Terminal;
  readonly #editor = new LineEditor();
  readonly #keys = new KeyDecoder();
  readonly #lines = new LineQueue();
  readonly #reader: ReadableStreamDefaultReader<string>;
  readonly #stopResizing: () => void;
  #prompt = "> ";
  #question: Question | undefined;
  #isClosed = false;

  constructor(streams: Streams, terminal: Terminal) {
    this.#streams = streams;
    this.#terminal = terminal;
    this.#reader = streams.input.pipeThrough(new TextDecoderStream()).getReader();
    terminal.setRaw(true);
    streams.write(pasteMarksOn);
    this.#stopResizing = terminal.onResize(() => this.#draw());
    this.#read().catch((error: unknown) => {
      this.notice(`The terminal cannot be read: ${error}`);
      this.#lines.end();
    });
    this.#draw();
  }

  print(text: string): void {
    if (this.#isClosed) return;
    this.#streams.write(`${clearRow}${text.replaceAll("\n", "\r\n")}\r\n${this.#row()}`);
  }

  notice(text: string): void {
    this.print(text);
  }

  setPrompt(prompt: string): void {
    this.#prompt = prompt;
    this.#draw();
  }

  async readLine(question?: Question): Promise<string | undefined> {
    this.#question = question;
    this.#draw();
    const line = await this.#lines.take();
    this.#question = undefined;
    this.#draw();
    return line;
  }

  end(): void {
    this.#lines.end();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stopResizing();
    this.#streams.write(`${clearRow}${pasteMarksOff}`);
    this.#terminal.setRaw(false);
    this.#reader.cancel().catch((error: unknown) => this.#streams.writeError(`${error}\n`));
  }

  async #read(): Promise<void> {
    for (;;) {
      const { value, done } = await this.#reader.read();
      if (done) return this.#lines.end();
      for (const key of this.#keys.decode(value)) {
        const outcome = this.#editor.apply(key, this.#question?.isSecret);
        if (outcome.kind === "line") this.#lines.push(outcome.text);
        else if (outcome.kind === "redraw") this.#streams.write("\x1b[2J\x1b[H");
        else if (outcome.kind === "end") this.#lines.end();
      }
      this.#draw();
    }
  }

  #draw(): void {
    if (!this.#isClosed) this.#streams.write(this.#row());
  }

  /** The typed line in one row, with the cursor in its place. */
  #row(): string {
    const prompt = this.#question?.text ?? this.#prompt;
    const { text, column } = this.#editor.row(prompt, this.#terminal.columns(), this.#question?.isSecret);
    return `${clearRow}${text}\r${column === 0 ? "" : `\x1b[${column}C`}`;
  }
}
