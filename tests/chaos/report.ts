import { type Finding, type Rule, rules } from "./checking/chaos_checker.ts";

/** Something a scenario wants beside the rules. */
export interface Expectation {
  readonly what: string;
  readonly met: boolean;
}

export interface ChaosReport {
  readonly scenario: string;
  readonly title: string;
  readonly seed: number;
  readonly nodes: number;
  readonly clients: number;
  readonly tookMs: number;
  /** What was done to the cluster, how often. */
  readonly injected: ReadonlyMap<string, number>;
  /** Different messages that were sent, and how often one was said again. */
  readonly sent: number;
  readonly again: number;
  readonly acknowledged: number;
  /** Acknowledged as being so already, without a place. */
  readonly needless: number;
  /** Refused for good, as of somebody who was removed. */
  readonly refused: number;
  /** Neither acknowledged nor refused when it was over, and how many of those are in the log all the same. */
  readonly unknown: number;
  readonly unknownKept: number;
  readonly delivered: number;
  readonly resumes: number;
  readonly resets: number;
  readonly refusals: ReadonlyMap<string, number>;
  readonly findings: readonly Finding[];
  /** Rules that do not apply, with the reason. */
  readonly without: ReadonlyMap<Rule, string>;
  readonly expectations: readonly Expectation[];
  /** Further figures, by what they are. */
  readonly measures: ReadonlyMap<string, number | string>;
}

export function isSound({ findings, expectations }: ChaosReport): boolean {
  return findings.length === 0 && expectations.every(({ met }) => met);
}

const findingsShown = 8;

/** What happened and what was found, for people. */
export function chaosTable(report: ChaosReport): string {
  const { without, findings, expectations } = report;
  const count = Map.groupBy(findings, ({ rule }) => rule);
  const rows: [string, string | number][] = [
    ["nodes, clients, seed", `${report.nodes}, ${report.clients}, ${report.seed}`],
    ...[...report.injected].map(([what, times]): [string, string] => [`injected: ${what}`, String(times)]),
    ["messages sent, and said again", `${report.sent}, ${report.again}`],
    ["acknowledged, and as being so already", `${report.acknowledged}, ${report.needless}`],
    ["refused for good", report.refused],
    ["unknown to the end, of these in the log", `${report.unknown}, ${report.unknownKept}`],
    ["events delivered", report.delivered],
    ["resumes, resets", `${report.resumes}, ${report.resets}`],
    ...[...report.refusals].map(([code, times]): [string, number] => [`refused or closed: ${code}`, times]),
    ...report.measures,
    ...Object.keys(rules).map((name): [string, string] => {
      const rule = name as Rule;
      return [`${rule}: ${rules[rule]}`, without.get(rule) ?? String(count.get(rule)?.length ?? 0)];
    }),
    ...expectations.map(({ what, met }): [string, string] => [`wanted: ${what}`, met ? "so it is" : "NOT SO"]),
  ];
  const width = Math.min(100, Math.max(...rows.map(([name]) => name.length)));
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  const shown = [...count.values()].flatMap((of) => of.slice(0, findingsShown)).map(({ rule, what }) =>
    `  ${rule} ${what}`
  );
  const verdict = isSound(report) ? "sound" : "BROKEN";
  const head = `${report.scenario} ${report.title}: ${verdict}, ${Math.round(report.tookMs / 1_000)} s`;
  return ["", head, ...lines, ...shown, ""].join("\n");
}

/** One line of a table in Markdown. */
export function chaosRow(report: ChaosReport): string {
  const { injected, findings, without, measures } = report;
  const done = [...injected].map(([what, times]) => `${what} ${times}`).join("; ");
  const found = [...Map.groupBy(findings, ({ rule }) => rule)].map(([rule, of]) => `${rule} ${of.length}`);
  const missed = report.expectations.filter(({ met }) => !met).map(({ what }) => `not: ${what}`);
  const figures = [...measures].map(([what, value]) => `${what} ${value}`).join("; ");
  const cells = [
    report.scenario,
    done,
    report.sent,
    report.acknowledged,
    `${report.unknown} (${report.unknownKept})`,
    report.delivered,
    [...found, ...missed].join("; ") ||
    `nothing${without.size === 0 ? "" : ` (without ${[...without.keys()].join()})`}`,
    figures,
    report.seed,
  ];
  return `| ${cells.join(" | ")} |`;
}

export const chaosRowHead = [
  "| | injected | sent | acknowledged | unknown (kept) | delivered | found | measured | seed |",
  "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
].join("\n");
