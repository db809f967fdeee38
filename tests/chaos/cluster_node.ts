import { type ServerProcess, startServer } from "../support/server_process.ts";
import type { Links } from "./links/links.ts";

export interface NodeOptions {
  readonly name: string;
  readonly links: Links;
  readonly env: Readonly<Record<string, string>>;
  /** Another program than the real one, and its flags. */
  readonly entry?: string;
  readonly args?: readonly string[];
}

/** How long a dead node's successor waits before the next attempt to start, milliseconds. */
const retryMs = 250;

/** One place of the cluster: a process of the real program, and after its death the next one on the same port. */
export class ClusterNode implements AsyncDisposable {
  readonly name: string;
  readonly links: Links;
  readonly #options: NodeOptions;
  readonly #dataDir = Deno.makeTempDirSync({ prefix: "parley-chaos-" });
  #process: ServerProcess | undefined;
  #port = 0;
  #rising: Promise<void> | undefined;
  #over = false;
  /** Starts that failed, since the store could not be reached for example. */
  failedStarts = 0;
  /** Codes with which it ended by itself. */
  readonly exits: number[] = [];

  constructor(options: NodeOptions) {
    this.name = options.name;
    this.links = options.links;
    this.#options = options;
  }

  /** Where it listens, alive or not; 0 before its first start. */
  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get up(): boolean {
    return this.#process !== undefined;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  get output(): string {
    return this.#process?.output ?? "";
  }

  /** Starts it, again and again until it stands; calls at the same time are one. */
  start(): Promise<void> {
    this.#rising ??= this.#rise().finally(() => this.#rising = undefined);
    return this.#rising;
  }

  /** `SIGKILL`: it is gone when this resolves. */
  async kill(): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    process?.kill("SIGKILL");
    this.links.sever();
    await process?.[Symbol.asyncDispose]();
  }

  freeze(): void {
    this.#process?.kill("SIGSTOP");
  }

  thaw(): void {
    this.#process?.kill("SIGCONT");
  }

  /** `SIGTERM`; answers its exit code and how long that took, milliseconds. */
  async terminate(): Promise<{ readonly code: number; readonly tookMs: number }> {
    const process = this.#process;
    if (process === undefined) return { code: 0, tookMs: 0 };
    const start = performance.now();
    process.kill("SIGTERM");
    const { code } = await process.exited();
    this.#process = undefined;
    this.exits.push(code);
    return { code, tookMs: performance.now() - start };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over = true;
    this.thaw();
    await this.#rising;
    await this.kill();
    await this.links[Symbol.asyncDispose]();
    await Deno.remove(this.#dataDir, { recursive: true });
  }

  async #rise(): Promise<void> {
    const { env, entry, args } = this.#options;
    while (!this.#over && this.#process === undefined) {
      try {
        this.#process = await startServer({
          dataDir: this.#dataDir,
          port: this.#port,
          env,
          ...(entry === undefined ? {} : { entry }),
          ...(args === undefined ? {} : { args }),
        });
        this.#port = this.#process.port;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        this.failedStarts++;
        if (this.failedStarts > 200) throw error;
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
  }
}
