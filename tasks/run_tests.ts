import { countsIn, sumLine } from "./test_counts.ts";

/**
 * Runs `deno test` with the arguments given and ends with a line of real counts: `N passed, N failed`, and
 * `, N skipped` where some were. Exits with the code of the tests.
 */
const child = new Deno.Command(Deno.execPath(), {
  args: ["test", "--allow-all", "--no-check", ...Deno.args],
  env: { NO_COLOR: "1" },
  stdin: "null",
  stdout: "piped",
}).spawn();

let output = "";
for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
  output += text;
  say(text);
}
const { code } = await child.status;
const counts = countsIn(output);
say(`${sumLine(counts)}\n`);
// No summary at all, or one without a test, is no success.
Deno.exit(code === 0 && counts.passed === 0 ? 1 : code);

function say(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}
