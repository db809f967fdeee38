import {
  Agent,
  createServer,
  type IncomingMessage,
  request as ask,
  type RequestOptions,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** Longest a node may take until it takes a connection. Reached: the next one is asked. */
const connectMsMax = 2_000;

/**
 * One address before several nodes, as a proxy in front of a cluster is: each request and each socket goes to the next node
 * in turn, wherever its user was before, and to another one when that one is not there.
 */
export class ReverseProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #ports: () => readonly number[];
  readonly #agent = new Agent({ keepAlive: true });
  readonly #sockets = new Set<Socket>();
  #turn = 0;

  private constructor(ports: () => readonly number[]) {
    this.#ports = ports;
    this.#server = createServer((incoming, outgoing) => this.#pass(incoming, outgoing));
    this.#server.on("upgrade", (incoming, socket: Socket, head) => this.#upgrade(incoming, socket, head));
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
  }

  /** @param ports Of the nodes, on this machine; asked for each request. */
  static async open(ports: () => readonly number[], port = 0): Promise<ReverseProxy> {
    const proxy = new ReverseProxy(ports);
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once("error", reject);
      proxy.#server.listen(port, "127.0.0.1", resolve);
    });
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => void this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    this.#agent.destroy();
    await closed;
  }

  /** The nodes, the next one first. */
  #order(): number[] {
    const ports = this.#ports();
    const first = this.#turn++ % Math.max(1, ports.length);
    return [...ports.slice(first), ...ports.slice(0, first)];
  }

  #options(incoming: IncomingMessage, port: number): RequestOptions {
    const { method, url, headers, socket } = incoming;
    const before = headers["x-forwarded-for"];
    const seen = [...(before === undefined ? [] : [before].flat()), socket.remoteAddress ?? ""].join(", ");
    return { host: "127.0.0.1", port, method, path: url, headers: { ...headers, "x-forwarded-for": seen } };
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const chunks: Uint8Array[] = [];
    incoming.on("data", (chunk) => chunks.push(chunk));
    incoming.on("end", () => this.#tryPass(incoming, outgoing, chunks, this.#order()));
    incoming.on("error", () => outgoing.destroy());
  }

  #tryPass(incoming: IncomingMessage, outgoing: ServerResponse, body: readonly Uint8Array[], ports: number[]): void {
    const port = ports.shift();
    if (port === undefined) {
      outgoing.writeHead(502, { "Content-Type": "text/plain", "Retry-After": "1" }).end("No node answers\n");
      return;
    }
    const upstream = ask({ ...this.#options(incoming, port), agent: this.#agent, timeout: connectMsMax }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
      answer.on("error", () => outgoing.destroy());
    });
    upstream.on("error", (error: Error & { code?: string }) => {
      if (outgoing.headersSent) return void outgoing.destroy();
      // Only what was surely not done by this node may be done by another.
      const untouched = error.code === "ECONNREFUSED" || incoming.method === "GET";
      this.#tryPass(incoming, outgoing, body, untouched ? ports : []);
    });
    for (const chunk of body) upstream.write(chunk);
    upstream.end();
  }

  #upgrade(incoming: IncomingMessage, socket: Socket, head: Uint8Array): void {
    socket.on("error", () => socket.destroy());
    this.#tryUpgrade(incoming, socket, head, this.#order());
  }

  #tryUpgrade(incoming: IncomingMessage, socket: Socket, head: Uint8Array, ports: number[]): void {
    const port = ports.shift();
    if (port === undefined) return void socket.end("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n");
    const upstream = ask({ ...this.#options(incoming, port), agent: false });
    upstream.on("upgrade", (answer, far: Socket, first) => {
      far.on("error", () => socket.destroy());
      far.on("close", () => socket.destroy());
      socket.on("close", () => far.destroy());
      far.setNoDelay(true);
      socket.setNoDelay(true);
      socket.write(headText(answer));
      socket.write(first);
      far.write(head);
      far.pipe(socket);
      socket.pipe(far);
    });
    upstream.on("response", (answer) => {
      socket.write(headText(answer));
      answer.pipe(socket);
    });
    upstream.on("error", () => this.#tryUpgrade(incoming, socket, head, ports));
    upstream.end();
  }
}

/** The status line and the headers of an answer, as they came. */
function headText({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  for (let at = 0; at < rawHeaders.length; at += 2) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  return `${lines.join("\r\n")}\r\n\r\n`;
}
