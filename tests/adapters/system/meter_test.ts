import assert from "node:assert/strict";
import { createSystemMeter, type SystemMeter } from "../../../src/adapters/system/meter.ts";
import { FalseClock } from "../../support/false_clock.ts";

function meterOn(clock: FalseClock): SystemMeter {
  return createSystemMeter({ clock, version: "1.2.3" });
}

async function valueOf(meter: SystemMeter, series: string): Promise<number | undefined> {
  const { body } = await meter.metrics();
  const line = body.split("\n").find((line) => line.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

Deno.test("Meter.count() adds up and reading the metrics changes nothing", async () => {
  const meter = meterOn(new FalseClock());
  meter.count("messages_in");
  meter.count("messages_out", 190);
  meter.count("messages_out", 10);
  assert.equal(await valueOf(meter, "parley_messages_in_total"), 1);
  assert.equal(await valueOf(meter, "parley_messages_out_total"), 200);
  assert.equal(await valueOf(meter, "parley_messages_out_total"), 200);
  meter.close();
});

Deno.test("Meter.gauge() shows the last value", async () => {
  const meter = meterOn(new FalseClock());
  meter.gauge("connections", 3);
  meter.gauge("connections", 2);
  assert.equal(await valueOf(meter, "parley_connections"), 2);
  assert.equal(await valueOf(meter, "parley_live_rooms"), 0);
  meter.close();
});

Deno.test("Meter.observe() puts values into the buckets they belong to", async () => {
  const meter = meterOn(new FalseClock());
  meter.observe("append_seconds", 0.004);
  meter.observe("append_batch", 100);
  assert.equal(await valueOf(meter, 'parley_append_seconds_bucket{le="0.0025"}'), 0);
  assert.equal(await valueOf(meter, 'parley_append_seconds_bucket{le="0.005"}'), 1);
  assert.equal(await valueOf(meter, 'parley_append_batch_events_bucket{le="128"}'), 1);
  meter.close();
});

Deno.test("Meter.refuse() makes no series of what is in no catalogue", async () => {
  const meter = meterOn(new FalseClock());
  for (const code of ["rate_limited", "slowConsumer", "4408", "evil-1", 'evil"2\n', "constructor"]) meter.refuse(code);
  assert.equal(await valueOf(meter, 'parley_refusals_total{code="rate_limited"}'), 1);
  assert.equal(await valueOf(meter, 'parley_refusals_total{code="4408"}'), 1);
  assert.equal(await valueOf(meter, 'parley_refusals_total{code="other"}'), 3);
  assert.doesNotMatch((await meter.metrics()).body, /evil/);
  meter.close();
});

Deno.test("Meter names every metric with help and a type, in Prometheus text", async () => {
  const meter = meterOn(new FalseClock());
  meter.refuse("internal");
  const { contentType, body } = await meter.metrics();
  assert.match(contentType, /^text\/plain; version=0\.0\.4/);
  const names = [...body.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name!);
  assert.ok(names.length > 20);
  for (const name of names) {
    assert.match(name, /^(parley|process)_[a-z_]+$/);
    assert.match(body, new RegExp(`^# HELP ${name} \\S.*\\.$`, "m"), name);
  }
  assert.match(body, /^parley_build_info\{version="1\.2\.3",deno="[\d.]+"\} 1$/m);
  meter.close();
});

Deno.test("Meter shows the memory, processor time and start of the process", async () => {
  const meter = meterOn(new FalseClock(5_000));
  assert.equal(await valueOf(meter, "process_start_time_seconds"), 5);
  assert.ok((await valueOf(meter, "process_resident_memory_bytes"))! > 1e6);
  assert.ok((await valueOf(meter, "process_cpu_seconds_total"))! > 0);
  meter.close();
});

Deno.test("Meter shows the worst lag of the event loop once, and stops sampling when closed", async () => {
  const clock = new FalseClock();
  const meter = meterOn(clock);
  await clock.tick(250);
  assert.equal(await valueOf(meter, "parley_event_loop_lag_seconds"), 0);
  // A task that blocks the loop: time passes without timers running.
  clock.block(750);
  await clock.tick(0);
  assert.equal(await valueOf(meter, "parley_event_loop_lag_seconds"), 0.5);
  assert.equal(await valueOf(meter, "parley_event_loop_lag_seconds"), 0);
  meter.close();
  assert.equal(clock.pending, 0);
});

Deno.test("Meter counts faults that nothing caught", async () => {
  const meter = meterOn(new FalseClock());
  meter.fault();
  assert.equal(await valueOf(meter, "parley_faults_total"), 1);
  meter.close();
});
