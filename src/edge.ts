import { onFaults } from "./adapters/system/fault_guard.ts";
import { onSignals } from "./adapters/system/stop_signals.ts";
import { complain } from "./complain.ts";
import { compose, createBasis } from "./compose.ts";
import { readConfig } from "./config.ts";
import { onDenoDeploy, systemSources } from "./config/system_sources.ts";
import { FaultLimit } from "./fault_limit.ts";
import { drainEdgeMsMax } from "./limits.ts";
import { createEdgeHandler, type EdgeHandler } from "./listeners/edge/edge_handler.ts";
import { LiveSettings } from "./live_settings.ts";
import { ParleyError } from "./protocol/parley_error.ts";
import { Shutdown } from "./shutdown.ts";

/**
 * What `deno serve src/edge.ts` and Deno Deploy run. Started by its first request, because hosts at the edge count the time
 * until a program listens.
 */
let started: Promise<EdgeHandler> | undefined;

async function start(): Promise<EdgeHandler> {
  // Flags belong to `deno serve`; settings come from the environment and the config file.
  const read = () => readConfig(systemSources([]));
  const result = read();
  if (result.kind === "faults") {
    complain(result.faults.map(({ sentence }) => sentence));
    throw new ParleyError("unavailable", "The settings are at fault");
  }
  const { config } = result;
  const basis = createBasis(config);
  const { clock, log, meter } = basis;
  const live = new LiveSettings(config, { read, log, setLevel: (level) => log.setLevel(level) });
  const closeBasis = async (): Promise<void> => {
    meter.close();
    await log.close();
  };
  try {
    const composition = await compose(config, basis, { limits: () => live.limits, onDeploy: onDenoDeploy() });
    const handler = createEdgeHandler(composition.listenerDeps);
    const shutdown = new Shutdown({
      clock,
      log,
      deadlineMs: drainEdgeMsMax,
      steps: () => [
        ["drain", () => composition.server.drain()],
        ["close the connections", () => handler.close()],
        ["close the store", () => composition.close()],
        ["close the log", closeBasis],
      ],
      exit: (code) => Deno.exit(code),
    });
    const faults = new FaultLimit(clock);
    onFaults((error) => {
      meter.fault();
      log.error("A fault that nothing caught", { error });
      if (faults.exceeded()) shutdown.begin("faults", 1);
    });
    onSignals({
      stop: (signal) => shutdown.signalled(signal),
      reload: () => live.reload(),
    });
    return handler;
  } catch (error) {
    log.error("The server cannot start", { error });
    await closeBasis();
    throw error;
  }
}

export default {
  async fetch(request, info) {
    try {
      started ??= start();
      return await (await started).fetch(request, info);
    } catch {
      // The next request tries again: what was missing may be there by then. The reason is in the log alone.
      started = undefined;
      const error = { code: "unavailable", message: "The server cannot start: its log says why" };
      return Response.json({ error }, { status: 503, headers: { "Retry-After": "5" } });
    }
  },
} satisfies Deno.ServeDefaultExport;
