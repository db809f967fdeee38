import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * What becomes of a request: an answer with this status and code, no answer at all, a line that is cut in the middle of its
 * body, an answer that is lost though all was done, or one that stops in the middle.
 */
export type ObjectsFate = { readonly status: number; readonly code: string } | "silent" | "cut" | "unheard" | "halved";

/** A request as the gate sees it: `PUT /bucket/key?uploadId`. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
}

/** Stands between a server and its bucket, and does to requests what a test wants; the signatures stay good. */
export class ObjectsGate implements AsyncDisposable {
  readonly seen: SeenRequest[] = [];
  /** Decides of each request; `undefined`: it goes through. */
  fate: (request: SeenRequest) => ObjectsFate | undefined = () => undefined;
  /** What a request waits for before anything becomes of it; `undefined`: nothing. */
  held: (request: SeenRequest) => Promise<void> | undefined = () => undefined;
  /** Called when a request has come that is not answered. */
  unanswered: () => void = () => undefined;
  readonly #target: number;
  readonly #server: Server;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((incoming, answer) => {
      const { method = "", url: path = "" } = incoming;
      const wait = this.held({ method, path });
      if (wait === undefined) this.#pass(incoming, answer);
      else void wait.then(() => this.#pass(incoming, answer));
    });
  }

  static async open(target: number): Promise<ObjectsGate> {
    const gate = new ObjectsGate(target);
    await new Promise<void>((resolve) => void gate.#server.listen(0, "127.0.0.1", resolve));
    return gate;
  }

  /** The address of a bucket as seen through the gate. */
  bucket(address: string): string {
    const { port } = this.#server.address() as AddressInfo;
    const url = new URL(address);
    url.port = String(port);
    return url.href;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => void this.#server.close(resolve));
  }

  #pass(incoming: IncomingMessage, answer: ServerResponse): void {
    const { method = "", url: path = "" } = incoming;
    const seen = { method, path };
    this.seen.push(seen);
    const fate = this.fate(seen);
    if (fate === "silent") return void incoming.resume().once("end", () => this.unanswered());
    if (fate === "cut") return void incoming.once("data", () => incoming.destroy());
    if (typeof fate === "object") {
      incoming.resume();
      answer.writeHead(fate.status, { "content-type": "application/xml" });
      answer.end(`<?xml version="1.0"?><Error><Code>${fate.code}</Code></Error>`);
      return;
    }
    const onward = request({ host: "127.0.0.1", port: this.#target, method, path, headers: incoming.headers });
    onward.on("response", (got) => {
      if (fate === "unheard") return void got.resume().once("end", () => answer.destroy());
      answer.writeHead(got.statusCode ?? 502, got.headers);
      if (fate === "halved") return void got.once("data", (some) => answer.write(some, () => answer.destroy()));
      got.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    answer.on("close", () => onward.destroy());
    incoming.pipe(onward);
  }
}
