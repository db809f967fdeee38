import { Registry } from "@prometheus-io/client";

/** What one thread's meter has counted, as plain data. */
export type MetricSnapshot = readonly MetricEntry[];

export interface MetricEntry {
  readonly name: string;
  readonly help: string;
  /** "counter", "gauge", "histogram", whatever the library's type says. */
  readonly type: unknown;
  /** What the figures of several threads make together: "sum", "max", "min", "first". */
  readonly aggregator?: unknown;
  readonly values: readonly { readonly value: number; readonly labels: object }[];
}

/** One page of metrics over the meters of several threads: summed, but for what is the process's own. */
export async function sumOfMetrics(
  snapshots: readonly MetricSnapshot[],
): Promise<{ readonly contentType: string; readonly body: string }> {
  const registry = registryOf(snapshots);
  return { contentType: registry.contentType, body: await registry.metrics() };
}

/** The same as one snapshot. */
export async function sumOfSnapshots(snapshots: readonly MetricSnapshot[]): Promise<MetricSnapshot> {
  return await registryOf(snapshots).getMetricsAsJSON();
}

/** What stays true of a thread that has ended: what it counted, not how it stood. */
export function countsOf(snapshot: MetricSnapshot): MetricSnapshot {
  return snapshot.filter(({ type, name }) => type !== "gauge" && name.startsWith("parley_"));
}

function registryOf(snapshots: readonly MetricSnapshot[]): Registry {
  return Registry.aggregate(snapshots.map((snapshot) => [...snapshot]));
}
