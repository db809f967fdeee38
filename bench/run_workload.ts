import { createRooms, planMembers, startBenchServer } from "./bench_server.ts";
import type { DialectName } from "./dialects.ts";
import { LoadFleet, type LoadResult } from "./load_fleet.ts";
import type { MemberPlan } from "./member_plan.ts";
import { busySeconds } from "./machine.ts";
import { busiestThreads, type ProcessFigures, readProcess } from "./process_figures.ts";
import type { IdleWorkload, MessageWorkload, Workload } from "./workloads.ts";

export interface RunOptions {
  /** How long messages are sent. */
  readonly seconds: number;
  /** Bytes of a message's content. */
  readonly contentBytes: number;
  /** Threads of the load client. */
  readonly threads: number;
  /** Sessions negotiate `parley.v1.batch`. */
  readonly batch: boolean;
  /** Upgrades under way at once. */
  readonly connectAtOnce: number;
}

/** The figures of one run, by name; what a workload does not measure is absent. */
export type Figures = ReadonlyMap<FigureName, number>;

export type FigureName =
  | "offered/s"
  | "delivered/s"
  | "delivered %"
  | "bytes/delivery"
  | "missing"
  | "refused"
  | "disordered"
  | "unacknowledged"
  | "us/delivery"
  | "us/message"
  | "p50 ms"
  | "p99 ms"
  | "ack p50 ms"
  | "ack p99 ms"
  | "RSS MiB"
  | "server cores"
  | "main thread"
  | "second thread"
  | "client cores"
  | "client busiest thread"
  | "others' cores"
  | "joins/s"
  | "us/join"
  | "connects/s"
  | "us/connect"
  | "KiB/connection";

/** Time for what the joins have left to be done. */
const calmMs = 1_500;

/** Runs a workload once against a server of its own. */
export function runWorkload(workload: Workload, options: RunOptions): Promise<Figures> {
  return workload.kind === "messages" ? runMessages(workload, options) : runIdle(workload, options);
}

/** A server that is measured, whichever it is, and those who shall connect to it. */
export interface Measured {
  readonly pid: number;
  readonly port: number;
  readonly dialect: DialectName;
  readonly members: readonly MemberPlan[];
}

async function runMessages(workload: MessageWorkload, options: RunOptions): Promise<Figures> {
  await using server = await startBenchServer();
  const rooms = await createRooms(server, workload.rooms);
  const members = planMembers(rooms, workload.membersPerRoom);
  const { pid, port } = server;
  const { load, figures } = await measureMessages(
    { pid, port, members, dialect: dialectOf(options) },
    workload,
    options,
  );
  // What it has too much to do for is a figure; anything else that it refuses is a fault of the bench.
  const strange = load.refusals.find((text) => !text.includes('"overloaded"'));
  if (strange !== undefined) throw new Error(`The server refused: ${strange}`);
  if (load.closed > 0) throw new Error(`${load.closed} connections were closed under load`);
  return figures;
}

/** Connects everybody, lets them talk, and reads what that cost. */
export async function measureMessages(
  server: Measured,
  workload: MessageWorkload,
  options: RunOptions,
): Promise<{ readonly load: LoadResult; readonly figures: Figures }> {
  using fleet = new LoadFleet(Math.min(options.threads, server.members.length), workload.talkers);
  await openAll(fleet, server, options);
  await pause(calmMs);
  const before = sample(server.pid);
  const load = await fleet.load(workload.rate, options.seconds, options.contentBytes);
  const after = sample(server.pid);
  await fleet.close();
  return { load, figures: messageFigures(workload, load, before, after) };
}

function dialectOf({ batch }: RunOptions): DialectName {
  return batch ? "parleyBatch" : "parley";
}

function messageFigures(workload: MessageWorkload, load: LoadResult, before: Sample, after: Sample): Figures {
  const { delivered, acks, disordered, latency, ackLatency } = load;
  const refused = load.refusals.length;
  const sent = load.sent - refused;
  const seconds = load.ms / 1_000;
  const wallSeconds = (after.atMs - before.atMs) / 1_000;
  const cpu = after.server.cpuSeconds - before.server.cpuSeconds;
  const [main = 0, second = 0] = busiestThreads(before.server, after.server, seconds);
  const [clientThread = 0] = busiestThreads(before.client, after.client, seconds);
  return new Map<FigureName, number>([
    ["offered/s", workload.rate],
    ["delivered/s", delivered / seconds],
    ["delivered %", delivered * 100 / (sent * workload.membersPerRoom)],
    ["bytes/delivery", load.bytes / delivered],
    ["missing", sent * workload.membersPerRoom - delivered],
    ["refused", refused],
    ["disordered", disordered],
    ["unacknowledged", sent - acks],
    ["us/delivery", cpu * 1e6 / delivered],
    ["us/message", cpu * 1e6 / sent],
    ["p50 ms", latency.percentile(0.5)],
    ["p99 ms", latency.percentile(0.99)],
    ["ack p50 ms", ackLatency.percentile(0.5)],
    ["ack p99 ms", ackLatency.percentile(0.99)],
    ["RSS MiB", after.server.rssBytes / 2 ** 20],
    ["server cores", cpu / seconds],
    ["main thread", main],
    ["second thread", second],
    ["client cores", (after.client.cpuSeconds - before.client.cpuSeconds) / seconds],
    ["client busiest thread", clientThread],
    ["others' cores", othersCores(before, after, wallSeconds)],
  ]);
}

/** Members arrive and join; the server is started anew over the same data, and all come back as the members they are. */
async function runIdle(workload: IdleWorkload, options: RunOptions): Promise<Figures> {
  await using first = await startBenchServer();
  const rooms = await createRooms(first, workload.rooms);
  const members = planMembers(rooms, workload.membersPerRoom);
  using fleet = new LoadFleet(options.threads);
  const dialect = dialectOf(options);
  const beforeJoins = sample(first.pid);
  const joined = await openAll(fleet, { pid: first.pid, port: first.port, members, dialect }, options);
  const afterJoins = sample(first.pid);
  await fleet.close();
  first.kill("SIGTERM");
  await first.exited();
  await using second = await startBenchServer(first.dataDir);
  const arrival = await measureArrival({ pid: second.pid, port: second.port, members, dialect }, options);
  return new Map<FigureName, number>([
    ["joins/s", members.length * 1_000 / joined],
    ["us/join", (afterJoins.server.cpuSeconds - beforeJoins.server.cpuSeconds) * 1e6 / members.length],
    ...arrival,
  ]);
}

/** Connects everybody to a server that has just been started, and reads what they cost while they only are there. */
export async function measureArrival(server: Measured, options: RunOptions): Promise<Figures> {
  using fleet = new LoadFleet(options.threads);
  await pause(calmMs);
  const before = sample(server.pid);
  const connected = await openAll(fleet, server, options);
  const after = sample(server.pid);
  await pause(calmMs);
  const settled = sample(server.pid);
  await fleet.close();
  const count = server.members.length;
  const cpu = after.server.cpuSeconds - before.server.cpuSeconds;
  return new Map<FigureName, number>([
    ["connects/s", count * 1_000 / connected],
    ["us/connect", cpu * 1e6 / count],
    ["KiB/connection", (settled.server.rssBytes - before.server.rssBytes) / 1_024 / count],
    ["RSS MiB", settled.server.rssBytes / 2 ** 20],
    ["server cores", cpu * 1_000 / connected],
    ["client cores", (after.client.cpuSeconds - before.client.cpuSeconds) * 1_000 / connected],
    ["others' cores", othersCores(before, after, connected / 1_000)],
  ]);
}

/** Milliseconds it took until everybody was connected, a member, and live. */
async function openAll(fleet: LoadFleet, server: Measured, { connectAtOnce }: RunOptions): Promise<number> {
  const { port, members, dialect } = server;
  const { opened, ms, failure } = await fleet.open(port, members, connectAtOnce, dialect);
  if (opened < members.length) throw new Error(`${opened} of ${members.length} members connected: ${failure}`);
  return ms;
}

interface Sample {
  readonly atMs: number;
  /** Of the whole machine. */
  readonly busySeconds: number;
  readonly server: ProcessFigures;
  readonly client: ProcessFigures;
}

function sample(serverPid: number): Sample {
  return {
    atMs: performance.now(),
    busySeconds: busySeconds(),
    server: readProcess(serverPid),
    client: readProcess(Deno.pid),
  };
}

/** Cores that neither the server nor the load client kept busy: a figure with many of them is worth little. */
function othersCores(before: Sample, after: Sample, seconds: number): number {
  const ours = (sample: Sample) => sample.server.cpuSeconds + sample.client.cpuSeconds;
  return Math.max(0, (after.busySeconds - before.busySeconds - (ours(after) - ours(before))) / seconds);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
