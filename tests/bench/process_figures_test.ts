import assert from "node:assert/strict";
import process from "node:process";
import { measureDurableWrite } from "../../bench/durable_write.ts";
import { busySeconds, describeMachine } from "../../bench/machine.ts";
import { busiestThreads, pidOfPort, readProcess } from "../../bench/process_figures.ts";

/** Works until the process has used so much of a processor, however many others want it; answers how many seconds that took. */
function work(cpuMs: number): number {
  const [begin, before] = [performance.now(), process.cpuUsage()];
  for (let used = 0; used < cpuMs;) {
    const { user, system } = process.cpuUsage(before);
    used = (user + system) / 1_000;
    assert.ok(performance.now() - begin < 60_000, "the machine has no time for this");
  }
  return (performance.now() - begin) / 1_000;
}

Deno.test("readProcess() counts what a process has used, in all and by thread", () => {
  const before = readProcess(Deno.pid);
  const busyBefore = busySeconds();
  const seconds = work(300);
  const after = readProcess(Deno.pid);
  // The kernel counts in hundredths.
  assert.ok(after.cpuSeconds - before.cpuSeconds >= 0.2, `${after.cpuSeconds - before.cpuSeconds} s`);
  assert.ok(busySeconds() - busyBefore >= 0.2);
  assert.ok(after.rssBytes > 10 * 2 ** 20, `${after.rssBytes} bytes`);
  const [busiest = 0] = busiestThreads(before, after, seconds);
  assert.ok(busiest >= 0.15 / seconds && busiest <= 1.2, `${busiest} of a core`);
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
