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

/**
 * The arguments of each run: what stands behind `--apart` is run by itself, and left out of the folders before it.
 *
 * @param list What is in a folder.
 */
export function splitRuns(args: readonly string[], list: (folder: string) => readonly string[]): string[][] {
  const at = args.indexOf("--apart");
  if (at < 0) return [[...args]];
  const [rest, apart] = [args.slice(0, at), args.slice(at + 1)];
  const isSplit = (folder: string) => apart.some((path) => path.startsWith(`${folder}/`));
  const paths = (folder: string) =>
    list(folder).map((name) => `${folder}/${name}`).filter((path) => !apart.includes(path));
  const options = rest.filter((arg) => arg.startsWith("--"));
  return [rest.flatMap((arg) => isSplit(arg) ? paths(arg) : [arg]), [...options, ...apart]];
}
