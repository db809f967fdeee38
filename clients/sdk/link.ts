import type { ClientFrame } from "../../src/protocol/client_frame.ts";
import type { Cancel, Environment, Socket } from "./environment.ts";
import type { Timing } from "./timing.ts";
import type { Writing } from "./writing.ts";

/** What a link tells. After `closed`, or after `drop()`, it says nothing more. */
export interface LinkHandler {
  opened(): void;
  /** One JSON value of the server. */
  frame(value: unknown): void;
  /** The server sent what is no JSON. */
  garbled(error: unknown): void;
  /** Called at most once. 1006: no close frame came, or the link was given up for its silence. */
  closed(code: number, reason: string): void;
}

export interface LinkTarget {
  readonly url: string;
  readonly protocols: string[];
}

/** One WebSocket from its first byte to its end: connect time-out, frames, heartbeat. */
export class Link {
  readonly #socket: Socket;
  readonly #environment: Environment;
  readonly #timing: Timing;
  readonly #handler: LinkHandler;
  #cancelTimer: Cancel;
  #heardAt = 0;
  #isOpen = false;
  #isOver = false;

  /** Throws what the WebSocket class throws for an address it refuses. */
  constructor(target: LinkTarget, environment: Environment, timing: Timing, handler: LinkHandler) {
    this.#environment = environment;
    this.#timing = timing;
    this.#handler = handler;
    const socket = new environment.WebSocket(target.url, target.protocols);
    this.#socket = socket;
    this.#cancelTimer = environment.after(timing.connectMs, () => this.#end(1006, "connecting took too long"));
    socket.onopen = () => this.#opened();
    socket.onmessage = (event: MessageEvent) => this.#received(event.data);
    socket.onclose = (event: CloseEvent) => this.#end(event.code, event.reason);
    // A close event follows each error, and says more.
    socket.onerror = () => {};
  }

  send(frame: ClientFrame | Writing): void {
    if (this.#isOpen && !this.#isOver) this.#socket.send(JSON.stringify(frame));
  }

  /** Asks for a sign of life now, not at the end of the usual silence. */
  probe(): void {
    if (!this.#isOpen || this.#isOver) return;
    this.#cancelTimer();
    this.#askForLife();
  }

  /** Ends the link from this side, silently. */
  drop(code = 1000): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelTimer();
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    try {
      this.#socket.close(code);
    } catch {
      // Some classes refuse to close a socket that is not open yet; it is forgotten either way.
      this.#isOpen = false;
    }
  }

  #opened(): void {
    if (this.#isOver) return;
    this.#isOpen = true;
    this.#heardAt = this.#environment.monotonic();
    this.#cancelTimer();
    this.#watch(this.#timing.heartbeatMs);
    this.#handler.opened();
  }

  #received(data: unknown): void {
    if (this.#isOver || typeof data !== "string") return;
    this.#heardAt = this.#environment.monotonic();
    // Sessions of parley.v1.batch get several frames at once, one a line; JSON has no newline of its own.
    for (const line of data.split("\n")) {
      if (this.#isOver || line === "") continue;
      let value: unknown;
      try {
        value = JSON.parse(line);
      } catch (error) {
        this.#handler.garbled(error);
        continue;
      }
      this.#handler.frame(value);
    }
  }

  /** One timer a link, not one a frame: it looks how long the silence is when it rings. */
  #watch(ms: number): void {
    this.#cancelTimer = this.#environment.after(ms, () => {
      if (this.#silenceMs < this.#timing.heartbeatMs) this.#watch(this.#timing.heartbeatMs - this.#silenceMs);
      else this.#askForLife();
    });
  }

  get #silenceMs(): number {
    return this.#environment.monotonic() - this.#heardAt;
  }

  #askForLife(): void {
    const asked = this.#environment.monotonic();
    this.send({ type: "ping" });
    this.#cancelTimer = this.#environment.after(this.#timing.pongMs, () => {
      if (this.#heardAt > asked) this.#watch(this.#timing.heartbeatMs - this.#silenceMs);
      else this.#end(1006, "the server is silent");
    });
  }

  #end(code: number, reason: string): void {
    if (this.#isOver) return;
    this.drop();
    this.#handler.closed(code, reason);
  }
}
