import { createRooms, planMembers, startBenchServer } from "./bench_server.ts";
import { LoadFleet, type LoadResult } from "./load_fleet.ts";
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
  | "missing"
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

async function runMessages(workload: MessageWorkload, options: RunOptions): Promise<Figures> {
  await using server = await startBenchServer();
  const rooms = await createRooms(server, workload.rooms);
  const members = planMembers(rooms, workload.membersPerRoom);
  using fleet = new LoadFleet(Math.min(options.threads, members.length));
  await openAll(fleet, server.port, members, options);
  await pause(calmMs);
  const before = sample(server.pid);
  const load = await fleet.load(workload.rate, options.seconds, options.contentBytes);
  const after = sample(server.pid);
  await fleet.close();
  if (load.refusals.length > 0) throw new Error(`The server refused: ${load.refusals[0]}`);
  if (load.closed > 0) throw new Error(`${load.closed} connections were closed under load`);
  return messageFigures(workload, load, before, after);
}

function messageFigures(workload: MessageWorkload, load: LoadResult, before: Sample, after: Sample): Figures {
  const { sent, delivered, acks, disordered, latency, ackLatency } = load;
  const seconds = load.ms / 1_000;
  const cpu = after.server.cpuSeconds - before.server.cpuSeconds;
  const [main = 0, second = 0] = busiestThreads(before.server, after.server, seconds);
  const [clientThread = 0] = busiestThreads(before.client, after.client, seconds);
  return new Map<FigureName, number>([
    ["offered/s", workload.rate],
    ["delivered/s", delivered / seconds],
    ["missing", sent * workload.membersPerRoom - delivered],
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
  ]);
}

/** Members arrive and join; the server is started anew over the same data, and all come back as the members they are. */
async function runIdle(workload: IdleWorkload, options: RunOptions): Promise<Figures> {
  await using first = await startBenchServer();
  const rooms = await createRooms(first, workload.rooms);
  const members = planMembers(rooms, workload.membersPerRoom);
  using fleet = new LoadFleet(options.threads);
  const beforeJoins = sample(first.pid);
  const joined = await openAll(fleet, first.port, members, options);
  const afterJoins = sample(first.pid);
  await fleet.close();
  first.kill("SIGTERM");
  await first.exited();
  await using second = await startBenchServer(first.dataDir);
  await pause(calmMs);
  const before = sample(second.pid);
  const connected = await openAll(fleet, second.port, members, options);
  const after = sample(second.pid);
  await pause(calmMs);
  const settled = sample(second.pid);
  await fleet.close();
  const perMember = (from: Sample, to: Sample) =>
    (to.server.cpuSeconds - from.server.cpuSeconds) * 1e6 / members.length;
  return new Map<FigureName, number>([
    ["joins/s", members.length * 1_000 / joined],
    ["us/join", perMember(beforeJoins, afterJoins)],
    ["connects/s", members.length * 1_000 / connected],
    ["us/connect", perMember(before, after)],
    ["KiB/connection", (settled.server.rssBytes - before.server.rssBytes) / 1_024 / members.length],
    ["RSS MiB", settled.server.rssBytes / 2 ** 20],
    ["server cores", (after.server.cpuSeconds - before.server.cpuSeconds) * 1_000 / connected],
    ["client cores", (after.client.cpuSeconds - before.client.cpuSeconds) * 1_000 / connected],
  ]);
}

/** Milliseconds it took until everybody was connected, a member, and live. */
async function openAll(
  fleet: LoadFleet,
  port: number,
  members: ReturnType<typeof planMembers>,
  { connectAtOnce, batch }: RunOptions,
): Promise<number> {
  const { opened, ms, failure } = await fleet.open(port, members, connectAtOnce, batch);
  if (opened < members.length) throw new Error(`${opened} of ${members.length} members connected: ${failure}`);
  return ms;
}

interface Sample {
  readonly server: ProcessFigures;
  readonly client: ProcessFigures;
}

function sample(serverPid: number): Sample {
  return { server: readProcess(serverPid), client: readProcess(Deno.pid) };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
