import { storeOpenMsMax } from "../../limits.ts";
import type { Cancel, Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Engine } from "./engine.ts";
import { CallFault, type CallName, closedFault, type Lane } from "./lane.ts";
import type { MigrationNotice } from "./migrate.ts";
import type { OpenOptions } from "./open_engine.ts";
import type { FromWorker, FurtherCaller, ToWorker } from "./worker_messages.ts";

/** The part of a `Worker` that is used; a test may stand in for it. */
export interface WorkerPort {
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(message: ToWorker | FurtherCaller, transfer?: Transferable[]): void;
  terminate(): void;
}

export interface WorkerLaneOptions {
  readonly open: OpenOptions;
  readonly clock: Clock;
  readonly log: Log;
  /** Longest a call may take, milliseconds. */
  readonly callMsMax: number;
  /** Whether a thread that died is replaced: not where its data was in memory. */
  readonly restart: boolean;
  /** Told when the thread died, with the reason. */
  readonly ended?: (message: string) => void;
  readonly spawn?: () => WorkerPort;
}

interface Pending {
  resolve(value: unknown): void;
  reject(fault: CallFault): void;
  readonly cancel: Cancel;
}

/**
 * A way to an engine in a Worker. A call that is not answered in time is `unknown`, and until it is answered after all,
 * new calls fail at once and definitely: nothing more is piled onto a thread that hangs.
 */
export class WorkerLane implements Lane {
  readonly #options: WorkerLaneOptions;
  readonly #pending = new Map<number, Pending>();
  readonly #overdue = new Set<number>();
  #worker: WorkerPort | undefined;
  #lastId = 0;
  #state: "open" | "dead" | "closed" = "open";

  constructor(options: WorkerLaneOptions) {
    this.#options = options;
  }

  /** Starts the thread and opens the file. Rejects with a sentence for the operator. */
  open(): Promise<readonly MigrationNotice[]> {
    return this.#start() as Promise<readonly MigrationNotice[]>;
  }

  call<N extends CallName>(name: N, ...args: Parameters<Engine[N]>): Promise<ReturnType<Engine[N]>> {
    if (this.#state === "closed") return Promise.reject(closedFault());
    if (this.#state === "dead") return Promise.reject(new CallFault("definite", "The store's thread has ended"));
    if (this.#overdue.size > 0) return Promise.reject(new CallFault("definite", "The store's thread does not answer"));
    this.#restart();
    return this.#post({ id: ++this.#lastId, name, args }, this.#options.callMsMax) as Promise<ReturnType<Engine[N]>>;
  }

  /** Lets the thread serve somebody else, too, by a port that is theirs from now on. Closed, it hangs up on them. */
  lend(port: MessagePort): void {
    if (this.#state !== "open") return port.close();
    this.#restart();
    this.#worker?.postMessage({ port }, [port]);
  }

  async close(): Promise<void> {
    if (this.#state === "open" && this.#worker !== undefined) {
      const closing = this.call("close");
      this.#state = "closed";
      await closing.catch((error) => this.#options.log.error("The store did not close in order", { error }));
    }
    this.#state = "closed";
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  /** Starts a thread in the place of one that died. */
  #restart(): void {
    if (this.#worker !== undefined) return;
    // Whether it opens is told by the answer to the call that follows.
    this.#start().catch((error) => this.#options.log.error("The store could not be opened again", { error }));
  }

  #start(): Promise<unknown> {
    const worker = (this.#options.spawn ?? spawnWorker)();
    this.#worker = worker;
    worker.onmessage = ({ data }) => this.#answered(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#died(worker, event.message);
    };
    const { clock, log, open, callMsMax } = this.#options;
    const told = clock.after(callMsMax, () => log.info("Opening the data file takes a while", { role: open.role }));
    return this.#post({ id: ++this.#lastId, open }, storeOpenMsMax).finally(told);
  }

  #post(message: ToWorker, msMax: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const cancel = this.#options.clock.after(msMax, () => this.#late(message.id, msMax));
      this.#pending.set(message.id, { resolve, reject, cancel });
      this.#worker?.postMessage(message);
    });
  }

  #answered(answer: FromWorker): void {
    this.#overdue.delete(answer.id);
    const pending = this.#take(answer.id);
    if (pending === undefined) return;
    if ("failure" in answer) pending.reject(new CallFault(answer.failure.failed, answer.failure.message));
    else pending.resolve(answer.value);
  }

  #late(id: number, msMax: number): void {
    this.#overdue.add(id);
    this.#take(id)?.reject(new CallFault("unknown", `No answer in ${msMax} ms`));
  }

  #died(worker: WorkerPort, message: string): void {
    if (worker !== this.#worker) return;
    this.#options.log.error("The store's thread ended", { error: message });
    worker.terminate();
    this.#worker = undefined;
    this.#overdue.clear();
    if (!this.#options.restart && this.#state === "open") this.#state = "dead";
    for (const id of [...this.#pending.keys()]) {
      this.#take(id)?.reject(new CallFault("unknown", `The store's thread ended: ${message}`));
    }
    this.#options.ended?.(message);
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.cancel();
    return pending;
  }
}

function spawnWorker(): WorkerPort {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "store" });
}
