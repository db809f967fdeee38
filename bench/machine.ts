/** What figures were measured on: without it they say nothing. */
export function describeMachine(): string {
  const model = /^model name\s*: (.*)$/m.exec(Deno.readTextFileSync("/proc/cpuinfo"))?.[1] ?? "unknown processor";
  const gib = Math.round(Deno.systemMemoryInfo().total / 2 ** 30);
  return [
    `${navigator.hardwareConcurrency} cores (${model}), ${gib} GiB of memory, Linux ${Deno.osRelease()},`,
    `Deno ${Deno.version.deno} (V8 ${Deno.version.v8})`,
  ].join(" ");
}

/** Seconds that all cores together were busy since the machine began, whoever kept them so; stolen time included. */
export function busySeconds(): number {
  const line = /^cpu +(.*)$/m.exec(Deno.readTextFileSync("/proc/stat"))?.[1] ?? "";
  const [user = 0, nice = 0, system = 0, _idle, _wait, irq = 0, softIrq = 0, steal = 0] = line.split(" ").map(Number);
  return (user + nice + system + irq + softIrq + steal) / 100;
}

const lookMs = 3_000;
const waitMsMax = 600_000;

/** Waits until nobody uses more than so much of a core, at most for so long (milliseconds), by default ten minutes. */
export async function calm(coresMax: number, msMax: number = waitMsMax): Promise<void> {
  for (const deadline = performance.now() + msMax; performance.now() < deadline;) {
    const before = busySeconds();
    await new Promise((resolve) => setTimeout(resolve, lookMs));
    if ((busySeconds() - before) * 1_000 / lookMs <= coresMax) return;
  }
}
