/** How one proxied WebSocket ends. */
export interface Cut {
  /** Which way is counted: from the client or from the server. */
  readonly way: "up" | "down";
  /** Bytes let through that way before both ends are dropped. */
  readonly bytes: number;
}

/**
 * A TCP proxy before a real server that cuts WebSocket connections after an exact number of bytes. Plain HTTP passes
 * untouched, and so does every WebSocket beyond the planned cuts.
 */
export class CuttingProxy implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #target: number;
  readonly #open = new Set<Deno.TcpConn>();
  readonly #work = new Set<Promise<void>>();
  /** Cuts of the next WebSockets, in order. */
  readonly cuts: Cut[] = [];
  /** WebSockets so far. */
  sockets = 0;

  constructor(target: number) {
    this.#target = target;
    this.#own(this.#accept());
  }

  get url(): string {
    return `http://127.0.0.1:${this.#listener.addr.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const connection of this.#open) this.#drop(connection);
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  async #accept(): Promise<void> {
    for await (const client of this.#listener) {
      this.#open.add(client);
      this.#own(this.#serve(client));
    }
  }

  #own(work: Promise<void>): void {
    const owned: Promise<void> = work.finally(() => this.#work.delete(owned));
    this.#work.add(owned);
  }

  async #serve(client: Deno.TcpConn): Promise<void> {
    const server = await Deno.connect({ hostname: "127.0.0.1", port: this.#target });
    this.#open.add(server);
    let cut: Cut | undefined;
    let isFirst = true;
    const up = this.#pump(client, server, (bytes) => {
      if (isFirst && new TextDecoder().decode(bytes.subarray(0, 8)).startsWith("GET /ws")) {
        this.sockets++;
        cut = this.cuts.shift();
      }
      isFirst = false;
      return cut?.way === "up" ? cut.bytes : Infinity;
    });
    const down = this.#pump(server, client, () => cut?.way === "down" ? cut.bytes : Infinity);
    await Promise.all([up, down]);
  }

  /** Copies until the end or the limit, which then ends both directions. */
  async #pump(from: Deno.TcpConn, to: Deno.TcpConn, limit: (bytes: Uint8Array) => number): Promise<void> {
    const buffer = new Uint8Array(65_536);
    let passed = 0;
    try {
      for (let count = await from.read(buffer); count !== null; count = await from.read(buffer)) {
        const bytes = buffer.subarray(0, count);
        const allowed = Math.min(count, limit(bytes) - passed);
        passed += allowed;
        for (let rest = bytes.subarray(0, allowed); rest.length > 0;) rest = rest.subarray(await to.write(rest));
        if (allowed < count) break;
      }
    } catch (error) {
      // The other direction, or the end of the test, has dropped the connection already.
      if (
        !(error instanceof Deno.errors.BadResource) && !(error instanceof Deno.errors.Interrupted) && !isReset(error)
      ) {
        throw error;
      }
    } finally {
      this.#drop(from);
      this.#drop(to);
    }
  }

  #drop(connection: Deno.TcpConn): void {
    if (this.#open.delete(connection)) connection.close();
  }
}

function isReset(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.NotConnected;
}
