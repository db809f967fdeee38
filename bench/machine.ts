/** What figures were measured on: without it they say nothing. */
export function describeMachine(): string {
  const model = /^model name\s*: (.*)$/m.exec(Deno.readTextFileSync("/proc/cpuinfo"))?.[1] ?? "unknown processor";
  const load = Deno.loadavg().map((value) => value.toFixed(2)).join(" ");
  const gib = Math.round(Deno.systemMemoryInfo().total / 2 ** 30);
  return [
    `${navigator.hardwareConcurrency} cores (${model}), ${gib} GiB of memory, Linux ${Deno.osRelease()},`,
    `Deno ${Deno.version.deno} (V8 ${Deno.version.v8}), load before: ${load}`,
  ].join(" ");
}
