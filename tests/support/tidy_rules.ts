import ts from "typescript";
import { type SourceFile, walk } from "./source_file.ts";

export const fileLinesMax = 500;
export const functionLinesMax = 70;
export const medianLinesMax = 120;

/** Where time, randomness, the environment and the console may be touched: elsewhere they are parameters. */
const systemFiles = /^src\/(main\.ts$|config(\.ts$|\/)|adapters\/system\/)/;
const systemCalls = new Set(["setTimeout", "setInterval", "setImmediate"]);
const systemReads = new Set(["Deno.env", "Date.now", "Math.random", "performance.now", "process.env"]);

/** Faults as `path:line: what`, of the nodes that `find` names. */
function faultsIn(
  files: readonly SourceFile[],
  find: (node: ts.Node, file: SourceFile) => string | undefined,
): string[] {
  const faults: string[] = [];
  for (const file of files) {
    walk(file.tree, (node) => {
      const what = find(node, file);
      if (what !== undefined) faults.push(`${file.path}:${lineOf(file, node.getStart())}: ${what}`);
    });
  }
  return faults;
}

/** Faults of lines of text, comments included. */
function linesWith(files: readonly Pick<SourceFile, "path" | "text">[], pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, i) => pattern.test(line) ? [`${path}:${i + 1}: ${line.trim().slice(0, 100)}`] : [])
  );
}

function lineOf({ tree }: SourceFile, position: number): number {
  return tree.getLineAndCharacterOfPosition(position).line + 1;
}

function lineCount(text: string): number {
  return text.replace(/\n$/, "").split("\n").length;
}

export function longFiles(files: readonly SourceFile[]): string[] {
  return files.filter(({ text }) => lineCount(text) > fileLinesMax).map(({ path, text }) =>
    `${path}: ${lineCount(text)} lines`
  );
}

export function medianLines(files: readonly SourceFile[]): number {
  const counts = files.map(({ text }) => lineCount(text)).toSorted((a, b) => a - b);
  return counts[Math.floor(counts.length / 2)] ?? 0;
}

export function longFunctions(files: readonly SourceFile[]): string[] {
  return faultsIn(files, (node, file) => {
    if (!ts.isFunctionLike(node) || !("body" in node) || node.body === undefined) return undefined;
    const lines = lineOf(file, node.end) - lineOf(file, node.getStart()) + 1;
    return lines > functionLinesMax ? `a function of ${lines} lines` : undefined;
  });
}

export function anyTypes(files: readonly SourceFile[]): string[] {
  return faultsIn(files, (node) => node.kind === ts.SyntaxKind.AnyKeyword ? "any" : undefined);
}

/** Directives that silence the type checker. */
export function silencedTypes(files: readonly SourceFile[]): string[] {
  return linesWith(files, /@ts-(ignore|nocheck|expect-error)\b/);
}

export function emptyCatches(files: readonly SourceFile[]): string[] {
  return faultsIn(files, (node) => {
    return ts.isCatchClause(node) && node.block.statements.length === 0 ? "an empty catch" : undefined;
  });
}

export function consoleUses(files: readonly SourceFile[]): string[] {
  return faultsIn(files.filter(({ path }) => !systemFiles.test(path)), (node) => {
    return ts.isIdentifier(node) && node.text === "console" && !isName(node) ? "console" : undefined;
  });
}

/** The clock, timers, randomness and environment of the platform, outside the files that may touch them. */
export function systemUses(files: readonly SourceFile[]): string[] {
  return faultsIn(files.filter(({ path }) => !systemFiles.test(path)), (node) => {
    if (ts.isPropertyAccessExpression(node)) {
      const text = node.getText().replace(/^globalThis\./, "").replaceAll("?.", ".");
      return systemReads.has(text) || systemCalls.has(text) && node.getText() !== text ? text : undefined;
    }
    if (ts.isNewExpression(node) && node.expression.getText() === "Date" && !node.arguments?.length) {
      return "new Date()";
    }
    return ts.isIdentifier(node) && systemCalls.has(node.text) && !isName(node) ? node.text : undefined;
  });
}

/** Whether an identifier only names a member, not the global of that name. */
function isName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertySignature(parent) || ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent) ||
        ts.isMethodSignature(parent)) && parent.name === node;
}

export function skippedTests(files: readonly SourceFile[]): string[] {
  return faultsIn(files, (node) => {
    if (ts.isPropertyAccessExpression(node) && /^Deno\.test\.(only|ignore)$/.test(node.getText())) {
      return node.getText();
    }
    if (!ts.isPropertyAssignment(node)) return undefined;
    const written = `${node.name.getText()}: ${node.initializer.getText()}`;
    return /^((ignore|only): true|sanitize\w+: false)$/.test(written) ? written : undefined;
  });
}

/** Notes of unfinished work. (Spelt so that this file does not name them itself.) */
export function unfinishedNotes(files: readonly Pick<SourceFile, "path" | "text">[]): string[] {
  return linesWith(files, new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"].join("|")})\\b`));
}

/** Paths of somebody's machine, and addresses of package registries. */
export function machineTraces(files: readonly Pick<SourceFile, "path" | "text">[]): string[] {
  const paths = ["/ro" + "ot/", "/wo" + "rk/", "/ho" + "me/[a-z]", "/Us" + "ers/[a-z]", "[A-Z]:\\\\\\\\Us" + "ers"];
  const hosts = ["registry\\.np" + "mjs", "np" + "mmirror", "artif" + "actory"];
  return linesWith(files, new RegExp([...paths.map((path) => `(^|[\\s"'\`(=:])${path}`), ...hosts].join("|")));
}

export function badNames(paths: readonly string[]): string[] {
  return paths.filter((path) => {
    const parts = path.split("/");
    const file = parts.pop()!;
    return parts.some((part) => /^(utils?|common|helpers?|types|misc|shared)$/.test(part)) ||
      !/^[a-z0-9]+(_[a-z0-9]+)*(\.[a-z0-9]+)*$/.test(file);
  });
}

export function emojis(files: readonly Pick<SourceFile, "path" | "text">[]): string[] {
  return linesWith(files, /\p{Emoji_Presentation}/u);
}
