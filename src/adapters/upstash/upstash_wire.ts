import { Redis } from "@upstash/redis";
import { upstashChannels, upstashSendMsMax } from "../../limits.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Link, Wire, WireListener, WireText } from "../../ports/wire.ts";
import { readEventStream } from "./event_stream.ts";

export interface UpstashWireOptions {
  /** `https://…`, as the console of Upstash shows it. */
  readonly url: string;
  readonly token: string;
  readonly clock: Clock;
}

/** Requests on their way at once: one is answered while the next is under way. */
const sendsMax = 2;

const channels = Array.from({ length: upstashChannels }, (_, n) => `parley:bell:${n}`);

/**
 * Upstash over HTTPS alone, so that it works where no socket can be kept. Commands go through the vendor's library; the
 * streams are read here, because the library says nothing when one ends, and still calls it subscribed.
 */
export function createUpstashWire({ url, token, clock }: UpstashWireOptions): Wire {
  const base = url.replace(/\/+$/, "");
  return {
    channels: channels.length,
    streams: channels.length,
    sendsMax,
    async connect(listener, signal) {
      const link = new UpstashLink({ url: base, token, clock }, listener);
      await link.open(signal);
      return link;
    },
  };
}

class UpstashLink implements Link {
  readonly #options: UpstashWireOptions;
  readonly #listener: WireListener;
  /** What is under way, each with a signal of its own: of one that many share, the runtime lost who listened. */
  readonly #requests = new Set<AbortController>();
  readonly #bodies: ReadableStreamDefaultReader<Uint8Array>[] = [];
  readonly #reading: Promise<void>[] = [];
  #open = false;

  constructor(options: UpstashWireOptions, listener: WireListener) {
    this.#options = options;
    this.#listener = listener;
  }

  async open(signal: AbortSignal): Promise<void> {
    const abort = (): void => this.#cut(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    try {
      signal.throwIfAborted();
      await Promise.all(channels.map((channel) => this.#subscribe(channel)));
      this.#open = true;
    } catch (error) {
      await this.close();
      throw error;
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  async send(texts: readonly WireText[]): Promise<void> {
    const { url, token, clock } = this.#options;
    const request = this.#request();
    const cancel = clock.after(upstashSendMsMax, () => request.abort(new Error("Upstash did not answer in time")));
    // A client for each request: the library takes its signal once, and a client is an object without a connection.
    const redis = new Redis({
      url,
      token,
      retry: { retries: 0 },
      enableTelemetry: false,
      enableAutoPipelining: false,
      // As a function it makes an aborted request fail; as a signal, it would look like an answer.
      signal: () => request.signal,
    });
    try {
      const pipeline = redis.pipeline();
      for (const { channel, text } of texts) pipeline.publish(channels[channel]!, text);
      await pipeline.exec();
    } catch (error) {
      // The library quotes what it was to send; people's words have no place in a log.
      throw new Error(String(error instanceof Error ? error.message : error).split(", command was")[0]);
    } finally {
      cancel();
      this.#requests.delete(request);
    }
  }

  async close(): Promise<void> {
    this.#open = false;
    this.#cut(new Error("The connection was given up"));
    await Promise.all(this.#reading);
  }

  /** Resolves when the channel is listened to; from then on its stream is read until it ends. */
  async #subscribe(channel: string): Promise<void> {
    const { url, token } = this.#options;
    const request = this.#request();
    const headers = { Authorization: `Bearer ${token}`, Accept: "text/event-stream" };
    const init = { method: "POST", headers, signal: request.signal };
    const response = await fetch(`${url}/subscribe/${channel}`, init);
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new Error(`Upstash answered ${response.status} to a subscription`);
    }
    const body = response.body.getReader();
    this.#bodies.push(body);
    const subscribed = Promise.withResolvers<void>();
    const reading = readEventStream(body, (line) => {
      if (line.kind === "subscribed") subscribed.resolve();
      else this.#listener.heard(line.text);
    }).then(() => new Error("A stream ended"), (error: unknown) => error).then((reason) => {
      subscribed.reject(reason);
      this.#end(reason);
    });
    this.#reading.push(reading);
    await subscribed.promise;
  }

  #request(): AbortController {
    const request = new AbortController();
    this.#requests.add(request);
    return request;
  }

  #cut(reason: unknown): void {
    for (const request of this.#requests) request.abort(reason);
    // A body that has failed already says so to its reader, not to whoever cancels it.
    for (const body of this.#bodies) body.cancel(reason).catch((error: unknown) => error);
  }

  #end(reason: unknown): void {
    if (!this.#open) return;
    this.#open = false;
    this.#listener.ended(reason);
  }
}
