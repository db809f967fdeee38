const encoder = new TextEncoder();

/** Says on standard error why the program does not run, one sentence a line. */
export function complain(sentences: readonly string[]): void {
  for (const sentence of sentences) Deno.stderr.writeSync(encoder.encode(`parley: ${sentence}\n`));
}

/** What went wrong, where no log is left to be told: a fault of the program with its stack. */
export function faultText(error: unknown): string {
  return `A fault of the program: ${error instanceof Error ? error.stack ?? error.message : String(error)}`;
}
