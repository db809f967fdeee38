import type { Buffer } from "node:buffer";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { ProxyPipe, type Tap, type Toxics } from "./tcp_proxy_pipe.ts";

/** How a proxy treats who comes through it. */
export type ProxyMode =
  /** Passes everything on. */
  | "open"
  /** Breaks what is there and refuses what comes. */
  | "refused"
  /** Takes everything and passes nothing on, either way: a network that has fallen silent. */
  | "silent";

/** Who comes through, and where to. */
interface Pair {
  readonly near: Socket;
  readonly pipes: readonly [ProxyPipe, ProxyPipe];
}

/** A port on this machine that leads to another, or not, as a test says. */
export class TcpProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #target: () => number;
  readonly #pairs = new Set<Pair>();
  #mode: ProxyMode = "open";
  /** Connections accepted so far. */
  accepted = 0;
  /** What the network does to what passes; changed at any time, it holds for what comes from then on. */
  readonly toxics: Toxics = {};
  /** Looks at what passes, connection by connection; for those that come from now on. */
  tap: (() => Tap) | undefined;

  private constructor(target: () => number) {
    this.#target = target;
    this.#server = createServer((near) => this.#accept(near));
  }

  /** @param target The port it leads to, asked for each connection. */
  static async open(target: () => number): Promise<TcpProxy> {
    const proxy = new TcpProxy(target);
    await new Promise<void>((resolve) => void proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Connections there are now. */
  get connections(): number {
    return this.#pairs.size;
  }

  /** From now on, for what is connected too. What was held back while it was silent is passed on when it opens. */
  set(mode: ProxyMode): void {
    this.#mode = mode;
    for (const { near, pipes } of this.#pairs) {
      if (mode === "refused") near.destroy();
      for (const pipe of pipes) pipe.hold(mode === "silent");
    }
  }

  /** Breaks every connection; new ones are welcome. */
  cut(): void {
    for (const { near } of this.#pairs) near.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => void this.#server.close(() => resolve()));
  }

  #accept(near: Socket): void {
    this.accepted++;
    if (this.#mode === "refused") return void near.destroy();
    const far = connect({ port: this.#target(), host: "127.0.0.1", noDelay: true });
    near.setNoDelay(true);
    const tap = this.tap?.();
    const end = (): void => {
      near.destroy();
      far.destroy();
      for (const pipe of pair.pipes) pipe.stop();
      this.#pairs.delete(pair);
    };
    const look = (way: "up" | "down") => tap && ((bytes: Buffer) => tap(way, bytes));
    const pair: Pair = {
      near,
      pipes: [
        new ProxyPipe(near, far, { toxics: this.toxics, slow: false, look: look("up"), end }),
        new ProxyPipe(far, near, { toxics: this.toxics, slow: true, look: look("down"), end }),
      ],
    };
    this.#pairs.add(pair);
    for (const pipe of pair.pipes) pipe.hold(this.#mode === "silent");
  }
}
