import { onFaults } from "./adapters/system/fault_guard.ts";
import { onSignals } from "./adapters/system/stop_signals.ts";
import { complain, faultText } from "./complain.ts";
import { type Basis, compose, type Composition, createBasis, prepare } from "./compose.ts";
import { type Config, type ConfigResult, exitCodeOf, readConfig } from "./config.ts";
import { configText, helpText } from "./config/show_config.ts";
import { onDenoDeploy, systemSources } from "./config/system_sources.ts";
import { FaultLimit } from "./fault_limit.ts";
import { drainMsMax } from "./limits.ts";
import { createEdgeListener } from "./listeners/edge/edge_listener.ts";
import type { ListenAt, Listener } from "./listeners/listener.ts";
import { createNodeListener } from "./listeners/node/node_listener.ts";
import { LiveSettings } from "./live_settings.ts";
import { ParleyError } from "./protocol/parley_error.ts";
import { Shutdown } from "./shutdown.ts";
import { version } from "./version.ts";
import { welcomeText } from "./welcome.ts";
import { Supervisor } from "./workers/supervisor.ts";

/** The composition root: settings, adapters, server, listener, signals. */
async function main(): Promise<void> {
  const read = (): ConfigResult => readConfig(systemSources(Deno.args));
  const result = read();
  if (result.command === "help") return await print(helpText(version));
  if (result.command === "version") return await print(`parley ${version} (deno ${Deno.version.deno})\n`);
  if (result.kind === "faults") {
    complain(result.faults.map(({ sentence }) => sentence));
    Deno.exit(exitCodeOf(result.faults));
  }
  if (result.command === "print-config") return await print(configText(result.config, result.origins));
  await serve(result.config, read);
}

async function serve(config: Config, read: () => ConfigResult): Promise<void> {
  const basis = createBasis(config);
  const { clock, log, meter } = basis;
  const live = new LiveSettings(config, { read, log, setLevel: (level) => log.setLevel(level) });
  let steps: Steps = [];
  const shutdown = new Shutdown({
    clock,
    log,
    deadlineMs: drainMsMax,
    steps: () => [...steps, ["close the log", () => closeBasis(basis)]],
    exit: (code) => Deno.exit(code),
  });
  const faults = new FaultLimit(clock);
  onFaults((error) => {
    meter.fault();
    log.error("A fault that nothing caught", { error });
    if (faults.exceeded()) shutdown.begin("faults", 1);
  });
  const run = (config.workers > 1 ? runMany : runOne)(config, basis, {
    live,
    givesUp: () => shutdown.begin("workers", 1),
  });
  steps = run.steps;
  onSignals({
    stop: (signal) => shutdown.signalled(signal),
    reload() {
      live.reload();
      run.reloaded();
    },
  });
  try {
    await announce(config, await run.start(), basis);
  } catch (error) {
    for (const [, step] of steps) await step();
    await closeBasis(basis);
    throw error;
  }
}

type Steps = readonly (readonly [name: string, run: () => void | Promise<void>])[];

/** A server in one thread or in several, to be started and stopped. */
interface Run {
  /** Resolves when it listens. */
  start(): Promise<Started>;
  /** The settings were read anew. */
  reloaded(): void;
  /** Of stopping, also where it did not start. */
  readonly steps: Steps;
}

interface RunDeps {
  readonly live: LiveSettings;
  readonly givesUp: () => void;
}

function runOne(config: Config, basis: Basis, { live }: RunDeps): Run {
  let composition: Composition | undefined;
  let listener: Listener | undefined;
  return {
    async start() {
      composition = await compose(config, basis, { limits: () => live.limits, onDeploy: onDenoDeploy() });
      const { host, port } = config;
      const edge = config.listener === "edge" || (config.listener === "auto" && onDenoDeploy());
      listener = await (edge ? createEdgeListener : createNodeListener)({
        ...composition.listenerDeps,
        host,
        port,
        watch: true,
      });
      return { address: listener.address, firstStart: composition.firstStart };
    },
    reloaded() {},
    steps: [
      ["stop accepting", () => listener?.stopAccepting()],
      ["drain", () => composition?.server.drain()],
      ["close the listener", () => listener?.close()],
      ["close the store", () => composition?.close()],
    ],
  };
}

function runMany(config: Config, basis: Basis, { live, givesUp }: RunDeps): Run {
  let supervisor: Supervisor | undefined;
  const settings = () => ({ limits: live.limits, logLevel: live.logLevel });
  return {
    async start() {
      const ground = await prepare(config, basis, { onDeploy: onDenoDeploy() });
      supervisor = new Supervisor({ config, basis, ground, settings, givesUp });
      return { address: await supervisor.start(), firstStart: ground.firstStart };
    },
    reloaded: () => supervisor?.reload(),
    steps: [
      ["drain the workers", () => supervisor?.drain()],
      ["close the store", () => supervisor?.close()],
    ],
  };
}

interface Started {
  readonly address: ListenAt;
  readonly firstStart: boolean;
}

async function announce(config: Config, { address, firstStart }: Started, { log }: Basis): Promise<void> {
  const { host, port } = address;
  const { dataDir } = config;
  log.info("Listening", { host, port, data_dir: dataDir, first_start: firstStart, version, pid: Deno.pid });
  const forPeople = config.logFormat === "pretty" || (config.logFormat === "auto" && Deno.stdout.isTerminal());
  if (!forPeople) return;
  const deno = Deno.execPath().includes("_npx") ? `npx -y deno@${Deno.version.deno}` : "deno";
  await print(welcomeText({ version, host, port, dataDir, firstStart, deno }));
}

async function closeBasis({ log, meter }: Basis): Promise<void> {
  meter.close();
  await log.close();
}

async function print(text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    complain([error instanceof ParleyError ? error.message : faultText(error)]);
    Deno.exit(1);
  });
}
