import { openStoreThreads, type StoreThreads } from "../adapters/sqlite/store_threads.ts";
import { type Basis, type Ground, isEmbedded, storePath } from "../compose.ts";
import type { Config } from "../config.ts";
import { workerRestartMs, workerRestartsPerMinuteMax } from "../limits.ts";
import { listenError } from "../listeners/listen_error.ts";
import type { ListenAt } from "../listeners/listener.ts";
import type { Cancel } from "../ports/clock.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import { MetricsOfAll } from "./metrics_of_all.ts";
import type { NodeSettings } from "./node_messages.ts";
import { NodeThread, type NodeWishes, type NodeWorker, spawnNode } from "./node_thread.ts";

export interface SupervisorDeps {
  readonly config: Config;
  readonly basis: Basis;
  readonly ground: Ground;
  readonly settings: () => NodeSettings;
  /** Nodes end more often than they may: the process is to end. */
  readonly givesUp: () => void;
  readonly spawn?: (number: number) => NodeWorker;
}

/**
 * Keeps as many nodes as there are workers, each a whole server in a thread of its own, over one store that all share. The
 * machine deals connections out among them. A node that ends is replaced, since nothing that it had was more than a copy of
 * what the store has, and its clients come back to another; nodes that end again and again take the process with them.
 */
export class Supervisor {
  readonly #deps: SupervisorDeps;
  readonly #nodes = new Set<NodeThread>();
  readonly #metrics = new MetricsOfAll();
  readonly #wishes: NodeWishes;
  #threads: StoreThreads | undefined;
  #port: number;
  #stopping = false;
  /** Monotonic milliseconds of the latest restarts. */
  #restarts: number[] = [];
  /** Restarts to come. */
  readonly #due = new Set<Cancel>();

  constructor(deps: SupervisorDeps) {
    this.#deps = deps;
    this.#port = deps.config.port;
    const { log } = deps.basis;
    this.#wishes = {
      log: (worker, level, message, fields) => log[level](message, { worker, ...fields }),
      dial: (role, port) => this.#threads?.lend(role, port),
      metrics: (node, id) => void this.#tellPage(node, id),
    };
  }

  /** Resolves when all nodes listen. Throws `ParleyError` with one sentence that says what to do. */
  async start(): Promise<ListenAt> {
    const { config } = this.#deps;
    requireMeans(config);
    if (isEmbedded(config)) this.#threads = await this.#openThreads(config);
    const first = this.#run(1);
    // With port 0, the others follow to the port that was free.
    if (this.#port === 0) this.#port = (await first.listening).port;
    const others = Array.from({ length: config.workers - 1 }, (_, i) => this.#run(i + 2));
    const [address] = await Promise.all([first.listening, ...others.map((node) => node.listening)]);
    return address;
  }

  #openThreads(config: Config): Promise<StoreThreads> {
    const { clock, log } = this.#deps.basis;
    return openStoreThreads({ path: storePath(config), clock, log }, (role, message) => {
      for (const node of this.#nodes) node.tell({ kind: "store_ended", role, message });
    });
  }

  /** Hands the settings in effect to all nodes. */
  reload(): void {
    for (const node of this.#nodes) node.tell({ kind: "settings", ...this.#deps.settings() });
  }

  /** Has all nodes finish what they accepted and resolves when they have ended. */
  async drain(): Promise<void> {
    this.#stopping = true;
    for (const node of this.#nodes) node.tell({ kind: "stop" });
    await Promise.all([...this.#nodes].map((node) => node.ended));
  }

  /** Ends what is left of the nodes and closes the store. */
  async close(): Promise<void> {
    this.#stopping = true;
    for (const cancel of this.#due) cancel();
    for (const node of this.#nodes) node.terminate();
    await this.#threads?.close();
  }

  #run(number: number): NodeThread {
    const { config, basis: { clock }, ground: { jwtKey }, settings, spawn = spawnNode } = this.#deps;
    const node = new NodeThread(number, spawn(number), { clock, wishes: this.#wishes });
    node.tell({ kind: "start", config, jwtKey, port: this.#port, ...settings() });
    for (const other of this.#nodes) {
      const { port1, port2 } = new MessageChannel();
      node.tell({ kind: "peer", port: port1 }, [port1]);
      other.tell({ kind: "peer", port: port2 }, [port2]);
    }
    this.#nodes.add(node);
    void node.ended.then((reason) => this.#ended(node, reason));
    return node;
  }

  async #ended(node: NodeThread, reason: string): Promise<void> {
    const { basis: { clock, log }, givesUp } = this.#deps;
    this.#nodes.delete(node);
    node.terminate();
    const listened = await node.listening.then(() => true, () => this.#restarts.length > 0);
    // While starting, whoever waits for it is told.
    if (this.#stopping || !listened) return;
    await this.#metrics.replaced(node);
    const now = clock.monotonic();
    this.#restarts = [...this.#restarts.filter((at) => now - at < 60_000), now];
    if (this.#restarts.length > workerRestartsPerMinuteMax) {
      log.error("Workers end again and again", { worker: node.number, reason, restarts: this.#restarts.length });
      return givesUp();
    }
    log.error("A worker ended and is started again", { worker: node.number, reason });
    const cancel = clock.after(workerRestartMs, () => {
      this.#due.delete(cancel);
      if (!this.#stopping) this.#run(node.number);
    });
    this.#due.add(cancel);
  }

  /** Never rejects. */
  async #tellPage(node: NodeThread, id: number): Promise<void> {
    const { log, meter } = this.#deps.basis;
    try {
      const page = await this.#metrics.page([...this.#nodes], await meter.snapshot());
      node.tell({ kind: "page", id, page });
    } catch (error) {
      log.error("The metrics could not be put together", { error });
      node.tell({ kind: "page", id });
    }
  }
}

/** Several nodes at one port: Linux spreads connections over them, other systems refuse or give all to one. */
function requireMeans({ listener, host, port }: Config): void {
  const refusal = Deno.build.os !== "linux"
    ? "WORKERS above 1 needs Linux, which spreads connections over threads: set WORKERS to 1"
    : listener === "edge"
    ? "WORKERS above 1 needs the node listener: set LISTENER to node or auto, or WORKERS to 1"
    : undefined;
  if (refusal !== undefined) throw new ParleyError("unavailable", refusal);
  if (port !== 0) requirePort({ host, port });
}

/** Another program that shares its port, as nodes do, would not be noticed when they listen. */
function requirePort(at: ListenAt): void {
  try {
    Deno.listen({ hostname: at.host, port: at.port }).close();
  } catch (error) {
    throw listenError(error, at);
  }
}
