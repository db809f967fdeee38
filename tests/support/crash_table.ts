import type { CrashReport } from "./crash_run.ts";

/** What a crash run did, for people. */
export function crashTable(report: CrashReport & { readonly seed: number }): string {
  const rows: [string, string | number][] = [
    ["seed", report.seed],
    ["kills (kill -9)", report.kills],
    ["  while messages were under way", report.killsUnderLoad],
    ["  messages under way, summed", report.inFlightAtKills],
    ["sends", report.sends],
    ["acknowledgements", report.acks],
    ["  of messages durable before they were repeated", report.duplicates],
    ["resumes of a room", report.resumes],
    ["resets", report.resets],
    ["events received", report.received],
    ...[...report.messages].map(([room, count]): [string, number] => [`log of ${room}`, count]),
    ...[...report.refusals].map(([code, count]): [string, number] => [`refused: ${code}`, count]),
    ["caught up after, ms", Math.round(report.catchUpMs)],
    ["violations", report.violations.length],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return `\n${rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join("\n")}\n`;
}
