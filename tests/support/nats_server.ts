import { freePort, listens, missingReason } from "./broker_programs.ts";

export const natsMissing = await missingReason("nats-server");

/** A NATS server of its own on this machine; killed when its scope ends. */
export class NatsServer implements AsyncDisposable {
  readonly port: number;
  readonly #args: readonly string[];
  #child: Deno.ChildProcess | undefined;

  private constructor(port: number, args: readonly string[]) {
    this.port = port;
    this.#args = args;
  }

  /** @param args Further words of its command line. */
  static async start(args: readonly string[] = []): Promise<NatsServer> {
    const server = new NatsServer(freePort(), args);
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    this.#child = new Deno.Command("nats-server", {
      args: ["--addr", "127.0.0.1", "--port", String(this.port), ...this.#args],
      stdout: "null",
      stderr: "null",
    }).spawn();
    await listens(this.port);
  }

  /** `kill -9`, as a crash would have it. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    child.kill("SIGKILL");
    await child.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}
