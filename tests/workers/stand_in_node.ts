import type { FromNode, ToNode } from "../../src/workers/node_messages.ts";
import type { NodeWorker } from "../../src/workers/node_thread.ts";

/** A node's thread that does what the test says. */
export class StandInNode implements NodeWorker {
  readonly number: number;
  onmessage: ((event: MessageEvent<FromNode>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  readonly told: ToNode[] = [];
  terminated = false;

  constructor(number = 1) {
    this.number = number;
  }

  postMessage(message: ToNode): void {
    this.told.push(message);
  }

  terminate(): void {
    this.terminated = true;
    // A thread that ends lets go of what it was given.
    for (const message of this.told) if (message.kind === "peer") message.port.close();
  }

  says(message: FromNode): void {
    this.onmessage?.(new MessageEvent("message", { data: message }));
  }

  listens(port = 4_000): void {
    this.says({ kind: "listening", address: { host: "127.0.0.1", port } });
  }

  ends(reason = "a fault"): void {
    this.says({ kind: "ended", reason, snapshot: [] });
  }

  dies(): void {
    this.onerror?.(new ErrorEvent("error", { message: "out of memory", cancelable: true }));
  }

  get kinds(): string[] {
    return this.told.map(({ kind }) => kind);
  }
}
