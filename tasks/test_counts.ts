export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The last summary that `deno test` wrote, e.g. `FAILED | 741 passed (67 steps) | 6 failed | 2 ignored (37s)`. */
export function countsIn(output: string): TestCounts {
  // deno-lint-ignore no-control-regex
  const plain = output.replace(/\x1b\[[0-9;]*m/g, "");
  const summary = plain.split("\n").findLast((line) => /^(ok|FAILED) \| \d+ passed/.test(line)) ?? "";
  const count = (what: string): number => Number(new RegExp(`(\\d+) ${what}`).exec(summary)?.[1] ?? 0);
  return { passed: count("passed"), failed: count("failed"), skipped: count("ignored") };
}

/** `N passed, N failed`, and `, N skipped` where some were. */
export function sumLine({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

export function sumOf(counts: readonly TestCounts[]): TestCounts {
  const sum = (what: keyof TestCounts) => counts.reduce((total, one) => total + one[what], 0);
  return { passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped") };
}

/** The arguments of each run, where `--and` stands between them. */
export function splitRuns(args: readonly string[]): string[][] {
  const runs: string[][] = [[]];
  for (const arg of args) {
    if (arg === "--and") runs.push([]);
    else runs.at(-1)!.push(arg);
  }
  return runs;
}
