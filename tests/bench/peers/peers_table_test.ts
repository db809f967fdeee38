import assert from "node:assert/strict";
import { type Entry, peersTable } from "../../../bench/peers/peers_table.ts";
import type { FigureName } from "../../../bench/run_workload.ts";
import { workloads } from "../../../bench/workloads.ts";

const [talking, idle] = [workloads.find(({ id }) => id === "W1")!, workloads.find(({ id }) => id === "W5")!];

function entry(id: string, workload: Entry["workload"], name: FigureName, ...values: number[]): Entry {
  return { id, name: id, workload, runs: values.map((value) => new Map([[name, value]])) };
}

function cells(table: string): string[][] {
  return table.trim().split("\n").map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

function column(table: string, name: string): string[] {
  const [head, , ...rows] = cells(table);
  return rows.map((row) => row[head!.indexOf(name)]!);
}

Deno.test("peersTable() shows medians, and what Parley costs of what each peer does", () => {
  const table = peersTable([
    entry("parley", talking, "us/delivery", 3, 1, 2),
    entry("bun", talking, "us/delivery", 4, 400, 0.1),
    entry("ws", talking, "us/delivery", 1, 1, 1),
  ]);
  assert.deepEqual(column(table, "us/delivery"), ["2", "4", "1"]);
  assert.deepEqual(column(table, "Parley's cost, of its"), ["", "0.50", "2.00"]);
});

Deno.test("peersTable() compares memory where members only are there, each workload with its own", () => {
  const table = peersTable([
    entry("parley", talking, "us/delivery", 1),
    entry("nats", talking, "us/delivery", 2),
    entry("parley", idle, "KiB/connection", 12),
    entry("nats", idle, "KiB/connection", 48),
  ]);
  assert.deepEqual(column(table, "Parley's cost, of its"), ["", "0.50", "", "0.25"]);
  assert.deepEqual(column(table, "").map((cell) => cell.slice(0, 3)), ["W1:", "", "W5:", ""]);
});

Deno.test("peersTable() says why a peer has no figures, and every row has as many cells as the head", () => {
  const left: Entry = { id: "bun", name: "Bun", workload: talking, runs: [], note: "left out: npm failed" };
  const table = peersTable([entry("parley", talking, "us/delivery", 1), left]);
  assert.deepEqual(column(table, "remarks"), ["", "left out: npm failed"]);
  assert.equal(new Set(cells(table).map(({ length }) => length)).size, 1);
});

Deno.test("peersTable() compares nothing when Parley itself was not measured", () => {
  const own: Entry = { id: "parley", name: "Parley", workload: talking, runs: [], note: "it failed" };
  assert.deepEqual(column(peersTable([own, entry("bun", talking, "us/delivery", 1)]), "Parley's cost, of its"), [
    "",
    "",
  ]);
});
