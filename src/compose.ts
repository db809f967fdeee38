import { createWordLists } from "./adapters/obscenity/create_word_lists.ts";
import { createSystemClock } from "./adapters/system/clock.ts";
import { createSystemLog, type SystemLog } from "./adapters/system/log.ts";
import { createSystemMeter, type SystemMeter } from "./adapters/system/meter.ts";
import { createPasswordHasher } from "./adapters/system/password_hasher.ts";
import { createSystemRandom } from "./adapters/system/random.ts";
import { createWebPush } from "./adapters/outward/create_web_push.ts";
import { availableParallelism } from "node:os";
import { openBroker } from "./compose_broker.ts";
import type { Config } from "./config.ts";
import { openFiles } from "./compose_files.ts";
import { openMail } from "./compose_mail.ts";
import { openStore } from "./compose_store.ts";
import { openDataFolder } from "./config/data_folder.ts";
import { deployFaults } from "./config/deploy_faults.ts";
import { openJwtKey } from "./config/jwt_key.ts";
import { colorsWelcome } from "./config/system_sources.ts";
import type { ListenerDeps } from "./listeners/listener.ts";
import { hashQueueMax, hashThreadsMax } from "./limits.ts";
import type { Clock } from "./ports/clock.ts";
import type { PasswordHasher } from "./ports/password_hasher.ts";
import { ParleyError } from "./protocol/parley_error.ts";
import { createServer, type LimitSettings, type Server, type ServerOptions, type ServerPorts } from "./server.ts";
import { version } from "./version.ts";

/** What every part is given, whatever else fails to start. */
export interface Basis {
  readonly clock: Clock;
  readonly log: SystemLog;
  readonly meter: SystemMeter;
}

/** A server with its ports open, ready to be listened for. */
export interface ComposedNode {
  readonly server: Server;
  readonly listenerDeps: ListenerDeps;
  /** Closes the ports, not the basis. After `server.drain()`. */
  close(): Promise<void>;
}

/** A node that has the process to itself. */
export interface Composition extends ComposedNode {
  /** The data folder was made now. */
  readonly firstStart: boolean;
}

export interface ComposeOptions {
  readonly limits: () => LimitSettings;
  /** Runs on Deno Deploy. */
  readonly onDeploy: boolean;
}

/** What has to stand before a node can. */
export interface Ground {
  /** The data folder was made now. */
  readonly firstStart: boolean;
  readonly jwtKey: Uint8Array;
}

/** What a node is given beside the basis; it closes the ports. */
export interface NodeParts extends Pick<ServerPorts, "store" | "broker" | "hasher"> {
  readonly jwtKey: Uint8Array;
  readonly limits: () => LimitSettings;
  readonly metrics: ServerOptions["metrics"];
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

/** Makes or opens the data folder and the key. Throws `ParleyError` with one sentence that says what to do. */
export async function prepare(config: Config, { log }: Basis, options: { onDeploy: boolean }): Promise<Ground> {
  const { jwtSecret } = config;
  if (options.onDeploy) {
    const [fault] = deployFaults(config);
    if (fault !== undefined) throw new ParleyError("unavailable", fault);
  }
  // With both, nothing is left that a folder is needed for.
  if (jwtSecret !== undefined && !isEmbedded(config)) {
    return { firstStart: false, jwtKey: new TextEncoder().encode(jwtSecret) };
  }
  if (!isEmbedded(config)) {
    log.warn(
      "JWT_SECRET is not set, so this server alone has the key it made: set the same for all servers of the store",
    );
  }
  const random = createSystemRandom();
  const firstStart = await openDataFolder(config.dataDir);
  const jwtKey = await openJwtKey({ dataDir: config.dataDir, secret: jwtSecret, random, log });
  return { firstStart, jwtKey };
}

/** Opens everything the settings name and starts the server. Throws `ParleyError` with one sentence that says what to do. */
export async function compose(config: Config, basis: Basis, options: ComposeOptions): Promise<Composition> {
  const { clock, log, meter } = basis;
  const { firstStart, jwtKey } = await prepare(config, basis, options);
  const store = await openStore(config, { clock, random: createSystemRandom(), log, meter });
  const broker = await openBroker(config, { clock, random: createSystemRandom(), log, meter, jwtKey });
  const hasher = createHasher(config);
  const { limits } = options;
  const node = await composeNode(config, basis, {
    store,
    broker,
    hasher,
    jwtKey,
    limits,
    metrics: () => meter.metrics(),
  });
  return { ...node, firstStart };
}

/** Whether the store is the one that runs in threads of this process. */
export function isEmbedded({ storeUrl }: Config): boolean {
  return storeUrl.startsWith("sqlite:");
}

/** The file of the embedded store. */
export function storePath({ storeUrl }: Config): string {
  return storeUrl.slice("sqlite:".length);
}

/** Password hashes for one node of as many as there are workers: together they use the machine as one would. */
export function createHasher({ bcryptCost, workers }: Config): PasswordHasher {
  const threads = Math.max(1, Math.floor(Math.min(availableParallelism(), hashThreadsMax) / workers));
  return createPasswordHasher({ cost: bcryptCost, threads, queueMax: Math.ceil(hashQueueMax / workers) });
}

/** Starts a node over its ports; closes them when it cannot. */
export async function composeNode(
  config: Config,
  basis: Basis,
  parts: NodeParts,
): Promise<ComposedNode> {
  const { clock, log, meter } = basis;
  const { store, broker, hasher, jwtKey, limits, metrics } = parts;
  const random = createSystemRandom();
  const { blobs, pictures, linkReader } = await openFiles(config, { ...basis, random });
  const mail = await openMail(config, basis);
  const words = createWordLists();
  if (config.wordList !== "none") await words.load(config.wordList);
  const close = async (): Promise<void> => {
    mail?.mailer.close();
    await hasher.close();
    await linkReader?.close();
    await pictures?.close();
    await broker.close();
    await store.close();
  };
  const { corsOrigins, trustProxyHops, adminKey, workers } = config;
  const push = createWebPush({ log, clock });
  const ports = { store, broker, hasher, blobs, pictures, linkReader, words, push, mail, clock, random, log, meter };
  const server = createServer(ports, {
    jwtKey,
    version,
    corsOrigins,
    trustProxyHops,
    adminKey,
    limits,
    workers,
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
    listenerDeps: { fetch, gate, tokens, corsOrigins: server.origins, trustProxyHops, log, meter, clock, random },
    close,
  };
}
