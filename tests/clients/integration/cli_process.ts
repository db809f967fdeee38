import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const main = `${root}/clients/cli/main.ts`;

/** Longest wait for the program to say something or to end, milliseconds. */
const waitMs = 30_000;

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
  readonly ttyFile?: string;
  readonly env?: Record<string, string>;
}

/** The terminal client as a child process, with its input held by the test. */
export class CliProcess implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reading: Promise<unknown>;
  readonly #looks = new Set<() => void>();
  /** Standard output and error so far. */
  output = "";
  errors = "";
  #code: number | undefined;

  private constructor(command: string, args: readonly string[], env: Record<string, string>) {
    this.#child = new Deno.Command(command, {
      args: [...args],
      env,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#reading = Promise.all([
      this.#read(this.#child.stdout, (text) => this.output += text),
      this.#read(this.#child.stderr, (text) => this.errors += text),
      this.#end(),
    ]);
  }

  /** With pipes, as a script runs it. */
  static piped(...args: string[]): CliProcess {
    return new CliProcess(Deno.execPath(), ["run", "--quiet", "--allow-net", main, ...args], {});
  }

  /** Line by line in a pseudo-terminal of 80 columns, which `script` of util-linux makes. */
  static inTerminal(...args: string[]): CliProcess {
    return CliProcess.onScreen({ columns: 80, rows: 24, env: { NO_COLOR: "1" } }, "-plain", ...args);
  }

  /** On the whole of such a terminal. `ttyFile`: where the name of the terminal is written. */
  static onScreen(size: ScreenSize, ...args: string[]): CliProcess {
    const { columns, rows, ttyFile, env = {} } = size;
    const words = [Deno.execPath(), "run", "--quiet", "--allow-net", main, ...args].map((word) => `'${word}'`).join(
      " ",
    );
    const tell = ttyFile === undefined ? "" : `tty > '${ttyFile}'; echo $$ >> '${ttyFile}'; `;
    const command = `${tell}stty rows ${rows} cols ${columns}; exec ${words}`;
    return new CliProcess("script", ["-qefc", command, "/dev/null"], { TERM: "xterm", SHELL: "/bin/sh", ...env });
  }

  /** Gives it input. */
  async type(text: string): Promise<void> {
    await this.#input.write(new TextEncoder().encode(text));
  }

  /** Gives it input, then the end of it. */
  async finish(text = ""): Promise<void> {
    await this.type(text);
    await this.#input.close();
  }

  /** Resolves when its output or errors hold what is looked for. */
  async says(wanted: RegExp | string): Promise<void> {
    const holds = (text: string) => typeof wanted === "string" ? text.includes(wanted) : wanted.test(text);
    await this.#until(() => holds(this.output) || holds(this.errors), `say ${wanted}`);
  }

  /** The exit code, when it has ended and everything it wrote was read. */
  async exited(): Promise<number> {
    await this.#until(() => this.#code !== undefined, "end");
    await this.#reading;
    return this.#code!;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#code === undefined) this.#child.kill("SIGKILL");
    // The pipe may be closed by the program's end, or by the test.
    await this.#input.close().catch(() => this.#input.releaseLock());
    await this.#reading;
  }

  async #read(stream: ReadableStream<Uint8Array<ArrayBuffer>>, take: (text: string) => void): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      take(text);
      for (const look of this.#looks) look();
    }
  }

  async #end(): Promise<void> {
    this.#code = (await this.#child.status).code;
    for (const look of this.#looks) look();
  }

  async #until(condition: () => boolean, what: string): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#looks.delete(look);
        reject(new Error(`It did not ${what} in ${waitMs} ms:\n${this.output}\n${this.errors}`));
      }, waitMs);
      const look = () => {
        if (!condition()) return;
        clearTimeout(timer);
        this.#looks.delete(look);
        resolve();
      };
      this.#looks.add(look);
    });
  }
}
