import { parseArgs } from "node:util";
import { type Cluster, clusterKinds } from "./clusters.ts";
import { LoadFleet } from "./load_fleet.ts";
import { busySeconds, calm, describeMachine } from "./machine.ts";
import { readProcess } from "./process_figures.ts";
import { keepSection } from "./results_page.ts";
import { median, row, shown } from "./results_table.ts";

const help = `deno task bench:cluster [options]: one room on two nodes, who talks on the one, who reads on both
  --only sqlite,mongo  kinds (all: ${clusterKinds.map(({ id }) => id).join(", ")}); what cannot be had is left out
  --rates 50,400       messages a second
  --members 1000
  --runs 3             rounds; in each, every kind takes every rate in turn; medians are shown
  --seconds 5          how long messages are sent
  --calm 0.3           waits up to a minute before each run until the machine uses no more cores than that
  --print-only         leaves bench/RESULTS.md as it is
`;
const { values } = parseArgs({
  options: {
    only: { type: "string" },
    rates: { type: "string", default: "50,400" },
    members: { type: "string", default: "1000" },
    runs: { type: "string", default: "3" },
    seconds: { type: "string", default: "5" },
    calm: { type: "string" },
    "print-only": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const count = Number(values.members);
const seconds = Number(values.seconds);
const contentBytes = 190;
/** So many can send 400 messages a second without any of them sending too fast. */
const talkers = 50;
const calmMsMax = 60_000;
const settleMs = 1_500;
/** Of the same load, before what is measured: how fast code is that has never run says little of a server that runs for days. */
const warmSeconds = 1;

const columns = [
  "delivered %",
  "out of order",
  "unacknowledged",
  "p50 ms",
  "p99 ms",
  "ack p99 ms",
  "us of the nodes' CPU a delivery",
  "nodes' cores",
  "Redis and database, cores",
  "client cores",
  "others' cores",
] as const;
type Row = Readonly<Record<typeof columns[number], number>>;

async function measure(cluster: Cluster, rate: number): Promise<Row> {
  using fleet = new LoadFleet(1, talkers);
  const { opened, failure } = await fleet.open(cluster.ports[0], cluster.members, 64, cluster.dialect);
  if (opened < count) throw new Error(`${opened} of ${count} members connected: ${failure}`);
  await pause(settleMs);
  await fleet.load(rate, warmSeconds, contentBytes);
  const cpu = (pids: readonly number[]) => pids.reduce((sum, pid) => sum + readProcess(pid).cpuSeconds, 0);
  const look = () => ({
    at: performance.now(),
    busy: busySeconds(),
    nodes: cpu(cluster.pids),
    below: cpu(cluster.standsOn),
    client: cpu([Deno.pid]),
  });
  const before = look();
  const load = await fleet.load(rate, seconds, contentBytes);
  const after = look();
  await fleet.close();
  if (load.refusals.length > 0) throw new Error(`A node refused: ${load.refusals[0]}`);
  const [wall, took] = [(after.at - before.at) / 1_000, load.ms / 1_000];
  const [nodes, below, client] = [after.nodes - before.nodes, after.below - before.below, after.client - before.client];
  return {
    "delivered %": load.delivered * 100 / (load.sent * count),
    // Centrifuge's own order is not looked at: its frames carry no number that is read here.
    "out of order": cluster.dialect === "parley" ? load.disordered : NaN,
    "unacknowledged": load.sent - load.acks,
    "p50 ms": load.latency.percentile(0.5),
    "p99 ms": load.latency.percentile(0.99),
    "ack p99 ms": load.ackLatency.percentile(0.99),
    "us of the nodes' CPU a delivery": nodes * 1e6 / load.delivered,
    "nodes' cores": nodes / took,
    "Redis and database, cores": below / took,
    "client cores": client / took,
    "others' cores": Math.max(0, (after.busy - before.busy - nodes - below - client) / wall),
  };
}

async function main(): Promise<void> {
  if (values.help) return await print(help);
  const loadBefore = Deno.loadavg()[0]!;
  const chosen = clusterKinds.filter(({ id }) => values.only === undefined || values.only.split(",").includes(id));
  const rates = values.rates.split(",").map(Number);
  const runs = new Map(chosen.map(({ id }) => [id, new Map(rates.map((rate) => [rate, [] as Row[]]))]));
  const notes = new Map<string, string>();
  for (let round = 0; round < Number(values.runs); round++) {
    for (const rate of rates) {
      for (const kind of chosen) {
        if (kind.missing !== undefined) continue;
        if (values.calm !== undefined) await calm(Number(values.calm), calmMsMax);
        try {
          const figures = await kind.with(count, (cluster) => measure(cluster, rate));
          runs.get(kind.id)!.get(rate)!.push(figures);
        } catch (error) {
          notes.set(kind.id, error instanceof Error ? error.message.split("\n")[0]!.slice(0, 150) : String(error));
        }
      }
    }
  }
  const rows = rates.flatMap((rate) =>
    chosen.map(({ id, name, missing }) => {
      const all = runs.get(id)!.get(rate)!;
      const cells = columns.map((column) => all.length === 0 ? "" : shown(median(ascending(all, column))));
      return row([`${rate}/s`, name, ...cells, missing ?? notes.get(id) ?? ""]);
    })
  );
  const head = ["", "", ...columns, "remarks"];
  const table = [row(head), row(head.map((_, i) => i < 2 || i > columns.length + 1 ? "---" : "---:")), ...rows].join(
    "",
  );
  const section = describe(table, loadBefore);
  await print(section);
  if (!values["print-only"]) await keepSection("Across nodes", section);
}

function ascending(rows: readonly Row[], column: typeof columns[number]): number[] {
  return rows.map((row) => row[column]).toSorted((a, b) => a - b);
}

function describe(table: string, loadBefore: number): string {
  const legend = clusterKinds.map(({ name, legend }) => `- **${name}**: ${legend}`).join("\n");
  return `## Across nodes

\`deno task bench:cluster\`, ${new Date().toISOString().slice(0, 10)}. ${describeMachine()}; load average before: ${
    loadBefore.toFixed(2)
  }. One room of ${count} members, half of them on each of two nodes; ${talkers} of those on the first talk. Messages of
${contentBytes} bytes, ${seconds} s a run after ${warmSeconds} s that is not counted, medians of ${values.runs} rounds in which every kind took every rate in turn. Nodes,
Redis, database and load client share the cores.

${table}
Latencies are over all readers, on both nodes.

${legend}
`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function print(text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
}

await main();
