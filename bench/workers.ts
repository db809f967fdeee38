/** W8: what more cores bring. W1 and W4 with one and with two workers, turn about in one run; `deno run -A bench/workers.ts`. */
import { parseArgs } from "node:util";
import { createRooms, planMembers, startBenchServer } from "./bench_server.ts";
import { measureMessages } from "./run_workload.ts";
import { ServerMetrics } from "./server_metrics.ts";
import { type MessageWorkload, workloads } from "./workloads.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "W1,W4a,W4b,hot" },
    workers: { type: "string", default: "1,2" },
    runs: { type: "string", default: "3" },
    seconds: { type: "string", default: "5" },
  },
});

/** Everybody writes to one room, on whichever worker: what contention costs. */
const hot: MessageWorkload = {
  kind: "messages",
  id: "hot",
  what: "20 members of one room, 2,000 messages/s",
  rooms: 1,
  membersPerRoom: 20,
  rate: 2_000,
  talkers: 0,
};

type Row = Readonly<Record<string, number>>;

const options = { seconds: Number(values.seconds), contentBytes: 190, threads: 1, batch: false, connectAtOnce: 64 };
const wanted = values.only.split(",");
const chosen = [...workloads, hot].filter(({ id }) => wanted.includes(id)) as MessageWorkload[];
const counts = values.workers.split(",").map(Number);
const rows = new Map<string, Row[]>();

for (let run = 0; run < Number(values.runs); run++) {
  for (const workload of chosen) {
    for (const workers of counts) {
      const name = `${workload.id}, ${workers} worker${workers === 1 ? "" : "s"}`;
      rows.set(name, [...rows.get(name) ?? [], await measure(workload, workers)]);
    }
  }
}
for (const [name, runs] of rows) await print(`${name}: ${shown(runs)}\n`);

async function measure(workload: MessageWorkload, workers: number): Promise<Row> {
  // The server takes its settings from the environment, which it inherits.
  Deno.env.set("WORKERS", String(workers));
  await using server = await startBenchServer();
  const members = planMembers(await createRooms(server, workload.rooms), workload.membersPerRoom);
  const before = await ServerMetrics.read(server.url);
  const { pid, port } = server;
  const { load, figures } = await measureMessages({ pid, port, members, dialect: "parley" }, workload, options);
  const after = await ServerMetrics.read(server.url);
  const grown = (name: string): number => after.value(name) - before.value(name);
  const appends = grown("parley_append_batch_events_count");
  const figure = (name: Parameters<typeof figures.get>[0]): number => figures.get(name) ?? NaN;
  return {
    "delivered/s": figure("delivered/s"),
    "missing": figure("missing"),
    "disordered": figure("disordered"),
    "unacknowledged": figure("unacknowledged"),
    "refused": load.refusals.length,
    "us/delivery": figure("us/delivery"),
    "p50 ms": figure("p50 ms"),
    "p99 ms": figure("p99 ms"),
    "ack p99 ms": figure("ack p99 ms"),
    "server cores": figure("server cores"),
    "client cores": figure("client cores"),
    "others' cores": figure("others' cores"),
    "RSS MiB": figure("RSS MiB"),
    "conflicts %": grown("parley_append_conflicts_total") * 100 / appends,
    "gaps read/s": grown("parley_gaps_filled_total") / options.seconds,
    // Of what other nodes appended: how much needed no read.
    "carried %": share(grown("parley_events_carried_total"), grown("parley_events_read_total")),
    "forwards/s": grown("parley_forwards_total") / options.seconds,
    "forwards failed": grown("parley_forwards_failed_total"),
  };
}

function share(some: number, others: number): number {
  return some + others === 0 ? 0 : some * 100 / (some + others);
}

/** Medians, and how far the runs lie apart. */
function shown(runs: readonly Row[]): string {
  return Object.keys(runs[0]!).map((name) => {
    const sorted = runs.map((row) => row[name]!).toSorted((a, b) => a - b);
    const [least, median, most] = [sorted[0]!, sorted[Math.floor(sorted.length / 2)]!, sorted.at(-1)!];
    return `${name} ${round(median)}${least === most ? "" : ` (${round(least)} to ${round(most)})`}`;
  }).join(", ");
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

async function print(text: string): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode(text));
}
