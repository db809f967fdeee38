import type { FigureName, Figures } from "./run_workload.ts";
import type { Workload } from "./workloads.ts";

export interface WorkloadResult {
  readonly workload: Workload;
  readonly runs: readonly Figures[];
}

const messageColumns: readonly FigureName[] = [
  "delivered/s",
  "missing",
  "refused",
  "disordered",
  "unacknowledged",
  "us/delivery",
  "p50 ms",
  "p99 ms",
  "ack p50 ms",
  "ack p99 ms",
  "RSS MiB",
  "server cores",
  "main thread",
  "second thread",
  "client cores",
  "others' cores",
];
const idleColumns: readonly FigureName[] = [
  "joins/s",
  "us/join",
  "connects/s",
  "us/connect",
  "KiB/connection",
  "RSS MiB",
  "server cores",
  "client cores",
  "others' cores",
];
/** Of these the worst run counts: a median would hide a loss. */
const worstOf = new Set<FigureName>(["missing", "refused", "disordered", "unacknowledged"]);

/** Markdown tables of the medians of all runs, for loads and for idle members. */
export function resultsTable(results: readonly WorkloadResult[]): string {
  const talking = results.filter(({ workload }) => workload.kind === "messages");
  const idle = results.filter(({ workload }) => workload.kind === "idle");
  return [table(talking, messageColumns), table(idle, idleColumns)].filter((text) => text !== "").join("\n");
}

function table(results: readonly WorkloadResult[], columns: readonly FigureName[]): string {
  if (results.length === 0) return "";
  const rows = results.map(({ workload, runs }) =>
    row([`${workload.id}: ${workload.what}`, ...columns.map((name) => shown(figureOf(runs, name)))])
  );
  return [row(["", ...columns]), row(["---", ...columns.map(() => "---:")]), ...rows].join("");
}

export function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |\n`;
}

/** The median, or the worst where a median would hide a loss. */
export function figureOf(runs: readonly Figures[], name: FigureName): number {
  const values = runs.map((run) => run.get(name) ?? NaN).toSorted((a, b) => a - b);
  return worstOf.has(name) ? Math.max(...values) : median(values);
}

/** Of ascending values. */
export function median(values: readonly number[]): number {
  const middle = values.length >> 1;
  if (values.length % 2 === 1) return values[middle]!;
  return (values[middle - 1]! + values[middle]!) / 2;
}

export function shown(value: number): string {
  if (Number.isNaN(value)) return "";
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString("en-US");
  return value.toFixed(Number.isInteger(value) ? 0 : Math.abs(value) < 10 ? 2 : 1);
}
