/** What the kernel has counted of a process. */
export interface ProcessFigures {
  /** User and system time, seconds. */
  readonly cpuSeconds: number;
  readonly rssBytes: number;
  /** User and system time of each thread, seconds, by thread id. */
  readonly threads: ReadonlyMap<string, { readonly name: string; readonly cpuSeconds: number }>;
}

/** `getconf CLK_TCK`, on every Linux there is. */
const ticksPerSecond = 100;

export function readProcess(pid: number): ProcessFigures {
  const threads = new Map<string, { name: string; cpuSeconds: number }>();
  for (const { name: id } of Deno.readDirSync(`/proc/${pid}/task`)) {
    threads.set(id, readStat(`/proc/${pid}/task/${id}/stat`));
  }
  const rss = /^VmRSS:\s*(\d+) kB/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1];
  return { ...readStat(`/proc/${pid}/stat`), rssBytes: Number(rss) * 1_024, threads };
}

/** The process that was told on its command line to listen on this port. */
export function pidOfPort(port: number): number {
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const words = commandLine(name);
    if (words.some((word, i) => word.endsWith(`:${port}`) || (word === String(port) && words[i - 1] === "--port"))) {
      return Number(name);
    }
  }
  throw new Error(`No process listens on ${port}`);
}

function commandLine(pid: string): string[] {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/cmdline`).split(/[\0 ]+/);
  } catch (error) {
    // It has ended meanwhile.
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** The share of one core that each of the busiest threads used between two readings. */
export function busiestThreads(before: ProcessFigures, after: ProcessFigures, seconds: number): number[] {
  const shares = [...after.threads].map(([id, { cpuSeconds }]) =>
    (cpuSeconds - (before.threads.get(id)?.cpuSeconds ?? 0)) / seconds
  );
  return shares.toSorted((a, b) => b - a).slice(0, 3);
}

function readStat(path: string): { name: string; cpuSeconds: number } {
  const text = Deno.readTextFileSync(path);
  const end = text.lastIndexOf(")");
  // From the state on: proc(5) counts from 1, and the state is the third field.
  const fields = text.slice(end + 2).split(" ");
  return {
    name: text.slice(text.indexOf("(") + 1, end),
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
  };
}
