import { ParleyError } from "../../protocol/parley_error.ts";
import type { HashAnswer, HashTask } from "./password_hasher_task.ts";

export interface HashPoolOptions {
  /** 0: `inline` does the work. */
  readonly threads: number;
  readonly queueMax: number;
  readonly inline: (task: HashTask) => Promise<string | boolean>;
}

interface Job {
  readonly task: HashTask;
  readonly done: PromiseWithResolvers<string | boolean>;
}

/** About the time of two hashes: by then there is room again unless the flood goes on. */
const retryAfterMs = 1_000;

/** Threads that are started when there is work for them, each with one job at a time, and a queue with an end. */
export class HashPool {
  readonly #options: HashPoolOptions;
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Job>();
  readonly #waiting: Job[] = [];
  #inlineRunning = 0;
  #closed = false;

  constructor(options: HashPoolOptions) {
    this.#options = options;
  }

  /** Throws `overloaded` when the queue is full, `draining` after `close`. */
  async run(task: HashTask): Promise<string | boolean> {
    if (this.#closed) throw new ParleyError("draining");
    const { threads, queueMax, inline } = this.#options;
    if (this.#waiting.length + this.#busy.size + this.#inlineRunning >= queueMax) {
      throw new ParleyError("overloaded", undefined, { retryAfterMs });
    }
    if (threads === 0) {
      this.#inlineRunning++;
      return await inline(task).finally(() => this.#inlineRunning--);
    }
    const done = Promise.withResolvers<string | boolean>();
    this.#waiting.push({ task, done });
    this.#dispatch();
    return await done.promise;
  }

  /** Ends the threads; what they had to do is refused as `draining`. */
  close(): Promise<void> {
    this.#closed = true;
    const orphans = [...this.#busy.values(), ...this.#waiting.splice(0)];
    for (const worker of [...this.#idle.splice(0), ...this.#busy.keys()]) worker.terminate();
    this.#busy.clear();
    for (const job of orphans) job.done.reject(new ParleyError("draining"));
    return Promise.resolve();
  }

  #dispatch(): void {
    while (this.#waiting.length > 0) {
      const worker = this.#idle.pop() ?? this.#start();
      if (worker === undefined) return;
      const job = this.#waiting.shift()!;
      this.#busy.set(worker, job);
      worker.postMessage(job.task);
    }
  }

  #start(): Worker | undefined {
    if (this.#busy.size >= this.#options.threads) return undefined;
    const worker = new Worker(new URL("./password_hasher_worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<HashAnswer>) => this.#answered(worker, data);
    worker.onerror = (event) => {
      // Unhandled, the error of a thread would end the process.
      event.preventDefault();
      this.#failed(worker, new Error(`A hashing thread ended: ${event.message}`));
    };
    return worker;
  }

  #answered(worker: Worker, answer: HashAnswer): void {
    const job = this.#busy.get(worker);
    if (job === undefined) return;
    this.#busy.delete(worker);
    this.#idle.push(worker);
    if (answer.ok) job.done.resolve(answer.value);
    else job.done.reject(new Error(`Cannot compute a password hash: ${answer.message}`));
    this.#dispatch();
  }

  #failed(worker: Worker, cause: Error): void {
    const job = this.#busy.get(worker);
    this.#busy.delete(worker);
    worker.terminate();
    job?.done.reject(new ParleyError("internal", undefined, { cause }));
    if (!this.#closed) this.#dispatch();
  }
}
