import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { type Experience, GoodClient } from "../support/good_client.ts";
import { RawSocket } from "../support/raw_socket.ts";
import { type ServerProcess, startServer } from "../support/server_process.ts";
import { mintToken, numberedId } from "../support/wire_client_token.ts";

const secret = "a secret of the tests, of more than 32 bytes";
const goodUser = 1_000_000;

/** The real program in a process of its own, a good client in it, and what its enemies need. */
export class Besieged implements AsyncDisposable {
  readonly server: ServerProcess;
  /** The public room that everybody finds. */
  readonly global: string;
  /** A room that only the good client is in. */
  readonly quiet: string;

  private constructor(server: ServerProcess, global: string, quiet: string) {
    this.server = server;
    this.global = global;
    this.quiet = quiet;
  }

  static async start(env: Readonly<Record<string, string>> = {}): Promise<Besieged> {
    const server = await startServer({
      env: { JWT_SECRET: secret, LIMIT_MESSAGES_PER_SECOND: "0", LIMIT_CONNECTIONS_PER_USER: "0", ...env },
    });
    const authorization = `Bearer ${mintToken(secret, { id: numberedId(goodUser), username: "good" })}`;
    const headers = { authorization, "content-type": "application/json" };
    const body = JSON.stringify({ name: "quiet" });
    const made = await (await fetch(`${server.url}/api/rooms`, { method: "POST", headers, body })).json();
    const { rooms } = await (await fetch(`${server.url}/api/rooms`, { headers })).json();
    const global = rooms.find(({ name }: { name: string }) => name === "global").id;
    return new Besieged(server, global, made.id);
  }

  /** The path of an upgrade of the user of this number, into `global`. */
  path(user: number, room: string = this.global): string {
    return `${this.barePath(user)}&room_id=${room}`;
  }

  /** The same, into no room. */
  barePath(user: number): string {
    return `/ws?token=${mintToken(secret, { id: numberedId(user), username: `user${user}` })}`;
  }

  connect(): Promise<RawSocket> {
    return RawSocket.connect(this.server.port);
  }

  open(user: number): Promise<RawSocket> {
    return RawSocket.open(this.server.port, { path: this.path(user) });
  }

  /** What the good client sees while something is done to the server. */
  async during(siege: () => Promise<void>): Promise<Siege> {
    const { quiet, server: { port, pid } } = this;
    const started = performance.now();
    const before = cpuTicks(pid);
    const good = await GoodClient.start({ port, path: this.path(goodUser, quiet), room: quiet, everyMs: 10 });
    try {
      await siege();
    } catch (error) {
      await good.stop();
      throw error;
    }
    const experience = await good.stop();
    const after = cpuTicks(pid);
    const elsewhere = after.machine - before.machine - (after.own - before.own);
    const ticks = (performance.now() - started) / msPerTick * availableParallelism();
    return { ...experience, elsewhere: Math.max(0, elsewhere / ticks) };
  }

  /** Resident memory of the process, MiB. */
  get rssMb(): number {
    const pages = Number(Deno.readTextFileSync(`/proc/${this.server.pid}/statm`).split(" ")[1]);
    return pages * 4_096 / 1_048_576;
  }

  /** Open descriptors of the process. */
  get descriptors(): number {
    return [...Deno.readDirSync(`/proc/${this.server.pid}/fd`)].length;
  }

  async metric(name: string, label = ""): Promise<number> {
    const text = await (await fetch(`${this.server.url}/metrics`)).text();
    const line = text.split("\n").find((line) =>
      line.startsWith(name) && line.includes(label) && !line.startsWith("#")
    );
    return Number(line?.split(" ").at(-1) ?? 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }
}

/** What a good client saw, and how much of the machine other programs had meanwhile, 0 to 1. */
export interface Siege extends Experience {
  readonly elsewhere: number;
}

const msPerTick = 10;

/** Processor time so far, of the machine, and of the server and these tests. */
function cpuTicks(server: number): { readonly machine: number; readonly own: number } {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = Deno.readTextFileSync("/proc/stat")
    .split("\n")[0]!.trim().split(/ +/).slice(1).map(Number);
  const of = (pid: number): number => {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    // The name may hold blanks; behind it come the state and, as 12th and 13th, user and system time.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return Number(fields[11]) + Number(fields[12]);
  };
  return { machine: user + nice + system + irq + softirq + steal, own: of(server) + of(Deno.pid) };
}

/** What a good client may wait, milliseconds; and where other programs have more than a quarter of the machine. */
const goodMsMax = 200;
const goodMsMaxBusy = 2_000;

/** Every message was answered, in the time that a person takes for at once, and nobody hung up. */
export function assertGood(experience: Siege): void {
  const told = JSON.stringify(experience);
  assert.ok(experience.sent > 50, told);
  assert.equal(experience.answered, experience.sent, told);
  assert.equal(experience.closed, undefined, told);
  assert.ok(experience.p99 < (experience.elsewhere > 0.25 ? goodMsMaxBusy : goodMsMax), told);
}

/** Waits for something about the process, looking every 20 ms; fails after `ms`. */
export async function eventually(what: string, ms: number, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + ms;
  while (!await holds()) {
    if (performance.now() > end) throw new Error(`It did not come to pass within ${ms} ms: ${what}`);
    await new Promise<void>((resolve) => void setTimeout(resolve, 20));
  }
}
