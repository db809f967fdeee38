import { parseArgs } from "node:util";
import { createRooms, planMembers, startBenchServer } from "./bench_server.ts";
import { LoadFleet } from "./load_fleet.ts";
import { busySeconds, describeMachine } from "./machine.ts";
import { readProcess } from "./process_figures.ts";
import { quantile, ServerMetrics } from "./server_metrics.ts";

const help = `deno run -A bench/lag.ts [options]: how late the server's event loop is, by its own timers of 20 ms
  --seconds 10      how long messages are sent
  --logins 200      people who log in at once
  --runs 3
`;
const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "10" },
    logins: { type: "string", default: "200" },
    runs: { type: "string", default: "3" },
    help: { type: "boolean", default: false },
  },
});
/** The cost of password hashes with which the server ships. */
const env = { BCRYPT_COST: "12" };
const accounts = 10;
const password = "a password for benchmarks";
const histogram = "parley_loop_lag_seconds";

interface Row {
  readonly what: string;
  readonly before: ServerMetrics;
  readonly after: ServerMetrics;
  readonly serverCores: number;
  readonly othersCores: number;
  readonly note: string;
}

async function observe(what: string, server: { url: string; pid: number }, work: () => Promise<string>): Promise<Row> {
  const before = await ServerMetrics.read(server.url);
  const start = {
    at: performance.now(),
    busy: busySeconds(),
    server: readProcess(server.pid),
    own: readProcess(Deno.pid),
  };
  const note = await work();
  const seconds = (performance.now() - start.at) / 1_000;
  const cpu = readProcess(server.pid).cpuSeconds - start.server.cpuSeconds;
  const own = readProcess(Deno.pid).cpuSeconds - start.own.cpuSeconds;
  const others = Math.max(0, busySeconds() - start.busy - cpu - own);
  const after = await ServerMetrics.read(server.url);
  return { what, before, after, serverCores: cpu / seconds, othersCores: others / seconds, note };
}

function shown({ what, before, after, serverCores, othersCores, note }: Row): string {
  const at = (share: number): string => (quantile(before, after, histogram, share) * 1_000).toFixed(1);
  const cells = [what, at(0.5), at(0.99), at(1), serverCores.toFixed(2), othersCores.toFixed(2), note];
  return `| ${cells.join(" | ")} |\n`;
}

async function post(url: string, body: unknown): Promise<number> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  await response.body?.cancel();
  return response.status;
}

/** Everybody at once; who is told that there is too much to do comes back until let in. */
async function logInAll(url: string, count: number): Promise<string> {
  let refused = 0;
  const start = performance.now();
  await Promise.all(Array.from({ length: count }, async (_, i) => {
    for (;;) {
      const status = await post(`${url}/api/auth/login`, { email: `user${i % accounts}@example.com`, password });
      if (status === 200) return;
      if (status !== 503) throw new Error(`A login was answered ${status}`);
      refused++;
      await pause(1_000);
    }
  }));
  return `all in after ${((performance.now() - start) / 1_000).toFixed(1)} s, ${refused} times 503`;
}

async function run(): Promise<Row[]> {
  await using server = await startBenchServer(undefined, { env });
  for (let i = 0; i < accounts; i++) {
    const status = await post(`${server.url}/api/auth/register`, {
      username: `user${i}`,
      email: `user${i}@example.com`,
      password,
    });
    if (status !== 201) throw new Error(`An account could not be made: ${status}`);
  }
  const idle = await observe("idle", server, () => pause(3_000).then(() => ""));
  const logins = await observe(`${values.logins} log in at once`, server, () => {
    return logInAll(server.url, Number(values.logins));
  });
  const rooms = await createRooms(server, 1);
  using fleet = new LoadFleet(1);
  const members = planMembers(rooms, 1_000);
  const { opened } = await fleet.open(server.port, members, 64, "parley");
  await pause(1_500);
  const w1 = await observe("W1: 1,000 members, 400 messages/s", server, async () => {
    const { sent, delivered, latency } = await fleet.load(400, Number(values.seconds), 190);
    const share = delivered * 100 / (sent * opened);
    return `${share.toFixed(1)} % delivered, p99 ${latency.percentile(0.99).toFixed(1)} ms`;
  });
  await fleet.close();
  return [idle, w1, logins];
}

async function main(): Promise<void> {
  if (values.help) return print(help);
  print(`${describeMachine()}; load before: ${Deno.loadavg()[0]!.toFixed(2)}\n\n`);
  print(
    "| | p50 ms | p99 ms | most ms | server cores | others' cores | |\n|---|---: | ---: | ---: | ---: | ---: | --- |\n",
  );
  for (let i = 0; i < Number(values.runs); i++) for (const row of await run()) print(shown(row));
}

function print(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

await main();
