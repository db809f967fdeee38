import { cpuUsage } from "node:process";
import { Counter, Gauge, type Registry } from "@prometheus-io/client";
import type { Cancel, Clock } from "../../ports/clock.ts";

/** How often the event loop is asked how late it is. */
const lagSampleMs = 250;

/**
 * What the process itself uses, under the names that Prometheus' own clients use where there is one. Needs no permission.
 * The answer stops the sampling of the event loop.
 */
export function registerProcessMetrics(registry: Registry, options: { clock: Clock; version: string }): () => void {
  const { clock, version } = options;
  const startedAt = clock.now() / 1_000;
  const registers = [registry];
  new Gauge({
    name: "parley_build_info",
    help: "1, labelled with the version of Parley and of its runtime.",
    labelNames: ["version", "deno"],
    registers,
    aggregator: "first",
  }).set({ version, deno: Deno.version.deno }, 1);
  new Gauge({
    name: "process_start_time_seconds",
    help: "Start of the process, seconds since 1970.",
    registers,
    aggregator: "min",
  }).set(startedAt);
  const { rss, heap } = memoryHelp;
  gaugeOf(registry, "process_resident_memory_bytes", rss, "max", () => Deno.memoryUsage().rss);
  gaugeOf(registry, "process_heap_bytes", heap, "sum", () => Deno.memoryUsage().heapUsed);
  new Counter({
    name: "process_cpu_seconds_total",
    help: "Processor time used by all threads, seconds.",
    registers,
    aggregator: "max",
    collect() {
      const { user, system } = cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  return sampleLag(registry, clock);
}

const memoryHelp = { rss: "Resident memory, bytes.", heap: "JavaScript heap in use, bytes." };

/** @param aggregator What the figures of several threads make together: what is the process's own is the same in each. */
function gaugeOf(
  registry: Registry,
  name: string,
  help: string,
  aggregator: "sum" | "max",
  read: () => number,
): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    aggregator,
    collect() {
      this.set(read());
    },
  });
}

function sampleLag(registry: Registry, clock: Clock): () => void {
  let worst = 0;
  let cancel: Cancel;
  const sample = (): void => {
    const due = clock.monotonic() + lagSampleMs;
    cancel = clock.after(lagSampleMs, () => {
      worst = Math.max(worst, clock.monotonic() - due);
      sample();
    });
  };
  sample();
  new Gauge({
    name: "parley_event_loop_lag_seconds",
    help: "The latest that a timer ran since the metrics were last read, seconds.",
    registers: [registry],
    aggregator: "max",
    collect() {
      this.set(worst / 1_000);
      worst = 0;
    },
  });
  return () => cancel();
}
