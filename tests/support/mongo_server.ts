import { MongoClient } from "mongodb";

/** The version that .ci/install_mongo_server installs. */
const version = "0.7.0b3";
const startMsMax = 20_000;

/** Why there is no server to try MongoDB with; `undefined`: there is one. */
export const noMongoServer: string | undefined = await commandOf() === undefined
  ? "secantusd-py is not there: .ci/install_mongo_server installs it"
  : undefined;

/** See https://github.com/mongodb/mongo/wiki/The-failCommand-fail-point. */
export interface FailPoint {
  readonly mode: "off" | "alwaysOn" | { readonly times: number };
  readonly failCommands?: readonly string[];
  readonly closeConnection?: true;
  readonly errorCode?: number;
  readonly writeConcernError?: { readonly code: number };
}

/**
 * A server that speaks MongoDB's wire (SecantusDB: a replica set of one node, each commit synchronised), as a process on a
 * port of its own. What it stored survives `kill` and a new `start`.
 */
export class MongoServer implements AsyncDisposable {
  readonly port: number;
  readonly #folder: string;
  readonly #command: string;
  #child: Deno.ChildProcess | undefined;

  private constructor(command: string, folder: string, port: number) {
    this.#command = command;
    this.#folder = folder;
    this.port = port;
  }

  static async open(): Promise<MongoServer> {
    const command = await commandOf();
    if (command === undefined) throw new Error(noMongoServer);
    const server = new MongoServer(command, await Deno.makeTempDir({ prefix: "parley-mongo-" }), freePort());
    await server.start();
    return server;
  }

  /** The address of a database that nobody else uses. */
  url(database = `parley_${crypto.randomUUID().slice(0, 8)}`): string {
    return `mongodb://127.0.0.1:${this.port}/${database}`;
  }

  async start(): Promise<void> {
    this.#child = new Deno.Command(this.#command, {
      args: ["--enable-test-commands", "--sync-on-commit", "--storage-path", this.#folder, "--port", String(this.port)],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    void this.#ended(this.#child);
    await this.#listening();
  }

  /** `SIGKILL` resolves when it is gone; `SIGSTOP` and `SIGCONT` at once. */
  async kill(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): Promise<void> {
    this.#child?.kill(signal);
    if (signal !== "SIGKILL") return;
    await this.#child?.status;
    this.#child = undefined;
  }

  /** Starts it if it was killed, and lets it go on if it was stopped. */
  async stand(): Promise<void> {
    if (this.#child === undefined) await this.start();
    else this.#child.kill("SIGCONT");
  }

  /** Arms the server's own fail point: commands of these names fail as the data says. `mode: "off"` ends it. */
  async failCommands(url: string, { mode, ...data }: FailPoint): Promise<void> {
    const client = new MongoClient(url);
    try {
      await client.db("admin").command({ configureFailPoint: "failCommand", mode, data });
    } finally {
      await client.close();
    }
  }

  /** For the end of a program, where nothing can be awaited. */
  destroy(): void {
    this.#child?.kill("SIGKILL");
    Deno.removeSync(this.#folder, { recursive: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill("SIGKILL");
    await Deno.remove(this.#folder, { recursive: true });
  }

  /** Others may end it too: whoever presses Ctrl-C ends all that a program has started. */
  async #ended(child: Deno.ChildProcess): Promise<void> {
    await child.status;
    if (this.#child === child) this.#child = undefined;
  }

  async #listening(): Promise<void> {
    const limit = performance.now() + startMsMax;
    for (;;) {
      try {
        (await Deno.connect({ hostname: "127.0.0.1", port: this.port })).close();
        return;
      } catch (cause) {
        if (performance.now() > limit) throw new Error("The MongoDB server does not listen", { cause });
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

async function commandOf(): Promise<string | undefined> {
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`;
  const folders = [`${cache}/parley-mongo-server/${version}/bin`, ...(Deno.env.get("PATH") ?? "").split(":")];
  for (const folder of folders) {
    const path = `${folder}/secantusd-py`;
    if (await Deno.stat(path).then(({ isFile }) => isFile, () => false)) return path;
  }
  return undefined;
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}
