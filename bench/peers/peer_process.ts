/** How a peer is started: it listens on a free port and tells it. */
export interface PeerProgram {
  readonly command: string;
  readonly args: readonly string[];
  /** Finds the port in what it writes, as the first group. */
  readonly port: RegExp;
  readonly cwd?: string;
}

const startMsMax = 15_000;
const outputCharsMax = 100_000;

/** Starts a peer and waits until it listens. `await using peer = await startPeer(program)`: it is killed at the end. */
export async function startPeer(program: PeerProgram): Promise<PeerProcess> {
  const { command, args, cwd } = program;
  const child = new Deno.Command(command, {
    args: [...args],
    ...(cwd === undefined ? {} : { cwd }),
    env: { NODE_ENV: "production" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const peer = new PeerProcess(child, program.port);
  try {
    await peer.ready();
  } catch (error) {
    await peer[Symbol.asyncDispose]();
    throw error;
  }
  return peer;
}

export class PeerProcess implements AsyncDisposable {
  readonly pid: number;
  readonly #child: Deno.ChildProcess;
  readonly #pattern: RegExp;
  readonly #reading: Promise<unknown>;
  readonly #listening = Promise.withResolvers<number>();
  #output = "";
  #port = 0;

  constructor(child: Deno.ChildProcess, pattern: RegExp) {
    this.pid = child.pid;
    this.#child = child;
    this.#pattern = pattern;
    this.#reading = Promise.all([this.#read(child.stdout), this.#read(child.stderr)]);
  }

  get port(): number {
    return this.#port;
  }

  /** Resolves when it listens; rejects with its output when it exits instead, or takes too long. */
  async ready(): Promise<void> {
    const failed = (why: string) => this.#listening.reject(new Error(`${why}: ${this.#output.trim().slice(-500)}`));
    const timer = setTimeout(() => failed("It did not listen in time"), startMsMax);
    void this.#child.status.then(({ code }) => failed(`It exited with ${code}`));
    try {
      this.#port = await this.#listening.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      // It has ended by itself.
      if (!(error instanceof TypeError)) throw error;
    }
    await this.#child.status;
    await this.#reading;
  }

  async #read(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      this.#output = (this.#output + text).slice(-outputCharsMax);
      const port = this.#pattern.exec(this.#output)?.[1];
      if (port !== undefined) this.#listening.resolve(Number(port));
    }
  }
}
