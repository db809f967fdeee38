import { countsOf, type MetricSnapshot, sumOfMetrics, sumOfSnapshots } from "../adapters/system/metric_sum.ts";
import type { MetricsPage } from "./node_messages.ts";
import type { NodeThread } from "./node_thread.ts";

/** The metrics of all nodes as one page, whichever of them was asked. */
export class MetricsOfAll {
  /** What ended nodes have counted: without it a sum would go back, which Prometheus takes for a new start. */
  #kept: MetricSnapshot = [];
  #restarts = 0;

  /** @param own The meter of the thread that keeps the nodes. */
  async page(nodes: readonly NodeThread[], own: MetricSnapshot): Promise<MetricsPage> {
    const snapshots = await Promise.all(nodes.map((node) => node.collect()));
    const connections = nodes.map(({ number }, i) => ({
      labels: { worker: String(number) },
      value: snapshots[i]!.find(({ name }) => name === "parley_connections")?.values[0]?.value ?? 0,
    }));
    return await sumOfMetrics([
      ...snapshots,
      this.#kept,
      own,
      [
        gauge("parley_workers", "Workers that serve.", [{ labels: {}, value: nodes.length }]),
        gauge("parley_worker_connections", "Live connections, by worker.", connections),
        {
          name: "parley_worker_restarts_total",
          help: "Workers that ended and were started again.",
          type: "counter",
          aggregator: "sum",
          values: [{ labels: {}, value: this.#restarts }],
        },
      ],
    ]);
  }

  /** A node has ended and another takes its place. */
  async replaced(node: NodeThread): Promise<void> {
    this.#restarts++;
    this.#kept = await sumOfSnapshots([this.#kept, countsOf(node.collected)]);
  }
}

function gauge(name: string, help: string, values: MetricSnapshot[number]["values"]): MetricSnapshot[number] {
  return { name, help, type: "gauge", aggregator: "sum", values };
}
