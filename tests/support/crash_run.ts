import { check, type Violation } from "./checker.ts";
import { CrashClient } from "./crash_client.ts";
import { History } from "./crash_history.ts";
import { CrashRestSender } from "./crash_rest_sender.ts";
import { type Api, createApi } from "./crash_rooms.ts";
import { SeededRandom } from "./seeded_random.ts";
import { type ServerProcess, startServer } from "./server_process.ts";
import { mintToken, numberedId } from "./wire_client_token.ts";

export interface CrashRunOptions {
  readonly kills: number;
  /** Everything that is drawn, is drawn from here: moments, rooms, pauses. */
  readonly seed: number;
  readonly clients?: number;
  /** Another program than the real one, and its flags. */
  readonly entry?: string;
  readonly args?: readonly string[];
  /** How long everybody may take to catch up at the end. */
  readonly peaceMsMax?: number;
}

export interface CrashReport {
  readonly violations: readonly Violation[];
  readonly kills: number;
  /** Kills while messages were under way: sent, and not acknowledged. */
  readonly killsUnderLoad: number;
  /** Messages under way at the kills, summed. */
  readonly inFlightAtKills: number;
  readonly sends: number;
  readonly acks: number;
  /** Messages said again whose first time had been durable: answered with their first place. */
  readonly duplicates: number;
  readonly resumes: number;
  readonly resets: number;
  readonly received: number;
  /** Length of the log, by room. */
  readonly messages: ReadonlyMap<string, number>;
  /** What the server refused, by code or status. */
  readonly refusals: ReadonlyMap<string, number>;
  readonly catchUpMs: number;
}

const secret = "a secret of a crash run, long enough for HS256";
const roomNames = ["crash one", "crash two", "crash three"];
/** A server lives so long between two kills: from hardly up to well under load, milliseconds. */
const lifeMsMin = 120;
const lifeMsMax = 900;
/** Together more than a session's limit of frames in the long run, less than its burst in one such life. */
const writeEveryMs = 10;
const writesAtOnce = 4;

/** Kills a server again and again under load and holds what its clients saw against what it kept. */
export async function runCrashes(options: CrashRunOptions): Promise<CrashReport> {
  const run = new CrashRun(options);
  try {
    return await run.report();
  } finally {
    await run.end();
  }
}

class CrashRun {
  readonly #options: CrashRunOptions;
  readonly #random: () => number;
  readonly #history = new History();
  readonly #dataDir = Deno.makeTempDirSync({ prefix: "parley-crash-" });
  readonly #clients: CrashClient[] = [];
  readonly #token = mintToken(secret, { id: numberedId(1), username: "first" });
  #server: ServerProcess | undefined;
  #port = 0;
  #rest: CrashRestSender | undefined;
  #writer: ReturnType<typeof setInterval> | undefined;
  #killsUnderLoad = 0;
  #inFlightAtKills = 0;

  constructor(options: CrashRunOptions) {
    this.#options = options;
    const random = new SeededRandom(options.seed);
    this.#random = () => random.fraction();
  }

  async report(): Promise<CrashReport> {
    await this.#start();
    const rooms = await this.#populate();
    for (const client of this.#clients) client.start();
    this.#rest!.start();
    this.#writer = setInterval(() => this.#write(rooms), writeEveryMs);
    for (let kill = 0; kill < this.#options.kills; kill++) {
      await pause(lifeMsMin + this.#random() * (lifeMsMax - lifeMsMin));
      this.#countKill();
      await this.#kill();
      await this.#start();
    }
    clearInterval(this.#writer);
    const calmAt = performance.now();
    await this.#rest!.finish();
    await this.#settle(rooms);
    const catchUpMs = performance.now() - calmAt;
    const openRuns = this.#clients.flatMap((client) => client.openRuns);
    await Promise.all(this.#clients.map((client) => client.stop()));
    // Once more, so that what is read is what a disk kept, not what a process remembers.
    await this.#kill();
    await this.#start();
    const logs = new Map<string, Awaited<ReturnType<Api["log"]>>>();
    for (const room of rooms) logs.set(room, await this.#api().log(room));
    const violations = check({ history: this.#history.observations, logs, openRuns, outboxesInOrder: true });
    const messages = new Map(rooms.map((room, i) => [roomNames[i]!, logs.get(room)!.length]));
    return { violations, messages, catchUpMs, ...this.#figures() };
  }

  async end(): Promise<void> {
    clearInterval(this.#writer);
    await Promise.all(this.#clients.map((client) => client.stop()));
    await this.#server?.[Symbol.asyncDispose]();
    await Deno.remove(this.#dataDir, { recursive: true });
  }

  async #start(): Promise<void> {
    const { entry, args } = this.#options;
    this.#server = await startServer({
      dataDir: this.#dataDir,
      port: this.#port,
      ...(entry === undefined ? {} : { entry }),
      ...(args === undefined ? {} : { args }),
      env: {
        JWT_SECRET: secret,
        LIMIT_MESSAGES_PER_SECOND: "0",
        LIMIT_CONNECTIONS_PER_USER: "0",
        LIMIT_AUTH_PER_MINUTE: "0",
      },
    });
    this.#port = this.#server.port;
  }

  #countKill(): void {
    const inFlight = this.#clients.reduce((sum, client) => sum + client.inFlight, this.#rest?.busy ? 1 : 0);
    this.#inFlightAtKills += inFlight;
    if (inFlight > 0) this.#killsUnderLoad++;
  }

  async #kill(): Promise<void> {
    this.#server!.kill("SIGKILL");
    await this.#server!.exited();
  }

  #api(token = this.#token): Api {
    return createApi(this.#server!.url, token);
  }

  /** Makes the rooms and their members; answers the ids of the rooms. */
  async #populate(): Promise<string[]> {
    const rooms: string[] = [];
    for (const name of roomNames) rooms.push((await this.#api().createRoom(name)).id);
    const { clients = 8 } = this.#options;
    for (let i = 0; i < clients; i++) {
      const bearer = { id: numberedId(100 + i), username: `client${i}` };
      const token = mintToken(secret, bearer);
      for (const room of rooms) await this.#api(token).join(room);
      this.#clients.push(
        new CrashClient({
          bearer,
          token,
          port: this.#port,
          rooms,
          history: this.#history,
          random: this.#random,
          batch: i % 2 === 1,
          ...(i % 4 === 3 ? { flapMsMax: 400 } : {}),
        }),
      );
    }
    this.#rest = new CrashRestSender({
      name: "first",
      token: this.#token,
      url: this.#server!.url,
      room: rooms[0]!,
      history: this.#history,
    });
    return rooms;
  }

  /** Half of everything goes to one hot room. */
  #write(rooms: readonly string[]): void {
    for (let i = 0; i < writesAtOnce; i++) {
      for (const client of this.#clients) {
        const place = this.#random() < 0.5 ? 0 : Math.floor(this.#random() * rooms.length);
        client.write(rooms[place]!);
      }
    }
  }

  /** Waits until everything is acknowledged and read by all. Who does not get there is for the checker to find. */
  async #settle(rooms: readonly string[]): Promise<void> {
    const { peaceMsMax = 10_000 } = this.#options;
    const deadline = performance.now() + peaceMsMax;
    while (performance.now() < deadline) {
      const heads = await Promise.all(rooms.map(async (room) => [room, (await this.#api().room(room)).head] as const));
      const behind = this.#clients.some((client) =>
        client.unacknowledged > 0 || client.openRuns.length < rooms.length ||
        heads.some(([room, head]) => client.cursor(room) < head)
      );
      if (!behind) return;
      await pause(25);
    }
  }

  #figures(): Omit<CrashReport, "violations" | "messages" | "catchUpMs"> {
    const { invoke, ok, receive } = this.#history.counts;
    const total = (of: (client: CrashClient) => number) => this.#clients.reduce((sum, client) => sum + of(client), 0);
    const refusals = new Map([...this.#rest!.refusals].map(([status, count]) => [String(status), count]));
    for (const client of this.#clients) {
      for (const [code, count] of client.refusals) refusals.set(code, (refusals.get(code) ?? 0) + count);
    }
    return {
      kills: this.#options.kills,
      killsUnderLoad: this.#killsUnderLoad,
      inFlightAtKills: this.#inFlightAtKills,
      sends: invoke,
      acks: ok,
      duplicates: total(({ duplicates }) => duplicates),
      resumes: total(({ resumes }) => resumes),
      resets: total(({ resets }) => resets),
      received: receive,
      refusals,
    };
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
