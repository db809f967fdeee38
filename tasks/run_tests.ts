import { getPriority, setPriority } from "node:os";
import { countsIn, splitRuns, sumLine, sumOf } from "./test_counts.ts";

/**
 * Runs `deno test` with the arguments given, what stands behind `--apart` beside the rest, and ends with a line of
 * real counts: `N passed, N failed`, and `, N skipped` where some were. What the first says is shown as it comes, what the
 * others say after it; they have the processor where the first leaves it. Exits with the code of the tests.
 */
const runs = splitRuns(Deno.args, namesIn).map((args, i) => startTests(args, i > 0));
const outputs = await Promise.all(runs.map(({ output }, i) => gather(output, i === 0 ? say : () => {})));
for (const output of outputs.slice(1)) say(output);
const codes = await Promise.all(runs.map(async ({ status }) => (await status).code));
const counts = outputs.map(countsIn);
say(`${sumLine(sumOf(counts))}\n`);
// No summary at all, or one without a test, is no success.
const isEmpty = counts.some(({ passed }) => passed === 0);
Deno.exit(codes.find((code) => code !== 0) ?? (isEmpty ? 1 : 0));

function namesIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
}

function startTests(args: readonly string[], yields: boolean) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "--allow-all", "--no-check", ...args],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
  }).spawn();
  if (yields) setPriority(child.pid, Math.min(19, getPriority() + 5));
  return { output: child.stdout, status: child.status };
}

async function gather(stream: ReadableStream<Uint8Array<ArrayBuffer>>, show: (text: string) => void): Promise<string> {
  let output = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    output += text;
    show(text);
  }
  return output;
}

function say(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}
