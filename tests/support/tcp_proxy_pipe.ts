import type { Buffer } from "node:buffer";
import type { Socket } from "node:net";

/** What a bad network does. */
export interface Toxics {
  /** Each way, milliseconds, and by how much it varies either way; order is kept. */
  latencyMs?: number | undefined;
  jitterMs?: number | undefined;
  /** Bytes a second that reach whoever connected. */
  bytesPerSecond?: number | undefined;
  /** 0 <= x < 1, for the jitter. */
  random?: (() => number) | undefined;
}

/** What becomes of bytes that were looked at: these are passed on, and then the connection is broken if it says so. */
export interface Passing {
  readonly bytes: Uint8Array;
  readonly cut?: boolean;
}

/** Looks at what passes over one connection: up to the target, down from it. */
export type Tap = (way: "up" | "down", bytes: Buffer) => Passing;

export interface ProxyPipeOptions {
  readonly toxics: Readonly<Toxics>;
  /** Whether the bandwidth holds here. */
  readonly slow: boolean;
  readonly look: ((bytes: Buffer) => Passing) | undefined;
  /** Breaks the connection, both ways. */
  readonly end: () => void;
}

interface Waiting {
  readonly bytes: Uint8Array;
  readonly dueAt: number;
  readonly cut: boolean;
}

/** Bytes held here before the sender is stopped: what a network would hold. */
const heldBytesMax = 262_144;
/** A slow line lets so much through at once, as a share of a second's. */
const pieceShare = 0.1;

/** One direction of a proxied connection. */
export class ProxyPipe {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #options: ProxyPipeOptions;
  readonly #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #lastDueAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #held = false;
  #full = false;

  constructor(from: Socket, to: Socket, options: ProxyPipeOptions) {
    this.#from = from;
    this.#to = to;
    this.#options = options;
    from.on("data", (chunk: Buffer) => this.#take(chunk));
    from.on("error", options.end);
    from.on("close", options.end);
    to.on("drain", () => {
      this.#full = false;
      this.#steer();
    });
  }

  /** Passes nothing on until it is let go. */
  hold(held: boolean): void {
    this.#held = held;
    if (!held) this.#flush();
    this.#steer();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#waiting.length = 0;
    this.#held = true;
  }

  #take(chunk: Buffer): void {
    const { bytes, cut = false } = this.#options.look?.(chunk) ?? { bytes: chunk };
    const { latencyMs = 0, jitterMs = 0, bytesPerSecond, random = Math.random } = this.#options.toxics;
    const bandwidth = this.#options.slow ? bytesPerSecond : undefined;
    if (!this.#held && latencyMs === 0 && bandwidth === undefined && this.#waiting.length === 0) {
      return this.#pass({ bytes, dueAt: 0, cut });
    }
    const arrival = performance.now() + Math.max(0, latencyMs + jitterMs * (2 * random() - 1));
    const piece = Math.max(1, bandwidth === undefined ? bytes.length : Math.floor(bandwidth * pieceShare));
    for (let at = 0; at === 0 || at < bytes.length; at += piece) {
      const part = bytes.subarray(at, at + piece);
      const tookMs = bandwidth === undefined ? 0 : 1_000 * part.length / bandwidth;
      this.#lastDueAt = Math.max(this.#lastDueAt, arrival) + tookMs;
      this.#waiting.push({ bytes: part, dueAt: this.#lastDueAt, cut: cut && at + piece >= bytes.length });
      this.#waitingBytes += part.length;
    }
    this.#flush();
    this.#steer();
  }

  /** Passes on what is due. */
  #flush(): void {
    clearTimeout(this.#timer);
    while (!this.#held && this.#waiting.length > 0) {
      const next = this.#waiting[0]!;
      const inMs = next.dueAt - performance.now();
      if (inMs > 0) {
        this.#timer = setTimeout(() => {
          this.#flush();
          this.#steer();
        }, inMs);
        return;
      }
      this.#waiting.shift();
      this.#waitingBytes -= next.bytes.length;
      this.#pass(next);
    }
  }

  #pass({ bytes, cut }: Waiting): void {
    if (bytes.length > 0 && !this.#to.destroyed && !this.#to.write(bytes)) {
      this.#full = true;
      this.#steer();
    }
    // What was written is on its way first.
    if (cut) setTimeout(this.#options.end, 0);
  }

  /** Stops the sender while there is no room for more. */
  #steer(): void {
    if (this.#held || this.#full || this.#waitingBytes > heldBytesMax) this.#from.pause();
    else this.#from.resume();
  }
}
