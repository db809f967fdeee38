import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** How a proxy treats who comes through it. */
export type ProxyMode =
  /** Passes everything on. */
  | "open"
  /** Breaks what is there and refuses what comes. */
  | "refused"
  /** Takes everything and passes nothing on, either way: a network that has fallen silent. */
  | "silent";

/** A port on this machine that leads to another, or not, as a test says. */
export class TcpProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #target: () => number;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #mode: ProxyMode = "open";
  /** Connections accepted so far. */
  accepted = 0;

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

  /** From now on, for what is connected too. What was held back while it was silent is passed on when it opens. */
  set(mode: ProxyMode): void {
    this.#mode = mode;
    for (const [near, far] of this.#pairs) {
      if (mode === "refused") near.destroy();
      for (const socket of [near, far]) mode === "silent" ? socket.pause() : socket.resume();
    }
  }

  /** Breaks every connection; new ones are welcome. */
  cut(): void {
    for (const [near] of this.#pairs) near.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => void this.#server.close(() => resolve()));
  }

  #accept(near: Socket): void {
    this.accepted++;
    if (this.#mode === "refused") return void near.destroy();
    const far = connect(this.#target(), "127.0.0.1");
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    const end = (): void => {
      near.destroy();
      far.destroy();
      this.#pairs.delete(pair);
    };
    for (const [from, to] of [[near, far], [far, near]] as const) {
      from.on("data", (chunk) => void to.write(chunk));
      from.on("error", end);
      from.on("close", end);
      if (this.#mode === "silent") from.pause();
    }
  }
}
