/** Programs that tests start beside the server, where they are installed. */

const onCi = Deno.env.get("CI") === "true";

/**
 * Why tests that need a program must be skipped, where it is not installed. On CI nothing is skipped: there a program that
 * is missing lets them fail.
 */
export async function missingReason(name: string): Promise<string | undefined> {
  if (onCi) return undefined;
  try {
    await new Deno.Command(name, { args: ["--version"], stdout: "null", stderr: "null" }).output();
    return undefined;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return `${name} is not installed`;
  }
}

/** A port that nobody listened on a moment ago. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Resolves when something listens on the port. */
export async function listens(port: number, msMax = 10_000): Promise<void> {
  const start = performance.now();
  for (;;) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch (error) {
      if (performance.now() - start > msMax) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
