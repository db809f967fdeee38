import { createThreadBroker } from "../adapters/in_process/thread_broker.ts";
import type { StoreRole } from "../adapters/sqlite/store_line.ts";
import { createLentStore } from "../adapters/sqlite/store_threads.ts";
import { createSystemClock } from "../adapters/system/clock.ts";
import { createSystemMeter, type SystemMeter } from "../adapters/system/meter.ts";
import type { SystemLog } from "../adapters/system/log.ts";
import { createSystemRandom } from "../adapters/system/random.ts";
import { faultText } from "../complain.ts";
import { type Basis, type ComposedNode, composeNode, createHasher, isEmbedded, storePath } from "../compose.ts";
import { isInProcess, openBroker } from "../compose_broker.ts";
import { openStore } from "../compose_store.ts";
import type { Config } from "../config.ts";
import { FaultLimit } from "../fault_limit.ts";
import { drainMsMax, nodeHeadStartMs } from "../limits.ts";
import type { Listener } from "../listeners/listener.ts";
import { createNodeListener } from "../listeners/node/node_listener.ts";
import type { Store } from "../ports/store.ts";
import type { Broker } from "../ports/broker.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import { Shutdown } from "../shutdown.ts";
import { version } from "../version.ts";
import type { FromNode, MetricsPage, NodeSettings, NodeStart, ToNode } from "./node_messages.ts";
import { createPostedLog } from "./posted_log.ts";

export type Post = (message: FromNode, transfer?: Transferable[]) => void;

interface Parts {
  readonly log: SystemLog;
  readonly meter: SystemMeter;
  readonly shutdown: Shutdown;
}

/** One node in a thread of its own, as its keeper commands it. */
export class NodeRun {
  readonly #post: Post;
  readonly #clock = createSystemClock();
  readonly #faults = new FaultLimit(this.#clock);
  readonly #broker = createThreadBroker(createSystemRandom().bytes(8).toHex());
  readonly #asked = new Map<number, PromiseWithResolvers<MetricsPage>>();
  #lastAsked = 0;
  #settings: NodeSettings | undefined;
  #parts: Parts | undefined;
  #composition: ComposedNode | undefined;
  #listener: Listener | undefined;
  #storeEnded: (role: StoreRole, message: string) => void = () => {};
  /** What is told as the reason when it ends. */
  #reason = "";

  constructor(post: Post) {
    this.#post = post;
  }

  told(message: ToNode): void {
    switch (message.kind) {
      case "start":
        return void this.#start(message).catch((error: unknown) => this.#refused(error));
      case "peer":
        return this.#broker.connect(message.port);
      case "settings":
        this.#settings = message;
        return this.#parts?.log.setLevel(message.logLevel);
      case "store_ended":
        return this.#storeEnded(message.role, message.message);
      case "collect":
        return void this.#snapshot().then((snapshot) => this.#post({ kind: "snapshot", snapshot }));
      case "page":
        return this.#answered(message.id, message.page);
      case "stop":
        return this.#parts?.shutdown.begin("the process stops", 0);
    }
  }

  /** Something that nothing caught: of too many this node ends, in order; what follows is its keeper's affair. */
  fault(error: unknown): void {
    if (this.#parts === undefined) return this.#refused(error);
    this.#parts.meter.fault();
    this.#parts.log.error("A fault that nothing caught", { error });
    if (!this.#faults.exceeded()) return;
    this.#reason ||= `too many faults, the last: ${error instanceof Error ? error.message : String(error)}`;
    this.#parts.shutdown.begin("faults", 1);
  }

  async #start(start: NodeStart): Promise<void> {
    this.#settings = start;
    const { config, jwtKey, port } = start;
    const clock = this.#clock;
    const log = createPostedLog(this.#post, start.logLevel);
    const meter = createSystemMeter({ clock, version });
    this.#parts = { log, meter, shutdown: this.#shutdown(log) };
    const basis = { clock, log, meter };
    const store = await this.#openStore(config, basis);
    const composition = await composeNode(config, basis, {
      store,
      broker: await this.#openBroker(start, basis),
      hasher: createHasher(config),
      jwtKey,
      limits: () => this.#settings!.limits,
      metrics: () => this.#askForMetrics(),
    });
    this.#composition = composition;
    this.#listener = await createNodeListener({
      ...composition.listenerDeps,
      host: config.host,
      port,
      reusePort: true,
      watch: true,
    });
    this.#post({ kind: "listening", address: this.#listener.address });
  }

  /** The embedded one is shared; of any other, each node is a client of its own. */
  #openStore(config: Config, basis: Basis): Promise<Store> {
    if (!isEmbedded(config)) return openStore(config, { ...basis, random: createSystemRandom() });
    return createLentStore({
      ...basis,
      path: storePath(config),
      line: {
        dial: (role, port) => this.#post({ kind: "dial", role, port }, [port]),
        onEnded: (ended) => void (this.#storeEnded = ended),
      },
    });
  }

  /** Without a broker of the machine's, nodes ring each other; with one, it rings the nodes of this process, too. */
  #openBroker({ config, jwtKey }: NodeStart, basis: Basis): Promise<Broker> {
    if (isInProcess(config)) return Promise.resolve(this.#broker);
    return openBroker(config, { ...basis, random: createSystemRandom(), jwtKey });
  }

  #shutdown(log: SystemLog): Shutdown {
    return new Shutdown({
      clock: this.#clock,
      log,
      // Its keeper has things to close after it, within the same time.
      deadlineMs: drainMsMax - nodeHeadStartMs,
      steps: () => [
        ["stop accepting", () => this.#listener?.stopAccepting()],
        ["drain", () => this.#composition?.server.drain()],
        ["close the listener", () => this.#listener?.close()],
        ["close the ports", () => this.#composition?.close()],
      ],
      exit: () => void this.#end(this.#reason),
    });
  }

  /** It could not start. */
  #refused(error: unknown): void {
    void this.#end(error instanceof ParleyError ? error.message : faultText(error));
  }

  async #end(reason: string): Promise<void> {
    const snapshot = await this.#snapshot();
    this.#parts?.meter.close();
    this.#post({ kind: "ended", reason, snapshot });
  }

  async #snapshot() {
    return await this.#parts?.meter.snapshot() ?? [];
  }

  #askForMetrics(): Promise<MetricsPage> {
    const id = ++this.#lastAsked;
    const asked = Promise.withResolvers<MetricsPage>();
    this.#asked.set(id, asked);
    this.#post({ kind: "metrics", id });
    return asked.promise;
  }

  #answered(id: number, page: MetricsPage | undefined): void {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (page === undefined) asked?.reject(new ParleyError("unavailable"));
    else asked?.resolve(page);
  }
}
