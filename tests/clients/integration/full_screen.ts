import xterm from "@xterm/headless";
import { CliProcess, type ScreenSize } from "./cli_process.ts";

/** Longest wait for something to appear, milliseconds. */
const waitMs = 30_000;
/** How often what has been written is looked at, milliseconds. */
const lookMs = 20;

/** The terminal client on the whole of a real pseudo-terminal, and what a person would see there. */
export class FullScreen implements AsyncDisposable {
  readonly cli: CliProcess;
  readonly #ttyFile: string;
  readonly #terminal: InstanceType<typeof xterm.Terminal>;
  #taken = 0;

  private constructor(cli: CliProcess, ttyFile: string, { columns, rows }: ScreenSize) {
    this.cli = cli;
    this.#ttyFile = ttyFile;
    this.#terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
  }

  static async start(size: ScreenSize, ...args: string[]): Promise<FullScreen> {
    const ttyFile = await Deno.makeTempFile();
    return new FullScreen(CliProcess.onScreen({ ...size, ttyFile }, ...args), ttyFile, size);
  }

  /** Its rows as text, without what is blank at their ends. */
  async rows(): Promise<string[]> {
    const { output } = this.cli;
    const fresh = output.slice(this.#taken);
    this.#taken = output.length;
    await new Promise<void>((resolve) => this.#terminal.write(fresh, resolve));
    const { active } = this.#terminal.buffer;
    return Array.from(
      { length: this.#terminal.rows },
      (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? "",
    );
  }

  /** Whether the program draws on a screen of its own, which leaves the person's as it was. */
  get isAlternate(): boolean {
    return this.#terminal.buffer.active.type === "alternate";
  }

  get cursor(): { readonly row: number; readonly column: number } {
    const { cursorX: column, cursorY: row } = this.#terminal.buffer.active;
    return { row, column };
  }

  /** Resolves with the screen when it looks as it should. */
  async shows(wanted: (rows: readonly string[]) => boolean, what: string): Promise<string[]> {
    const end = performance.now() + waitMs;
    for (;;) {
      const rows = await this.rows();
      if (wanted(rows)) return rows;
      if (performance.now() > end) throw new Error(`The screen did not show ${what}:\n${rows.join("\n")}`);
      await new Promise((resolve) => setTimeout(resolve, lookMs));
    }
  }

  /** The same for a text anywhere in a row. */
  async says(text: string): Promise<string[]> {
    return await this.shows((rows) => rows.some((row) => row.includes(text)), JSON.stringify(text));
  }

  type(text: string): Promise<void> {
    return this.cli.type(text);
  }

  async resize(columns: number, rows: number): Promise<void> {
    const [tty = ""] = (await Deno.readTextFile(this.#ttyFile)).split("\n");
    const { success, stderr } = await new Deno.Command("stty", {
      args: ["-F", tty, "rows", String(rows), "cols", String(columns)],
    }).output();
    if (!success) throw new Error(`Cannot resize ${tty}: ${new TextDecoder().decode(stderr)}`);
    await this.rows();
    this.#terminal.resize(columns, rows);
  }

  /** Ends the program itself from outside, not the `script` around it. */
  async kill(signal: Deno.Signal): Promise<void> {
    const [, pid] = (await Deno.readTextFile(this.#ttyFile)).split("\n");
    Deno.kill(Number(pid), signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cli[Symbol.asyncDispose]();
    this.#terminal.dispose();
    await Deno.remove(this.#ttyFile);
  }
}
