import { removeSearch, searchPath } from "../src/adapters/sqlite/search_file.ts";
import { createSystemClock } from "../src/adapters/system/clock.ts";
import { createSystemRandom } from "../src/adapters/system/random.ts";
import { complain } from "../src/complain.ts";
import { openStore } from "../src/compose_store.ts";
import { searchBatchEntries } from "../src/limits.ts";
import { silentLog } from "../src/ports/log.ts";
import { silentMeter } from "../src/ports/meter.ts";
import { ParleyError } from "../src/protocol/parley_error.ts";
import { createProgress } from "./reindex_progress.ts";
import { stoppedDataFile } from "./stopped_data_file.ts";

/**
 * Makes the index of search anew, of a server that is stopped: throws away the file beside the data, and takes all logs in. It may
 * be stopped at any moment: what is taken in is kept, and the next start of a server goes on from there.
 */

/** How often it says how far it is, where nobody looks at a terminal, milliseconds. */
const saidEveryMs = 5_000;
async function say(text: string): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode(text));
}

async function reindex(storeUrl: string): Promise<number> {
  const clock = createSystemClock();
  const ports = { clock, random: createSystemRandom(), log: silentLog, meter: silentMeter };
  removeSearch(searchPath(storeUrl.slice("sqlite:".length)));
  const store = await openStore({ storeUrl }, ports);
  let stopped = false;
  const stop = (): void => {
    stopped = true;
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, stop);
  const live = Deno.stdout.isTerminal();
  const progress = createProgress(clock.monotonic());
  let saidAt = -Infinity;
  try {
    for (let left = 1; left > 0 && !stopped;) {
      const { indexed, behind } = await store.search.advance(searchBatchEntries);
      left = behind;
      progress.took(indexed, behind);
      const now = clock.monotonic();
      if (!live && now - saidAt < saidEveryMs && left > 0) continue;
      saidAt = now;
      await say(live ? `\r\x1b[2K${progress.text(now)}` : `${progress.text(now)}\n`);
    }
    await say(live ? "\n" : "");
    if (!stopped) await say("The index of search is made anew\n");
    else complain(["Stopped: the next start of a server goes on from here, or this from the beginning"]);
    return stopped ? 130 : 0;
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.removeSignalListener(signal, stop);
    await store.close();
  }
}

const path = stoppedDataFile(
  "The index of a MongoDB database is made anew by dropping search and search_cursors while all servers are stopped",
);
try {
  Deno.exitCode = await reindex(`sqlite:${path}`);
} catch (error) {
  if (!(error instanceof ParleyError)) throw error;
  complain([error.message]);
  Deno.exitCode = 1;
}
