import { connect, type ConnectionOptions, type NatsConnection } from "@nats-io/transport-node";
import { brokerChannels, brokerConnectMsMax } from "../../limits.ts";
import type { Link, Wire, WireListener, WireText } from "../../ports/wire.ts";

export interface NatsWireOptions {
  /** `nats://` or `tls://`, with `user:password@` or `token@` where needed. */
  readonly url: string;
}

/** Batches on their way at once, each confirmed by the server's answer to a ping behind it. */
const sendsMax = 16;

const subjects = Array.from({ length: brokerChannels }, (_, n) => `parley.bell.${n}`);

/** Subjects of NATS. Deployments that share a server are kept apart by accounts. */
export function createNatsWire({ url }: NatsWireOptions): Wire {
  return {
    channels: brokerChannels,
    streams: 1,
    sendsMax,
    async connect(listener, signal) {
      const aborted = untilAborted(signal);
      const connecting = connect(optionsOf(url));
      // A connection that comes too late is not wanted any more.
      connecting.then((late) => void (signal.aborted && late.close()), () => undefined);
      const link = new NatsLink(await Promise.race([connecting, aborted.promise]), listener);
      try {
        await Promise.race([link.listen(), aborted.promise]);
        return link;
      } catch (error) {
        await link.close();
        throw error;
      } finally {
        aborted.stop();
      }
    },
  };
}

function optionsOf(text: string): ConnectionOptions {
  const url = new URL(text);
  const [user, pass] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  return {
    servers: `${url.hostname}:${url.port || "4222"}`,
    ...(user === "" ? {} : pass === "" ? { token: user } : { user, pass }),
    ...(url.protocol === "tls:" ? { tls: {} } : {}),
    name: "parley",
    timeout: brokerConnectMsMax,
    // Whoever asked for the link comes back by asking anew, and must know that signals were missed.
    reconnect: false,
    ignoreClusterUpdates: true,
  };
}

class NatsLink implements Link {
  readonly #connection: NatsConnection;
  readonly #listener: WireListener;
  #closed = false;

  constructor(connection: NatsConnection, listener: WireListener) {
    this.#connection = connection;
    this.#listener = listener;
  }

  async listen(): Promise<void> {
    for (const subject of subjects) {
      this.#connection.subscribe(subject, {
        callback: (error, message) => error === null ? this.#hear(message) : this.#end(error),
      });
    }
    // The answer to a ping comes after the server has taken the subscriptions.
    await this.#connection.flush();
    this.#connection.closed().then((error) => this.#end(error ?? new Error("The connection was closed")));
  }

  async send(texts: readonly WireText[]): Promise<void> {
    for (const { channel, text } of texts) this.#connection.publish(subjects[channel]!, text);
    await this.#connection.flush();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#connection.close();
  }

  #hear(message: { string(): string }): void {
    this.#listener.heard(message.string());
  }

  #end(reason: unknown): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listener.ended(reason);
  }
}

function untilAborted(signal: AbortSignal): { readonly promise: Promise<never>; stop(): void } {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch((reason: unknown) => reason);
  const abort = (): void => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  return { promise, stop: () => signal.removeEventListener("abort", abort) };
}
