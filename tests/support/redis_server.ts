import { createClient } from "@redis/client";
import { freePort, listens, missingReason } from "./broker_programs.ts";

export const redisMissing = await missingReason("redis-server");

export interface RedisServerOptions {
  readonly password?: string;
  /** Further words of its command line. */
  readonly args?: readonly string[];
}

/** A Redis of its own on this machine, that keeps nothing; killed when its scope ends. */
export class RedisServer implements AsyncDisposable {
  readonly port: number;
  readonly #options: RedisServerOptions;
  #child: Deno.ChildProcess | undefined;

  private constructor(port: number, options: RedisServerOptions) {
    this.port = port;
    this.#options = options;
  }

  static async start(options: RedisServerOptions = {}): Promise<RedisServer> {
    const server = new RedisServer(freePort(), options);
    await server.start();
    return server;
  }

  get url(): string {
    return this.urlAt(this.port);
  }

  /** Its address as seen through another port. */
  urlAt(port: number): string {
    const { password } = this.#options;
    return `redis://${password === undefined ? "" : `:${encodeURIComponent(password)}@`}127.0.0.1:${port}`;
  }

  async start(): Promise<void> {
    const { password, args = [] } = this.#options;
    const secret = password === undefined ? [] : ["--requirepass", password];
    this.#child = new Deno.Command("redis-server", {
      args: [
        "--port",
        String(this.port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no",
        ...secret,
        ...args,
      ],
      stdout: "null",
      stderr: "null",
    }).spawn();
    void this.#ended(this.#child);
    await listens(this.port);
  }

  /** `kill -9`, as a crash would have it; or stops and continues it. */
  async kill(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT" = "SIGKILL"): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    child.kill(signal);
    if (signal !== "SIGKILL") return;
    this.#child = undefined;
    await child.status;
  }

  /** Starts it if it was killed, and lets it go on if it was stopped. */
  async stand(): Promise<void> {
    if (this.#child === undefined) await this.start();
    else this.#child.kill("SIGCONT");
  }

  /** Runs one command over a connection of its own. */
  async command(...words: string[]): Promise<unknown> {
    const client = createClient({ url: this.url, RESP: 2 });
    await client.connect();
    try {
      return await client.sendCommand(words);
    } finally {
      await client.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  /** Others may end it too: whoever presses Ctrl-C ends all that a program has started. */
  async #ended(child: Deno.ChildProcess): Promise<void> {
    await child.status;
    if (this.#child === child) this.#child = undefined;
  }
}
