import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** How long a server may take until it listens, and to exit once it was told to. */
const startMsMax = 20_000;
const exitMsMax = 25_000;
/** Of a server's output, the end is kept, characters. */
const outputCharsMax = 1_000_000;

export interface ServerProcessOptions {
  /** An existing folder, left alone at the end; without it a new one, removed at the end. */
  readonly dataDir?: string;
  /** Default: any free one. */
  readonly port?: number;
  /** Further settings, as environment variables. */
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** `src/edge.ts` instead of `src/main.ts`. */
  readonly edge?: boolean;
  /** All permissions, as Deno Deploy gives them, instead of those of the tasks. */
  readonly allowAll?: boolean;
  /** Another program than `src/main.ts`, from the root of the tree. */
  readonly entry?: string;
  /** Further options of `deno run`. */
  readonly runOptions?: readonly string[];
}

/** The permissions and the heap of the task that starts the server, so that tests show they suffice. */
export const serverPermissions: readonly string[] = await permissionsOfTask();

async function permissionsOfTask(): Promise<string[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${root}/deno.json`));
  return (tasks.start.command as string).split(" ").filter((word) =>
    /^--(allow|ignore|no-prompt|deny|v8-flags)/.test(word)
  );
}

/** The real program as a child process. `await using server = await startServer()`: it is killed at the end. */
export async function startServer(options: ServerProcessOptions = {}): Promise<ServerProcess> {
  const dataDir = options.dataDir ?? await Deno.makeTempDir({ prefix: "parley-test-" });
  const command = new Deno.Command(Deno.execPath(), {
    args: [...programOf(options), ...options.args ?? []],
    cwd: root,
    env: {
      PORT: String(options.port ?? 0),
      DATA_DIR: dataDir,
      LOG_FORMAT: "json",
      BCRYPT_COST: "10",
      NO_COLOR: "1",
      ...options.env,
    },
    stdout: "piped",
    stderr: "piped",
  });
  const server = new ServerProcess(command.spawn(), dataDir, options.dataDir === undefined);
  try {
    await server.ready();
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
  return server;
}

function programOf({ edge, allowAll, entry, runOptions = [] }: ServerProcessOptions): string[] {
  const permissions = allowAll ? ["--allow-all"] : serverPermissions;
  return ["run", "--quiet", ...permissions, ...runOptions, entry ?? (edge ? "src/edge.ts" : "src/main.ts")];
}

export class ServerProcess implements AsyncDisposable {
  readonly pid: number;
  readonly dataDir: string;
  readonly #child: Deno.ChildProcess;
  readonly #ownsDataDir: boolean;
  readonly #reading: Promise<unknown>;
  readonly #waiters = new Set<() => void>();
  #output = "";
  #port: number | undefined;
  #exited: Deno.CommandStatus | undefined;

  constructor(child: Deno.ChildProcess, dataDir: string, ownsDataDir: boolean) {
    this.#child = child;
    this.pid = child.pid;
    this.dataDir = dataDir;
    this.#ownsDataDir = ownsDataDir;
    this.#reading = Promise.all([this.#read(child.stdout), this.#read(child.stderr), this.#awaitExit()]);
  }

  /** Everything it wrote to standard output and error so far. */
  get output(): string {
    return this.#output;
  }

  get port(): number {
    if (this.#port === undefined) throw new Error("The server does not listen yet");
    return this.#port;
  }

  /** `host:port`. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** `http://host:port`. */
  get url(): string {
    return `http://${this.address}`;
  }

  /** `ws://host:port/ws`. */
  get wsUrl(): string {
    return `ws://${this.address}/ws`;
  }

  /** Resolves when it listens; rejects with its output when it exits instead. */
  async ready(): Promise<void> {
    await this.waitFor(() => this.#port !== undefined || this.#exited !== undefined, startMsMax, "listen");
    if (this.#port === undefined) throw new Error(`The server exited with ${this.#exited?.code}:\n${this.#output}`);
  }

  /** Resolves when its output holds what is looked for. */
  async says(pattern: RegExp, ms: number = startMsMax): Promise<void> {
    await this.waitFor(() => pattern.test(this.#output), ms, `say ${pattern}`);
  }

  /** Sends a signal; does not wait. */
  kill(signal: Deno.Signal): void {
    if (this.#exited === undefined) this.#child.kill(signal);
  }

  /** Resolves when the process is over and everything it wrote was read. */
  async exited(ms: number = exitMsMax): Promise<Deno.CommandStatus> {
    await this.waitFor(() => this.#exited !== undefined, ms, "exit");
    await this.#reading;
    return this.#exited!;
  }

  /** Waits for something about the process to become true; looks whenever it writes or exits. */
  async waitFor(condition: () => boolean, ms: number, what: string): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(look);
        reject(new Error(`The server did not ${what} within ${ms} ms:\n${this.#output.slice(-4_000)}`));
      }, ms);
      const look = (): void => {
        if (!condition()) return;
        clearTimeout(timer);
        this.#waiters.delete(look);
        resolve();
      };
      this.#waiters.add(look);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill("SIGKILL");
    await this.#reading;
    if (this.#ownsDataDir) await Deno.remove(this.dataDir, { recursive: true });
  }

  async #read(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      this.#output = (this.#output + text).slice(-outputCharsMax);
      this.#port ??= portIn(this.#output);
      for (const look of this.#waiters) look();
    }
  }

  async #awaitExit(): Promise<void> {
    this.#exited = await this.#child.status;
    for (const look of this.#waiters) look();
  }
}

/** The port as the log or the welcome tells it. */
function portIn(output: string): number | undefined {
  const told = [
    /"message":"Listening".*?"port":(\d+)/,
    /is ready: http:\/\/\S+:(\d+)/,
  ];
  const port = told.map((pattern) => pattern.exec(output)?.[1]).find((port) => port !== undefined);
  return port === undefined ? undefined : Number(port);
}
