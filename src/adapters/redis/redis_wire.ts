import { createClient } from "@redis/client";
import { brokerChannels, brokerConnectMsMax } from "../../limits.ts";
import type { Link, Wire, WireListener, WireText } from "../../ports/wire.ts";

export interface RedisWireOptions {
  /** `redis://` or `rediss://` (TLS), with `[user]:password@` where needed and `/number` of the database. */
  readonly url: string;
  /** Certificates in PEM to trust besides the usual ones. */
  readonly ca?: string;
}

/** Batches on their way at once: over a link of 80 ms still some 25,000 signals a second. */
const sendsMax = 16;

/**
 * Redis' PUBLISH and SUBSCRIBE over two connections, since one that subscribes to channels can do nothing else. The driver
 * comes back to nothing by itself: what a broker has missed meanwhile must be known.
 */
export function createRedisWire({ url, ca }: RedisWireOptions): Wire {
  // Redis spreads over all its databases; deployments that share a server by number should not wake each other.
  const server = new URL(url);
  const database = server.pathname.slice(1) || "0";
  // The driver would select it, for which it may not have the right, to no end.
  server.pathname = "";
  const names = Array.from({ length: brokerChannels }, (_, n) => `parley:${database}:bell:${n}`);
  return {
    channels: brokerChannels,
    streams: 1,
    sendsMax,
    async connect(listener, signal) {
      const link = new RedisLink(() => createDriver(server.href, ca), names, listener);
      await link.open(signal);
      return link;
    },
  };
}

type Driver = ReturnType<typeof createDriver>;

function createDriver(url: string, ca: string | undefined) {
  const socket = { reconnectStrategy: false, connectTimeout: brokerConnectMsMax, noDelay: true } as const;
  return createClient({
    url,
    // The older protocol: understood by every server and proxy, and all that is needed.
    RESP: 2,
    socket: ca === undefined ? socket : { ...socket, tls: true, ca },
    disableOfflineQueue: true,
    commandsQueueMaxLength: 65_536,
  });
}

class RedisLink implements Link {
  readonly #speaker: Driver;
  readonly #ear: Driver;
  readonly #names: readonly string[];
  readonly #listener: WireListener;
  readonly #over = Promise.withResolvers<never>();
  #state: "opening" | "open" | "over" = "opening";

  constructor(create: () => Driver, names: readonly string[], listener: WireListener) {
    this.#names = names;
    this.#listener = listener;
    // Nobody may be waiting for it when it ends.
    this.#over.promise.catch((reason: unknown) => reason);
    this.#speaker = create();
    this.#ear = create();
    for (const client of [this.#speaker, this.#ear]) {
      client.on("error", (error: unknown) => this.#end(error));
      client.on("end", () => this.#end(new Error("The connection was closed")));
    }
  }

  async open(signal: AbortSignal): Promise<void> {
    const abort = (): void => this.#end(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    try {
      await Promise.race([this.#over.promise, this.#subscribe()]);
      this.#state = "open";
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  async send(texts: readonly WireText[]): Promise<void> {
    const said = texts.map(({ channel, text }) => this.#speaker.publish(this.#names[channel]!, text));
    await Promise.race([this.#over.promise, Promise.all(said)]);
  }

  close(): Promise<void> {
    this.#state = "over";
    this.#cut(new Error("The connection was given up"));
    return Promise.resolve();
  }

  async #subscribe(): Promise<void> {
    await Promise.all([this.#speaker.connect(), this.#ear.connect()]);
    await this.#ear.subscribe([...this.#names], (text: string) => this.#listener.heard(text));
  }

  #end(reason: unknown): void {
    const wasOpen = this.#state === "open";
    this.#state = "over";
    this.#cut(reason);
    if (wasOpen) this.#listener.ended(reason);
  }

  #cut(reason: unknown): void {
    this.#over.reject(reason);
    for (const client of [this.#speaker, this.#ear]) {
      if (client.isOpen) client.destroy();
    }
  }
}
