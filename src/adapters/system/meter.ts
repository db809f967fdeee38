import { Counter, Gauge, Histogram, Registry } from "@prometheus-io/client";
import type { Clock } from "../../ports/clock.ts";
import type * as port from "../../ports/meter.ts";
import { closeCatalogue } from "../../protocol/close_code.ts";
import { errorCatalogue } from "../../protocol/error_code.ts";
import { counterHelp, gaugeHelp, histogramBuckets, histogramHelp, histogramName } from "./metric_catalogue.ts";
import type { MetricSnapshot } from "./metric_sum.ts";
import { registerProcessMetrics } from "./process_metrics.ts";

export interface SystemMeterOptions {
  readonly clock: Clock;
  readonly version: string;
}

export interface SystemMeter extends port.Meter {
  /** A fault of the program that nothing caught. */
  fault(): void;
  /** What Prometheus reads. */
  metrics(): Promise<{ readonly contentType: string; readonly body: string }>;
  /** The same as data that can be posted between threads, for `sumOfMetrics`. */
  snapshot(): Promise<MetricSnapshot>;
  close(): void;
}

/** Codes of refusals are labels only when a catalogue has them: nothing a user sends can make a new series. */
const knownCodes: ReadonlySet<string> = new Set([
  ...Object.keys(errorCatalogue),
  ...Object.keys(closeCatalogue),
  ...Object.values(closeCatalogue).map(({ code }) => String(code)),
]);

/**
 * Metrics in a Prometheus registry of their own. What is counted for every event is a plain number, read when somebody
 * asks for the metrics.
 */
export function createSystemMeter(options: SystemMeterOptions): SystemMeter {
  const registry = new Registry();
  const counts = numbersOf(counterHelp);
  const levels = numbersOf(gaugeHelp);
  let faults = 0;
  registerCounters(registry, counts);
  registerGauges(registry, levels);
  const histograms = createHistograms(registry);
  const refusals = new Counter({
    name: "parley_refusals_total",
    help: "Refusals, by code of the error catalogue or of the close catalogue.",
    labelNames: ["code"],
    registers: [registry],
  });
  new Counter({
    name: "parley_faults_total",
    help: "Faults of the program that nothing caught.",
    registers: [registry],
    collect() {
      this.reset();
      this.inc(faults);
    },
  });
  const stop = registerProcessMetrics(registry, options);

  return {
    count: (name, by = 1) => void (counts[name] += by),
    refuse: (code) => refusals.inc({ code: knownCodes.has(code) ? code : "other" }),
    gauge: (name, value) => void (levels[name] = value),
    observe(name, value, call) {
      if (call === undefined) histograms[name].observe(value);
      else histograms[name].observe({ call }, value);
    },
    fault: () => void faults++,
    metrics: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
    snapshot: () => registry.getMetricsAsJSON(),
    close: stop,
  };
}

function numbersOf<Name extends string>(help: Record<Name, string>): Record<Name, number> {
  const numbers = {} as Record<Name, number>;
  for (const name in help) numbers[name] = 0;
  return numbers;
}

function registerCounters(registry: Registry, counts: Record<port.Counter, number>): void {
  for (const [name, help] of Object.entries(counterHelp) as [port.Counter, string][]) {
    new Counter({
      name: `parley_${name}_total`,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(counts[name]);
      },
    });
  }
}

function registerGauges(registry: Registry, levels: Record<port.Gauge, number>): void {
  for (const [name, help] of Object.entries(gaugeHelp) as [port.Gauge, string][]) {
    new Gauge({
      name: `parley_${name}`,
      help,
      registers: [registry],
      // Each node of a process counts all of the cluster.
      aggregator: name === "broker_nodes" || name === "broker_healthy" || name === "search_behind" ? "max" : "sum",
      collect() {
        this.set(levels[name]);
      },
    });
  }
}

function createHistograms(registry: Registry): Record<port.Histogram, Histogram<"call">> {
  const histograms = {} as Record<port.Histogram, Histogram<"call">>;
  for (const [name, help] of Object.entries(histogramHelp) as [port.Histogram, string][]) {
    histograms[name] = new Histogram({
      name: `parley_${histogramName[name]}`,
      help,
      buckets: [...histogramBuckets[name]],
      labelNames: name === "store_seconds" ? ["call"] : [],
      registers: [registry],
    });
  }
  return histograms;
}
