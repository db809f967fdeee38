import assert from "node:assert/strict";
import { createSystemMeter } from "../../../src/adapters/system/meter.ts";
import { countsOf, sumOfMetrics, sumOfSnapshots } from "../../../src/adapters/system/metric_sum.ts";
import { FalseClock } from "../../support/false_clock.ts";

/** Two meters that have counted, posted as between threads. */
async function snapshots() {
  const clock = new FalseClock();
  const meters = [createSystemMeter({ clock, version: "1" }), createSystemMeter({ clock, version: "1" })];
  for (const [i, meter] of meters.entries()) {
    meter.count("messages_in", 3 + i);
    meter.gauge("connections", 10 + i);
    meter.gauge("broker_nodes", 2);
    meter.refuse("invalid");
    meter.observe("append_seconds", i === 0 ? 0.002 : 0.2);
  }
  const taken = structuredClone(await Promise.all(meters.map((meter) => meter.snapshot())));
  for (const meter of meters) meter.close();
  return taken;
}

Deno.test("sumOfMetrics() sums counters, gauges, labels and buckets of several threads", async () => {
  const { body, contentType } = await sumOfMetrics(await snapshots());
  assert.match(contentType, /^text\/plain/);
  for (
    const line of [
      "parley_messages_in_total 7",
      "parley_connections 21",
      "parley_broker_nodes 2",
      'parley_refusals_total{code="invalid"} 2',
      'parley_append_seconds_bucket{le="0.0025"} 1',
      'parley_append_seconds_bucket{le="0.25"} 2',
      "parley_append_seconds_count 2",
    ]
  ) assert.ok(body.split("\n").includes(line), line);
});

Deno.test("sumOfMetrics() does not double what is the process's own", async () => {
  const taken = await snapshots();
  const { body } = await sumOfMetrics(taken);
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(body)?.[1]);
  const own = (name: string) => taken.map((one) => one.find((entry) => entry.name === name)!.values[0]!.value);
  for (const name of ["process_resident_memory_bytes", "process_cpu_seconds_total"]) {
    assert.equal(value(name), Math.max(...own(name)), name);
  }
  assert.equal(value("process_start_time_seconds"), Math.min(...own("process_start_time_seconds")));
  assert.match(body, /^parley_build_info\{[^}]*\} 1$/m);
});

Deno.test("countsOf() keeps what a thread that ended had counted, not how it stood", async () => {
  const [one, two] = await snapshots();
  const kept = await sumOfSnapshots([countsOf(one!), countsOf(two!)]);
  const { body } = await sumOfMetrics([kept]);
  assert.match(body, /^parley_messages_in_total 7$/m);
  assert.match(body, /^parley_append_seconds_count 2$/m);
  assert.doesNotMatch(body, /^(parley_connections|process_\w+) /m);
});
