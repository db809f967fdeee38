import { createSystemClock } from "../src/adapters/system/clock.ts";
import { createSystemRandom } from "../src/adapters/system/random.ts";
import { complain } from "../src/complain.ts";
import { openStore } from "../src/compose_store.ts";
import { exitCodeOf, readConfig } from "../src/config.ts";
import { systemSources } from "../src/config/system_sources.ts";
import { silentLog } from "../src/ports/log.ts";
import { silentMeter } from "../src/ports/meter.ts";
import { ParleyError } from "../src/protocol/parley_error.ts";

/**
 * Brings the store that the settings name to the schema of this version, as every start does: for those who want it done
 * before, or by a user of the database whom the servers are not to be.
 */
const result = readConfig(systemSources(Deno.args));
if (result.kind === "faults") {
  complain(result.faults.map(({ sentence }) => sentence));
  Deno.exit(exitCodeOf(result.faults));
}
try {
  const ports = { clock: createSystemClock(), random: createSystemRandom(), log: silentLog, meter: silentMeter };
  const store = await openStore(result.config, ports);
  await store.close();
  await Deno.stdout.write(new TextEncoder().encode("The store is ready\n"));
} catch (error) {
  if (!(error instanceof ParleyError)) throw error;
  complain([error.message]);
  Deno.exit(1);
}
