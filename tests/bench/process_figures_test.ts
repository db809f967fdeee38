import assert from "node:assert/strict";
import { measureDurableWrite } from "../../bench/durable_write.ts";
import { busySeconds, describeMachine } from "../../bench/machine.ts";
import { busiestThreads, pidOfPort, readProcess } from "../../bench/process_figures.ts";

/** Keeps this thread busy for so long. */
function work(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

Deno.test("readProcess() counts what a process has used, in all and by thread", () => {
  const before = readProcess(Deno.pid);
  const busyBefore = busySeconds();
  work(300);
  const after = readProcess(Deno.pid);
  // The kernel counts in hundredths, and others may want the processor too.
  assert.ok(after.cpuSeconds - before.cpuSeconds >= 0.05, `${after.cpuSeconds - before.cpuSeconds} s`);
  assert.ok(busySeconds() - busyBefore >= 0.05);
  assert.ok(after.rssBytes > 10 * 2 ** 20, `${after.rssBytes} bytes`);
  const [busiest = 0] = busiestThreads(before, after, 0.3);
  assert.ok(busiest >= 0.15 && busiest <= 1.2, `${busiest} of a core`);
});

Deno.test("measureDurableWrite() takes some time, and less than a slow disk would", async () => {
  const ms = await measureDurableWrite();
  assert.ok(ms > 0 && ms < 1_000, `${ms} ms`);
});

Deno.test("describeMachine() names what figures depend on", () => {
  assert.match(describeMachine(), /^\d+ cores \(.+\), \d+ GiB of memory, Linux \S+, Deno \d/);
});

Deno.test("pidOfPort() finds the process by its command line, and says where there is none", async () => {
  const port = 1_000_000 + Deno.pid;
  assert.throws(() => pidOfPort(port), /No process listens/);
  const args = ["-c", "echo here; read line", "sh", "--port", String(port)];
  await using child = new Deno.Command("sh", { args, stdin: "piped", stdout: "piped" }).spawn();
  // Right after it was begun a process has no command line yet.
  const said = child.stdout.getReader();
  await said.read();
  assert.equal(pidOfPort(port), child.pid);
  await child.stdin.close();
  await child.status;
  await said.cancel();
});
