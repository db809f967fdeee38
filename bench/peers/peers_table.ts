import { figureOf, row, shown } from "../results_table.ts";
import type { FigureName, Figures } from "../run_workload.ts";
import type { Workload } from "../workloads.ts";

/** All runs of one server under one workload. */
export interface Entry {
  readonly workload: Workload;
  readonly id: string;
  readonly name: string;
  readonly runs: readonly Figures[];
  /** Why there are no runs, or what was noticed in them. */
  readonly note?: string;
}

const columns: readonly FigureName[] = [
  "delivered/s",
  "delivered %",
  "us/delivery",
  "p50 ms",
  "p99 ms",
  "bytes/delivery",
  "KiB/connection",
  "connects/s",
  "RSS MiB",
  "server cores",
  "client cores",
  "others' cores",
];
/** What a workload is about; Parley's share of the peer's stands in the table. */
const mainFigure = { messages: "us/delivery", idle: "KiB/connection" } as const;

/** One Markdown table: a row a workload and server, medians, and how many times a peer's cost Parley's is. */
export function peersTable(entries: readonly Entry[]): string {
  const head = ["", "server", ...columns, "Parley's cost, of its", "remarks"];
  const rows = entries.map((entry, i) => {
    const first = entries[i - 1]?.workload !== entry.workload;
    return row([
      first ? `${entry.workload.id}: ${entry.workload.what}` : "",
      entry.name,
      ...columns.map((name) => entry.runs.length === 0 ? "" : shown(figureOf(entry.runs, name))),
      ratio(entry, entries),
      entry.note ?? "",
    ]);
  });
  return [row(head), row(head.map((_, i) => i < 2 || i === head.length - 1 ? "---" : "---:")), ...rows].join("");
}

function ratio(entry: Entry, entries: readonly Entry[]): string {
  const own = entries.find(({ id, workload }) => id === "parley" && workload === entry.workload);
  if (own === undefined || own === entry || own.runs.length === 0 || entry.runs.length === 0) return "";
  const name = mainFigure[entry.workload.kind];
  return (figureOf(own.runs, name) / figureOf(entry.runs, name)).toFixed(2);
}
