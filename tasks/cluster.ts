import { parseArgs } from "node:util";
import { Cluster, ServiceMissing } from "./cluster/cluster.ts";

/**
 * `deno task cluster -- --nodes 3`: the servers of docker-compose.yml as processes of this machine, behind one address. Ctrl-C
 * ends all of them.
 */
const usage = "deno task cluster -- [--nodes 3] [--port 8080] [--store-url mongodb://…] [--broker-url redis://…]";
const nodesMax = 16;

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

function fail(text: string): never {
  Deno.stderr.writeSync(new TextEncoder().encode(`cluster: ${text}\n`));
  Deno.exit(1);
}

function options() {
  try {
    const { values } = parseArgs({
      args: Deno.args.filter((arg) => arg !== "--"),
      options: {
        "nodes": { type: "string", default: "3" },
        "port": { type: "string", default: "0" },
        "store-url": { type: "string" },
        "broker-url": { type: "string" },
        "help": { type: "boolean", short: "h" },
      },
    });
    return values;
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

const values = options();
if (values.help) {
  say(usage);
  Deno.exit(0);
}
const [nodes, port] = [Number(values.nodes), Number(values.port)];
if (!Number.isInteger(nodes) || nodes < 1 || nodes > nodesMax) fail(`--nodes is a whole number from 1 to ${nodesMax}`);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  fail("--port is a whole number from 0 (any free one) to 65535");
}

const stop = Promise.withResolvers<void>();
for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, () => stop.resolve());
try {
  const cluster = await Cluster.start({
    nodes,
    port,
    ...(values["store-url"] === undefined ? {} : { storeUrl: values["store-url"] }),
    ...(values["broker-url"] === undefined ? {} : { brokerUrl: values["broker-url"] }),
    ended: (number) => say(`Node ${number} ended and is started again`),
  });
  say(`${nodes} nodes behind one address: ${cluster.url}`);
  for (const [at, node] of cluster.nodes.entries()) say(`  node ${at + 1}: ${node.url}, process ${node.pid}`);
  say(`Chat, once in each of two terminals: deno task cli -- -addr ${new URL(cluster.url).host}`);
  say("Ctrl-C ends all of them, and what they stored with them.");
  await stop.promise;
  await cluster[Symbol.asyncDispose]();
  Deno.exit(0);
} catch (error) {
  if (error instanceof ServiceMissing || error instanceof Deno.errors.AddrInUse) fail(error.message);
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    fail(`Port ${port} is taken: choose another`);
  }
  throw error;
}
