import type { Subject } from "./echo_server.ts";
import type { CaseResult } from "./wstest.ts";

/** Words of the suite that are no failure: 6.4 asks to refuse bad UTF-8 before a frame is whole, which nobody must. */
const passes = new Set(["OK", "NON-STRICT", "INFORMATIONAL"]);

/** Why a case may fail with a close code, where it is a stated bound that closed the connection. */
const bounds: Readonly<Record<number, string>> = {
  1003: "binary message: the protocol is text",
  1008: "fragment guard: more than 1,024 fragments, or pieces of one frame",
  1009: "message over 65,536 bytes",
};

/** Cases whose failure is the doing of what stands below Parley, and what it does. */
const knownFaults: Readonly<Partial<Record<Subject, Readonly<Record<string, string>>>>> = {
  "edge as shipped": { "7.3.6": "the runtime ends the connection over a malformed close frame without one of its own" },
};

/** Which bounds may explain a failure: with them raised, none may. */
const explaining: Readonly<Record<Subject, readonly number[]>> = {
  "node, all bounds raised": [],
  "node, message bound raised": [1008],
  "node as shipped": [1003, 1008, 1009],
  "edge as shipped": [1003, 1009],
};

export interface SubjectReport {
  readonly subject: Subject;
  readonly cases: number;
  readonly ok: number;
  readonly nonStrict: readonly string[];
  readonly informational: readonly string[];
  /** Failures that a stated bound or a known fault of the runtime explains, by the reason. */
  readonly explained: ReadonlyMap<string, readonly string[]>;
  /** Failures that nothing explains: there must be none. */
  readonly unexplained: readonly string[];
}

/** Sorts what the suite found. */
export function reportOn(subject: Subject, results: ReadonlyMap<string, CaseResult>): SubjectReport {
  const explained = new Map<string, string[]>();
  const nonStrict: string[] = [];
  const informational: string[] = [];
  const unexplained: string[] = [];
  let ok = 0;
  for (const [number, result] of results) {
    const { behavior, behaviorClose, remoteCloseCode } = result;
    if (passes.has(behavior) && passes.has(behaviorClose)) {
      if (behavior === "OK") ok++;
      else (behavior === "NON-STRICT" ? nonStrict : informational).push(number);
      continue;
    }
    const reason = reasonOf(subject, number, remoteCloseCode);
    if (reason === undefined) unexplained.push(`${number} (${behavior}, close ${behaviorClose}, ${remoteCloseCode})`);
    else explained.set(reason, [...explained.get(reason) ?? [], number]);
  }
  return { subject, cases: results.size, ok, nonStrict, informational, explained, unexplained };
}

function reasonOf(subject: Subject, number: string, code: number | null): string | undefined {
  const known = knownFaults[subject]?.[number];
  if (known !== undefined || code === null || !explaining[subject].includes(code)) return known;
  return bounds[code] === undefined ? undefined : `${code}: ${bounds[code]}`;
}

/** The reports as Markdown. */
export function markdownOf(reports: readonly SubjectReport[]): string {
  const rows = reports.map(({ subject, cases, ok, nonStrict, informational, explained, unexplained }) => {
    const bounded = [...explained.values()].reduce((sum, numbers) => sum + numbers.length, 0);
    return `| ${subject} | ${cases} | ${ok} | ${nonStrict.length} | ${informational.length} | ${bounded} | ${unexplained.length} |`;
  });
  const lists = reports.flatMap(({ subject, nonStrict, informational, explained, unexplained }) => [
    "",
    `${subject[0]!.toUpperCase()}${subject.slice(1)}:`,
    "",
    ...(nonStrict.length === 0 ? [] : [`- non-strict: ${nonStrict.join(", ")}`]),
    ...(informational.length === 0 ? [] : [`- informational: ${informational.join(", ")}`]),
    ...[...explained].map(([reason, numbers]) => `- ${reason}: ${ranges(numbers)}`),
    ...(unexplained.length === 0 ? [] : [`- **unexplained**: ${unexplained.join(", ")}`]),
  ]);
  return [
    "| subject | cases | OK | non-strict | informational | ended by a stated bound or the runtime | other failures |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
    ...lists,
  ].join("\n");
}

/** Cases in the order of the suite, those that follow each other as one: 9.3.1 to 9.3.4. */
function ranges(numbers: readonly string[]): string {
  const parts: string[] = [];
  for (let first = 0; first < numbers.length;) {
    let last = first;
    while (last + 1 < numbers.length && numbers[last + 1] === successor(numbers[last]!)) last++;
    const [from, to] = [numbers[first]!, numbers[last]!];
    parts.push(last === first ? from : `${from} to ${to}`);
    first = last + 1;
  }
  return parts.join(", ");
}

function successor(number: string): string {
  const parts = number.split(".");
  return [...parts.slice(0, -1), Number(parts.at(-1)) + 1].join(".");
}

const begin = "<!-- autobahn: begin -->";
const end = "<!-- autobahn: end -->";

/** The page with the reports in their place. Throws when the page has none. */
export function placed(page: string, reports: readonly SubjectReport[]): string {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`The page has no place between ${begin} and ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${markdownOf(reports)}\n\n${page.slice(to)}`;
}
