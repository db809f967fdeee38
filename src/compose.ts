import { createInProcessBus } from "./adapters/in_process/broker.ts";
import { createSqliteStore } from "./adapters/sqlite/create_sqlite_store.ts";
import { createSystemClock } from "./adapters/system/clock.ts";
import { createSystemLog, type SystemLog } from "./adapters/system/log.ts";
import { createSystemMeter, type SystemMeter } from "./adapters/system/meter.ts";
import { createPasswordHasher } from "./adapters/system/password_hasher.ts";
import { createSystemRandom } from "./adapters/system/random.ts";
import type { Config } from "./config.ts";
import { openDataFolder } from "./config/data_folder.ts";
import { openJwtKey } from "./config/jwt_key.ts";
import { colorsWelcome } from "./config/system_sources.ts";
import type { ListenerDeps } from "./listeners/listener.ts";
import type { Clock } from "./ports/clock.ts";
import { ParleyError } from "./protocol/parley_error.ts";
import { createServer, type LimitSettings, type Server } from "./server.ts";
import { version } from "./version.ts";

/** What every part is given, whatever else fails to start. */
export interface Basis {
  readonly clock: Clock;
  readonly log: SystemLog;
  readonly meter: SystemMeter;
}

/** A server with its ports open, ready to be listened for. */
export interface Composition {
  readonly server: Server;
  readonly listenerDeps: ListenerDeps;
  /** The data folder was made now. */
  readonly firstStart: boolean;
  /** Closes the ports, not the basis. After `server.drain()`. */
  close(): Promise<void>;
}

export interface ComposeOptions {
  readonly limits: () => LimitSettings;
  /** Runs on Deno Deploy. */
  readonly onDeploy: boolean;
}

/** Throws `ParleyError("unavailable")` when the log file cannot be written. */
export function createBasis(config: Config): Basis {
  const clock = createSystemClock();
  const pretty = config.logFormat === "auto" ? Deno.stdout.isTerminal() : config.logFormat === "pretty";
  const log = createSystemLog({
    level: config.logLevel,
    format: pretty ? "pretty" : "json",
    colors: colorsWelcome(),
    file: config.logFile,
    output: Deno.stdout,
    now: () => clock.now(),
  });
  return { clock, log, meter: createSystemMeter({ clock, version }) };
}

/** Opens everything the settings name and starts the server. Throws `ParleyError` with one sentence that says what to do. */
export async function compose(config: Config, basis: Basis, options: ComposeOptions): Promise<Composition> {
  const { clock, log, meter } = basis;
  if (options.onDeploy) {
    throw new ParleyError(
      "unavailable",
      "Deno Deploy keeps no files, so the SQLite store would lose everything: run Parley on a machine or in a container",
    );
  }
  const random = createSystemRandom();
  const firstStart = await openDataFolder(config.dataDir);
  const jwtKey = await openJwtKey({ dataDir: config.dataDir, secret: config.jwtSecret, random, log });
  const path = config.storeUrl.slice("sqlite:".length);
  const store = await createSqliteStore({ path, thread: "worker", clock, log, meter });
  const broker = createInProcessBus().broker();
  const hasher = createPasswordHasher({ cost: config.bcryptCost });
  const close = async (): Promise<void> => {
    await hasher.close();
    await broker.close();
    await store.close();
  };
  const { corsOrigins, trustProxyHops } = config;
  const metrics = () => meter.metrics();
  const server = createServer({ store, broker, hasher, clock, random, log, meter }, {
    jwtKey,
    version,
    corsOrigins,
    trustProxyHops,
    limits: options.limits,
    metrics,
  });
  try {
    await server.start();
  } catch (cause) {
    await close();
    throw cause;
  }
  const { gate, tokens } = server;
  const fetch: ListenerDeps["fetch"] = (request, env) => server.fetch(request, env);
  return {
    server,
    listenerDeps: { fetch, gate, tokens, corsOrigins, trustProxyHops, log, meter, clock, random },
    firstStart,
    close,
  };
}
