import type { OpenOptions } from "./open_engine.ts";
import type { WorkerPort } from "./worker_lane.ts";
import type { FromWorker, FurtherCaller, ToWorker } from "./worker_messages.ts";

/** The threads of a store. */
export type StoreRole = OpenOptions["role"];

/** How another thread reaches the threads of a store. */
export interface StoreLine {
  /** Hands a port to the store's thread of this role; what was posted to it before is served, too. */
  dial(role: StoreRole, port: MessagePort): void;
  /** Calls `ended` when the thread of this role has died: calls under way will not be answered. */
  onEnded(ended: (role: StoreRole, message: string) => void): void;
}

/** A store's thread in another's care, as if it were an own one: each start is a call on the line. */
export class LentThread implements WorkerPort {
  onerror: ((event: ErrorEvent) => void) | null = null;
  readonly #port: MessagePort;

  constructor(role: StoreRole, line: Pick<StoreLine, "dial">) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    line.dial(role, port2);
  }

  get onmessage(): ((event: MessageEvent<FromWorker>) => void) | null {
    return this.#port.onmessage;
  }

  set onmessage(heard: ((event: MessageEvent<FromWorker>) => void) | null) {
    this.#port.onmessage = heard;
  }

  postMessage(message: ToWorker | FurtherCaller): void {
    this.#port.postMessage(message);
  }

  /** Its keeper says that the thread has died. */
  ended(message: string): void {
    this.onerror?.(new ErrorEvent("error", { message, cancelable: true }));
  }

  terminate(): void {
    this.#port.close();
  }
}
