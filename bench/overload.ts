import { parseArgs } from "node:util";
import { createRooms, planMembers, startBenchServer } from "./bench_server.ts";
import { LoadFleet, type LoadResult } from "./load_fleet.ts";
import { describeMachine } from "./machine.ts";
import { type ProcessFigures, readProcess } from "./process_figures.ts";

const help =
  `deno run -A bench/overload.ts [options]: what becomes of 200 rooms of 5 from half to twice of what can be done
  --seconds 8       how long each rate is offered
  --capacity N      messages a second; else what the server accepts of 60,000 is taken for it
  --bytes 190       bytes of a message's content
  --threads 1       threads of the load client
`;
const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "8" },
    capacity: { type: "string" },
    bytes: { type: "string", default: "190" },
    threads: { type: "string", default: "1" },
    help: { type: "boolean", default: false },
  },
});
const seconds = Number(values.seconds);
const shares = [0.5, 0.75, 1, 1.25, 1.5, 2];
const probeRate = 60_000;
const calmMs = 2_000;
const rssEveryMs = 100;

interface Point {
  readonly offered: number;
  readonly load: LoadResult;
  readonly server: ProcessFigures;
  readonly cpuSeconds: number;
  readonly clientCpuSeconds: number;
  readonly rssMax: number;
}

async function measure(fleet: LoadFleet, pid: number, rate: number): Promise<Point> {
  await pause(calmMs);
  let rssMax = 0;
  const look = (): void => void (rssMax = Math.max(rssMax, readProcess(pid).rssBytes));
  const [before, client] = [readProcess(pid), readProcess(Deno.pid)];
  const timer = setInterval(look, rssEveryMs);
  const load = await fleet.load(rate, seconds, Number(values.bytes));
  clearInterval(timer);
  look();
  const server = readProcess(pid);
  const cpuSeconds = server.cpuSeconds - before.cpuSeconds;
  const clientCpuSeconds = readProcess(Deno.pid).cpuSeconds - client.cpuSeconds;
  return { offered: rate, load, server, cpuSeconds, clientCpuSeconds, rssMax };
}

function row({ offered, load, cpuSeconds, clientCpuSeconds, rssMax }: Point): string {
  const { sent, acks, refusals, ackLatency, ms } = load;
  const strange = refusals.filter((text) => !text.includes('"overloaded"')).length;
  const cells = [
    offered,
    Math.round(sent * 1_000 / Math.max(ms, seconds * 1_000)),
    Math.round(acks / seconds),
    Math.round(refusals.length / seconds),
    sent - acks - refusals.length,
    strange,
    ackLatency.percentile(0.5).toFixed(1),
    ackLatency.percentile(0.99).toFixed(1),
    Math.max(0, ms - seconds * 1_000).toFixed(0),
    (rssMax / 2 ** 20).toFixed(0),
    (cpuSeconds / seconds).toFixed(2),
    (clientCpuSeconds / seconds).toFixed(2),
    load.closed,
  ];
  return `| ${cells.join(" | ")} |\n`;
}

const columns = [
  "offered/s",
  "sent/s",
  "accepted/s",
  "refused/s",
  "unanswered",
  "other refusals",
  "p50 ms",
  "p99 ms",
  "last answer after the end, ms",
  "RSS MiB, most",
  "server cores",
  "client cores",
  "closed",
];

async function main(): Promise<void> {
  if (values.help) return print(help);
  print(`${describeMachine()}; load before: ${Deno.loadavg()[0]!.toFixed(2)}\n\n`);
  await using server = await startBenchServer();
  const rooms = await createRooms(server, 200);
  using fleet = new LoadFleet(Number(values.threads));
  await fleet.open(server.port, planMembers(rooms, 5), 64, "parley");
  let capacity = Number(values.capacity ?? 0);
  if (capacity === 0) {
    const { load } = await measure(fleet, server.pid, probeRate);
    capacity = Math.round(load.acks / seconds / 1_000) * 1_000;
    print(`Of ${probeRate}/s it took ${Math.round(load.acks / seconds)}/s\n\n`);
  }
  print(`| ${columns.join(" | ")} |\n|${" ---: |".repeat(columns.length)}\n`);
  for (const share of shares) print(row(await measure(fleet, server.pid, Math.round(capacity * share))));
  await fleet.close();
}

function print(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

await main();
