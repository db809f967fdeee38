import { check, type Violation } from "../support/checker.ts";
import { CrashClient } from "../support/crash_client.ts";
import { History } from "../support/crash_history.ts";
import { type Api, createApi } from "../support/crash_rooms.ts";
import { SeededRandom } from "../support/seeded_random.ts";
import { type ServerProcess, type ServerProcessOptions, startServer } from "../support/server_process.ts";
import { mintToken, numberedId } from "../support/wire_client_token.ts";

const secret = "a secret of a faulty world, long enough for HS256";
const clientCount = 6;
const writeEveryMs = 20;
/** How long everybody may take to have everything acknowledged and read, once the fault is over. */
const peaceMsMax = 15_000;

/** What is known when it is over. */
export interface Verdict {
  readonly violations: readonly Violation[];
  readonly acks: number;
  readonly refusals: ReadonlyMap<string, number>;
  /** Milliseconds from the call of `verdict` until everybody had everything. */
  readonly settledMs: number;
}

/** People who chat over the real program while something happens to it, and everything they saw. */
export class ChatUnderFault implements AsyncDisposable {
  readonly #options: ServerProcessOptions & { readonly dataDir: string };
  readonly #ownsDataDir: boolean;
  readonly #history = new History();
  readonly #random = new SeededRandom(11);
  readonly #clients: CrashClient[] = [];
  readonly #rooms: string[] = [];
  #server: ServerProcess;
  #writer: ReturnType<typeof setInterval> | undefined;

  private constructor(server: ServerProcess, options: ServerProcessOptions & { dataDir: string }, owns: boolean) {
    this.#server = server;
    this.#options = options;
    this.#ownsDataDir = owns;
  }

  /** Chatting begins at once. */
  static async start(options: ServerProcessOptions = {}): Promise<ChatUnderFault> {
    const env = { JWT_SECRET: secret, LIMIT_MESSAGES_PER_SECOND: "0", LIMIT_CONNECTIONS_PER_USER: "0", ...options.env };
    const dataDir = options.dataDir ?? await Deno.makeTempDir({ prefix: "parley-fault-" });
    const all = { ...options, env, dataDir };
    const chat = new ChatUnderFault(await startServer(all), all, options.dataDir === undefined);
    try {
      await chat.#populate();
    } catch (error) {
      await chat[Symbol.asyncDispose]();
      throw error;
    }
    return chat;
  }

  get server(): ServerProcess {
    return this.#server;
  }

  get rooms(): readonly string[] {
    return this.#rooms;
  }

  get api(): Api {
    return createApi(this.#server.url, this.token);
  }

  readonly token = mintToken(secret, { id: numberedId(1), username: "watcher" });

  get acks(): number {
    return this.#history.counts.ok;
  }

  get connections(): number {
    return this.#clients.reduce((sum, client) => sum + client.connections, 0);
  }

  get refusals(): ReadonlyMap<string, number> {
    const refusals = new Map<string, number>();
    for (const client of this.#clients) {
      for (const [code, count] of client.refusals) refusals.set(code, (refusals.get(code) ?? 0) + count);
    }
    return refusals;
  }

  /** Waits until so many messages more are acknowledged than are now. */
  async acknowledged(more: number, ms = 10_000): Promise<void> {
    const wanted = this.acks + more;
    await until(() => this.acks >= wanted, ms, `${more} more acknowledgements`);
  }

  /** REST as the watcher, whatever the answer. */
  async get(path: string): Promise<{ readonly status: number; readonly body: string; readonly tookMs: number }> {
    const start = performance.now();
    const headers = { authorization: `Bearer ${this.token}` };
    const response = await fetch(`${this.#server.url}${path}`, { headers });
    const body = await response.text();
    return { status: response.status, body, tookMs: performance.now() - start };
  }

  /** Ends the chat; the server is killed and started again before its logs are read: only what a disk kept counts. */
  async verdict(): Promise<Verdict> {
    const start = performance.now();
    clearInterval(this.#writer);
    await this.#settle();
    const settledMs = performance.now() - start;
    const openRuns = this.#clients.flatMap((client) => client.openRuns);
    await Promise.all(this.#clients.map((client) => client.stop()));
    this.#server.kill("SIGKILL");
    await this.#server.exited();
    this.#server = await startServer(this.#options);
    const logs = new Map<string, Awaited<ReturnType<Api["log"]>>>();
    for (const room of this.#rooms) logs.set(room, await this.api.log(room));
    // Of messages under way together a later one may be taken when an earlier one was refused, and that is said again
    // later: the order of an outbox is promised where nothing was refused. That of what was taken always is.
    const outboxesInOrder = this.refusals.size === 0;
    const violations = check({ history: this.#history.observations, logs, openRuns, outboxesInOrder });
    return { violations, acks: this.acks, refusals: this.refusals, settledMs };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#writer);
    await Promise.all(this.#clients.map((client) => client.stop()));
    await this.#server[Symbol.asyncDispose]();
    if (this.#ownsDataDir) await Deno.remove(this.#options.dataDir, { recursive: true });
  }

  async #populate(): Promise<void> {
    for (const name of ["one", "two"]) this.#rooms.push((await this.api.createRoom(name)).id);
    for (let i = 0; i < clientCount; i++) {
      const bearer = { id: numberedId(100 + i), username: `client${i}` };
      const token = mintToken(secret, bearer);
      for (const room of this.#rooms) await createApi(this.#server.url, token).join(room);
      const { port } = this.#server;
      const random = () => this.#random.fraction();
      const batch = i % 2 === 1;
      this.#clients.push(
        new CrashClient({ bearer, token, port, rooms: this.#rooms, history: this.#history, random, batch }),
      );
    }
    for (const client of this.#clients) client.start();
    this.#writer = setInterval(() => {
      for (const client of this.#clients) client.write(this.#rooms[this.#random.fraction() < 0.7 ? 0 : 1]!);
    }, writeEveryMs);
  }

  /** Who does not get there is for the checker to find. */
  async #settle(): Promise<void> {
    const deadline = performance.now() + peaceMsMax;
    while (performance.now() < deadline) {
      const heads = await Promise.all(this.#rooms.map(async (id) => [id, (await this.api.room(id)).head] as const));
      const behind = this.#clients.some((client) =>
        client.unacknowledged > 0 || client.openRuns.length < this.#rooms.length ||
        heads.some(([room, head]) => client.cursor(room) < head)
      );
      if (!behind) return;
      await pause(25);
    }
  }
}

/** Looks until the condition holds; rejects when it does not in time. */
export async function until(condition: () => boolean | Promise<boolean>, ms: number, what: string): Promise<void> {
  const deadline = performance.now() + ms;
  while (!await condition()) {
    if (performance.now() > deadline) throw new Error(`Not within ${ms} ms: ${what}`);
    await pause(20);
  }
}

/** Real time, where the fault is one of time. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
