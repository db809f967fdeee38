import { createMongoStore } from "../../../src/adapters/mongo/create_mongo_store.ts";
import { createSystemClock } from "../../../src/adapters/system/clock.ts";
import { createSystemRandom } from "../../../src/adapters/system/random.ts";
import type { Store } from "../../../src/ports/store.ts";
import { MongoServer, noMongoServer } from "../../support/mongo_server.ts";

/** Where CI is at work a server must be there: what it would try must not pass for want of it. */
const missing = Deno.env.get("CI") === "true" ? undefined : noMongoServer;

/** A test that needs the server; without it skipped, and its name says why. */
export function mongoTest(name: string, fn: () => Promise<void>): void {
  Deno.test({
    name: missing === undefined ? name : `${name} (skipped: ${missing})`,
    ignore: missing !== undefined,
    fn,
  });
}

export { missing as mongoMissing };

/** A server for all tests of a file, gone at the end of it. */
export async function sharedMongoServer(): Promise<MongoServer | undefined> {
  if (missing !== undefined) return undefined;
  const server = await MongoServer.open();
  globalThis.addEventListener("unload", () => server.destroy());
  return server;
}

export interface OpenOptions {
  readonly callMsMax?: number;
  readonly purgeGraceMs?: number;
}

export function openMongoStore(url: string, options: OpenOptions = {}): Promise<Store> {
  return createMongoStore({ url, clock: createSystemClock(), random: createSystemRandom(), ...options });
}
