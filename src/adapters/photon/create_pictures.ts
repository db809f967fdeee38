import { pictureMsMax, picturesWaitingMax } from "../../limits.ts";
import type { Cancel, Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Pictures, Preview } from "../../ports/pictures.ts";
import type { PreviewAnswer, PreviewTask } from "./preview_task.ts";

export interface PicturesOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Longest a picture may take, milliseconds. */
  readonly msMax?: number;
}

/** Small copies of pictures, made in a thread of its own, one after the other. */
export function createPictures(options: PicturesOptions): Pictures {
  return new PictureThread(options);
}

interface Job {
  readonly task: PreviewTask;
  readonly done: (preview: Preview | undefined) => void;
}

/**
 * A thread that is ended when it has nothing to do, when a picture made it stumble and when it takes too long: what it
 * unpacked into may be hundreds of megabytes, and its memory only goes with it.
 */
class PictureThread implements Pictures {
  readonly #options: PicturesOptions;
  readonly #waiting: Job[] = [];
  #worker: Worker | undefined;
  #running: Job | undefined;
  #cancel: Cancel | undefined;
  #closed = false;

  constructor(options: PicturesOptions) {
    this.#options = options;
  }

  preview(bytes: Uint8Array<ArrayBuffer>, turned: number): Promise<Preview | undefined> {
    if (this.#closed || this.#waiting.length >= picturesWaitingMax) return Promise.resolve(undefined);
    return new Promise((done) => {
      this.#waiting.push({ task: { bytes, turned }, done });
      this.#next();
    });
  }

  close(): Promise<void> {
    this.#closed = true;
    const waiting = this.#waiting.splice(0);
    this.#finish(undefined);
    for (const { done } of waiting) done(undefined);
    return Promise.resolve();
  }

  #next(): void {
    if (this.#running !== undefined) return;
    const job = this.#running = this.#waiting.shift();
    if (job === undefined) return this.#end();
    const worker = this.#worker ??= this.#start();
    this.#cancel = this.#options.clock.after(
      this.#options.msMax ?? pictureMsMax,
      () => this.#stumbled("it took too long"),
    );
    worker.postMessage(job.task);
  }

  #start(): Worker {
    const worker = new Worker(new URL("./preview_worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<PreviewAnswer>) => {
      if (data.ok) this.#finish(data.preview);
      else this.#stumbled(data.message);
    };
    worker.onerror = (event) => {
      // Unhandled, the error of a thread would end the process.
      event.preventDefault();
      this.#stumbled(event.message);
    };
    return worker;
  }

  #stumbled(reason: string): void {
    this.#options.log.info("A picture has no small copy", { reason });
    this.#end();
    this.#finish(undefined);
  }

  #finish(preview: Preview | undefined): void {
    this.#cancel?.();
    const job = this.#running;
    this.#running = undefined;
    job?.done(preview);
    this.#next();
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }
}
