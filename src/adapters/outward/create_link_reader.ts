import { linkMsMax, linkThreadIdleMs } from "../../limits.ts";
import type { LinkFacts, LinkReader } from "../../ports/link_reader.ts";
import type { Cancel, Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { LinkAnswer, LinkTask, TestNet } from "./link_task.ts";

export interface LinkReaderOptions {
  readonly clock: Pick<Clock, "after">;
  readonly log: Log;
  /** Longest a link may take here, milliseconds. */
  readonly msMax?: number;
  readonly net?: TestNet;
}

/** Reads links in a thread of its own, so that nothing that strangers wrote is unpacked or parsed where people chat. */
export function createLinkReader(options: LinkReaderOptions): LinkReader {
  return new LinkThread(options);
}

interface Job {
  readonly done: (facts: LinkFacts | undefined) => void;
  readonly cancel: Cancel;
}

/** A page and its picture, and what it takes to begin: past it the thread is stuck in what it was given. */
const stuckMs = 2 * linkMsMax + 5_000;

/** Starts with the first link, is ended when none came for a while, and with all it does when one of them has it stuck. */
class LinkThread implements LinkReader {
  readonly #options: LinkReaderOptions;
  readonly #jobs = new Map<number, Job>();
  #worker: Worker | undefined;
  #idle: Cancel | undefined;
  #last = 0;
  #closed = false;

  constructor(options: LinkReaderOptions) {
    this.#options = options;
  }

  read(url: string): Promise<LinkFacts | undefined> {
    if (this.#closed) return Promise.resolve(undefined);
    const { clock, msMax = stuckMs, net } = this.#options;
    this.#idle?.();
    this.#idle = undefined;
    const worker = this.#worker ??= this.#start();
    const id = ++this.#last;
    return new Promise((done) => {
      const cancel = clock.after(msMax, () => this.#stumbled("it took too long"));
      this.#jobs.set(id, { done, cancel });
      worker.postMessage({ id, url, net } satisfies LinkTask);
    });
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#end();
    return Promise.resolve();
  }

  #start(): Worker {
    const worker = new Worker(new URL("./link_worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<LinkAnswer>) => this.#answered(data);
    worker.onerror = (event) => {
      // Unhandled, the error of a thread would end the process.
      event.preventDefault();
      this.#stumbled(event.message);
    };
    return worker;
  }

  #answered({ id, facts, reason }: LinkAnswer): void {
    const job = this.#jobs.get(id);
    if (job === undefined) return;
    // Never the address: what people share is theirs.
    if (reason !== undefined) this.#options.log.debug("A link was not read", { reason });
    this.#jobs.delete(id);
    job.cancel();
    job.done(facts);
    if (this.#jobs.size === 0) this.#idle = this.#options.clock.after(linkThreadIdleMs, () => this.#end());
  }

  #stumbled(reason: string): void {
    this.#options.log.info("The thread that reads links was ended", { reason, links: this.#jobs.size });
    this.#end();
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#idle?.();
    this.#idle = undefined;
    for (const { done, cancel } of this.#jobs.values()) {
      cancel();
      done(undefined);
    }
    this.#jobs.clear();
  }
}
