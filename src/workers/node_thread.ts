import type { StoreRole } from "../adapters/sqlite/store_line.ts";
import type { MetricSnapshot } from "../adapters/system/metric_sum.ts";
import { metricsMsMax } from "../limits.ts";
import type { ListenAt } from "../listeners/listener.ts";
import type { Clock } from "../ports/clock.ts";
import type { LogFields, LogLevel } from "../ports/log.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { FromNode, ToNode } from "./node_messages.ts";

/** The part of a `Worker` that is used; a test may stand in for it. */
export interface NodeWorker {
  onmessage: ((event: MessageEvent<FromNode>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(message: ToNode, transfer?: Transferable[]): void;
  terminate(): void;
}

/** What a node wants of its keeper. */
export interface NodeWishes {
  log(worker: number, level: LogLevel, message: string, fields: LogFields): void;
  dial(role: StoreRole, port: MessagePort): void;
  /** The metrics of all nodes, for somebody who asked this one. */
  metrics(node: NodeThread, id: number): void;
}

/** A node's thread, as its keeper sees it. */
export class NodeThread {
  /** From 1; a node that takes another's place has its number. */
  readonly number: number;
  /** Where it listens; rejects when it ended before. */
  readonly listening: Promise<ListenAt>;
  /** Why it serves nobody any more: in order, or because its thread died. Never rejects. */
  readonly ended: Promise<string>;
  readonly #worker: NodeWorker;
  readonly #clock: Clock;
  readonly #wishes: NodeWishes;
  readonly #listening = Promise.withResolvers<ListenAt>();
  readonly #ended = Promise.withResolvers<string>();
  #collected: MetricSnapshot = [];
  #collecting: ((snapshot: MetricSnapshot) => void)[] = [];

  constructor(number: number, worker: NodeWorker, deps: { readonly clock: Clock; readonly wishes: NodeWishes }) {
    this.number = number;
    this.#worker = worker;
    this.#clock = deps.clock;
    this.#wishes = deps.wishes;
    this.listening = this.#listening.promise;
    this.ended = this.#ended.promise;
    // Whoever is not waiting for it hears of it by `ended`.
    this.listening.catch(() => undefined);
    worker.onmessage = ({ data }) => this.#told(data);
    worker.onerror = (event) => {
      // Unhandled, the error of a thread would end the process.
      event.preventDefault();
      this.#over(`its thread died: ${event.message}`);
    };
  }

  tell(message: ToNode, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  /** The last that was read of its counts. */
  get collected(): MetricSnapshot {
    return this.#collected;
  }

  /** Reads its counts; those read last when it does not answer in time. */
  collect(): Promise<MetricSnapshot> {
    return new Promise((resolve) => {
      const collected = (snapshot: MetricSnapshot): void => {
        cancel();
        resolve(snapshot);
      };
      const cancel = this.#clock.after(metricsMsMax, () => {
        this.#collecting = this.#collecting.filter((other) => other !== collected);
        resolve(this.#collected);
      });
      this.#collecting.push(collected);
      if (this.#collecting.length === 1) this.tell({ kind: "collect" });
    });
  }

  terminate(): void {
    this.#worker.terminate();
    this.#over("it was ended");
  }

  #told(message: FromNode): void {
    switch (message.kind) {
      case "log":
        return this.#wishes.log(this.number, message.level, message.message, { ...message.fields });
      case "dial":
        return this.#wishes.dial(message.role, message.port);
      case "listening":
        return this.#listening.resolve(message.address);
      case "snapshot":
        return this.#counted(message.snapshot);
      case "metrics":
        return this.#wishes.metrics(this, message.id);
      case "ended":
        this.#counted(message.snapshot);
        return this.#over(message.reason);
    }
  }

  #counted(snapshot: MetricSnapshot): void {
    if (snapshot.length > 0) this.#collected = snapshot;
    const collecting = this.#collecting;
    this.#collecting = [];
    for (const resolve of collecting) resolve(this.#collected);
  }

  #over(reason: string): void {
    this.#counted([]);
    this.#listening.reject(new ParleyError("unavailable", reason));
    this.#ended.resolve(reason);
  }
}

export function spawnNode(number: number): NodeWorker {
  return new Worker(new URL("./node_worker.ts", import.meta.url), { type: "module", name: `node ${number}` });
}
