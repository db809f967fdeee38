import { createSystemRandom } from "../../../src/adapters/system/random.ts";
import { composeNode, createBasis, createHasher, prepare } from "../../../src/compose.ts";
import { openBroker } from "../../../src/compose_broker.ts";
import { openStore } from "../../../src/compose_store.ts";
import { readConfig } from "../../../src/config.ts";
import { systemSources } from "../../../src/config/system_sources.ts";
import { createNodeListener } from "../../../src/listeners/node/node_listener.ts";
import { bugs, isBug } from "./bugs.ts";

/**
 * A node as `src/main.ts` puts it together, with one bug planted: `--planted=<bug>`. It is made to be killed, so it has no
 * way to stop.
 */
const flag = "--planted=";
const bug = Deno.args.find((arg) => arg.startsWith(flag))?.slice(flag.length) ?? "";
if (!isBug(bug)) throw new Error(`No such bug: ${bug}`);
const read = readConfig(systemSources(Deno.args.filter((arg) => !arg.startsWith(flag))));
if (read.kind === "faults") throw new Error(read.faults.map(({ sentence }) => sentence).join("; "));
const { config } = read;
const basis = createBasis(config);
const { jwtKey } = await prepare(config, basis, { onDeploy: false });
const ports = { ...basis, random: createSystemRandom(), jwtKey };
const whole = {
  store: await openStore(config, ports),
  broker: await openBroker(config, ports),
  clock: basis.clock,
  storeUrl: config.storeUrl,
};
const { store, broker, clock } = { ...whole, ...bugs[bug](whole) };
const node = await composeNode(config, { ...basis, clock }, {
  store,
  broker,
  hasher: createHasher(config),
  jwtKey,
  limits: () => ({ messagesPerSecond: 0, messagesBurst: 0, connectionsPerUser: 0, authPerMinute: 0 }),
  metrics: () => basis.meter.metrics(),
});
const listener = await createNodeListener({ ...node.listenerDeps, host: config.host, port: config.port });
basis.log.info("Listening", { ...listener.address });
