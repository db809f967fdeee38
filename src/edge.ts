import { onFaults } from "./adapters/system/fault_guard.ts";
import { onSignals } from "./adapters/system/stop_signals.ts";
import { complain, faultText } from "./complain.ts";
import { compose, createBasis } from "./compose.ts";
import { type Config, type ConfigResult, readConfig } from "./config.ts";
import { deployFaults } from "./config/deploy_faults.ts";
import { onDenoDeploy, systemSources } from "./config/system_sources.ts";
import { EdgeNode } from "./edge_node.ts";
import { FaultLimit } from "./fault_limit.ts";
import { drainEdgeMsMax } from "./limits.ts";
import { LiveSettings } from "./live_settings.ts";
import { Shutdown } from "./shutdown.ts";
import { version } from "./version.ts";

/**
 * The entry point for Deno Deploy, which runs it as `deno run --allow-all` and waits for `Deno.serve`. Settings come from the
 * environment and the config file.
 */
function main(): void {
  const onDeploy = onDenoDeploy();
  const read = (): ConfigResult => readConfig(systemSources([]));
  const result = read();
  const faults = result.kind === "faults"
    ? result.faults.map(({ sentence }) => sentence)
    : onDeploy
    ? deployFaults(result.config)
    : [];
  if (result.kind === "faults" || faults.length > 0) {
    complain(faults);
    Deno.exit(1);
  }
  serve(result.config, read, onDeploy);
}

function serve(config: Config, read: () => ConfigResult, onDeploy: boolean): void {
  const basis = createBasis(config);
  const { clock, log, meter } = basis;
  const live = new LiveSettings(config, { read, log, setLevel: (level) => log.setLevel(level) });
  const node = new EdgeNode({ basis, open: () => compose(config, basis, { limits: () => live.limits, onDeploy }) });
  const closeBasis = async (): Promise<void> => {
    meter.close();
    await log.close();
  };
  const shutdown = new Shutdown({
    clock,
    log,
    deadlineMs: drainEdgeMsMax,
    steps: () => [...node.steps, ["close the log", closeBasis]],
    exit: (code) => Deno.exit(code),
  });
  const faults = new FaultLimit(clock);
  onFaults((error) => {
    meter.fault();
    log.error("A fault that nothing caught", { error });
    if (faults.exceeded()) shutdown.begin("faults", 1);
  });
  onSignals({ stop: (signal) => shutdown.signalled(signal), reload: () => live.reload() });
  // Where Deno Deploy listens is its own affair.
  const server = Deno.serve({
    ...(onDeploy ? {} : { hostname: config.host, port: config.port }),
    onListen: ({ hostname, port }) => log.info("Listening", { host: hostname, port, version, pid: Deno.pid }),
    onError: (error) => {
      log.error("A request failed", { error });
      return Response.json({ error: { code: "internal", message: "Something went wrong on the server" } }, {
        status: 500,
      });
    },
  }, (request, info) => node.fetch(request, info));
  server.finished.catch((error: unknown) => {
    log.error("The listening socket failed", { error });
    shutdown.begin("the listening socket", 1);
  });
  void node.start();
}

if (import.meta.main) {
  try {
    main();
  } catch (error) {
    complain([faultText(error)]);
    Deno.exit(1);
  }
}
