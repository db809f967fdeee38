import assert from "node:assert/strict";
import { LatencyHistogram } from "../../bench/latency_histogram.ts";
import { median, resultsTable } from "../../bench/results_table.ts";
import type { FigureName } from "../../bench/run_workload.ts";
import { workloads } from "../../bench/workloads.ts";

Deno.test("LatencyHistogram.percentile() is the upper edge of the bucket that holds the share", () => {
  const histogram = new LatencyHistogram();
  for (let us = 1_000; us <= 100_000; us += 1_000) histogram.add(us);
  assert.equal(histogram.total, 100);
  assert.equal(histogram.percentile(0.5), 50.05);
  assert.equal(histogram.percentile(0.99), 99.05);
  assert.equal(histogram.percentile(1), 100.05);
});

Deno.test("LatencyHistogram.add() takes what is out of range for the nearest that is in range", () => {
  const histogram = new LatencyHistogram();
  histogram.add(-5);
  assert.equal(histogram.percentile(1), 0.05);
  histogram.add(1e12);
  assert.equal(histogram.percentile(1), 20_000);
});

Deno.test("LatencyHistogram.merge() adds what another thread counted", () => {
  const histogram = new LatencyHistogram();
  const other = new LatencyHistogram();
  histogram.add(1_000);
  other.add(9_000);
  histogram.merge(new LatencyHistogram(other.counts));
  assert.equal(histogram.total, 2);
  assert.equal(histogram.percentile(1), 9.05);
  histogram.clear();
  assert.ok(Number.isNaN(histogram.percentile(0.5)));
});

Deno.test("median() is the middle, or between the two middles", () => {
  assert.equal(median([1, 2, 9]), 2);
  assert.equal(median([1, 2, 4, 9]), 3);
});

Deno.test("resultsTable() shows medians, but the worst run's losses", () => {
  const runs = [[1, 0], [2, 7], [3, 0]].map(([us, missing]) =>
    new Map<FigureName, number>([["us/delivery", us!], ["missing", missing!]])
  );
  const [head = "", , row = ""] = resultsTable([{ workload: workloads[0]!, runs }]).split("\n");
  const cell = (name: string): string => row.split(" | ")[head.split(" | ").indexOf(name)]!;
  assert.equal(cell("us/delivery"), "2");
  assert.equal(cell("missing"), "7");
});
