import { createSqliteStore } from "./adapters/sqlite/create_sqlite_store.ts";
import type { Config } from "./config.ts";
import type { Clock } from "./ports/clock.ts";
import type { Log } from "./ports/log.ts";
import type { Meter } from "./ports/meter.ts";
import type { Random } from "./ports/random.ts";
import type { Store } from "./ports/store.ts";

export interface StorePorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly meter: Meter;
}

/**
 * Opens the store that the settings name. MongoDB's driver is loaded only for MongoDB, so that it costs nobody else memory
 * or start-up time.
 *
 * @throws ParleyError `unavailable` with one sentence that says what to do, without a secret.
 */
export async function openStore({ storeUrl }: Pick<Config, "storeUrl">, ports: StorePorts): Promise<Store> {
  if (storeUrl.startsWith("sqlite:")) {
    return await createSqliteStore({ ...ports, path: storeUrl.slice("sqlite:".length), thread: "worker" });
  }
  const { createMongoStore } = await import("./adapters/mongo/create_mongo_store.ts");
  return await createMongoStore({ ...ports, url: storeUrl });
}
