import { createInProcessBus } from "../../src/adapters/in_process/broker.ts";
import { createSqliteStore } from "../../src/adapters/sqlite/create_sqlite_store.ts";
import { createPasswordHasher } from "../../src/adapters/system/password_hasher.ts";
import { createSystemRandom } from "../../src/adapters/system/random.ts";
import { type Basis, createBasis } from "../../src/compose.ts";
import { readConfig } from "../../src/config.ts";
import { systemSources } from "../../src/config/system_sources.ts";
import { createNodeListener } from "../../src/listeners/node/node_listener.ts";
import type { Store } from "../../src/ports/store.ts";
import { createServer, type ServerPorts } from "../../src/server.ts";
import { version } from "../../src/version.ts";

/**
 * Runs the server as `src/main.ts` puts it together, over a store that is decorated. It is made to be killed, so it has no
 * way to stop; and it has no limits of rate.
 */
export async function runDecorated(
  args: readonly string[],
  decorate: (store: Store) => Store,
  further: (basis: Basis) => Partial<ServerPorts> = () => ({}),
): Promise<void> {
  const read = readConfig(systemSources(args));
  if (read.kind === "faults") throw new Error(read.faults.map(({ sentence }) => sentence).join("; "));
  const { config } = read;
  const { corsOrigins, trustProxyHops, host, port } = config;
  const basis = createBasis(config);
  const { clock, log, meter } = basis;
  const random = createSystemRandom();
  const path = config.storeUrl.slice("sqlite:".length);
  const store = await createSqliteStore({ path, thread: "worker", clock, log, meter });
  const server = createServer({
    store: decorate(store),
    broker: createInProcessBus().broker(),
    hasher: createPasswordHasher({ cost: config.bcryptCost }),
    clock,
    random,
    log,
    meter,
    ...further(basis),
  }, {
    jwtKey: new TextEncoder().encode(config.jwtSecret),
    version,
    corsOrigins,
    trustProxyHops,
    limits: () => ({ messagesPerSecond: 0, messagesBurst: 0, connectionsPerUser: 0, authPerMinute: 0 }),
    metrics: () => meter.metrics(),
  });
  await server.start();
  const { gate, tokens } = server;
  const listener = await createNodeListener({
    fetch: (request, env) => server.fetch(request, env),
    gate,
    tokens,
    corsOrigins,
    log,
    meter,
    clock,
    random,
    host,
    port,
  });
  log.info("Listening", { ...listener.address });
}
