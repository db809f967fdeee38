import { processStreams } from "./process_streams.ts";
import { run } from "./run.ts";

if (import.meta.main) {
  try {
    Deno.exit(await run(Deno.args, processStreams()));
  } catch (error) {
    // Whoever read our output has gone, as `head` does: nobody is left to tell.
    if (error instanceof Deno.errors.BrokenPipe) Deno.exit(0);
    throw error;
  }
}
