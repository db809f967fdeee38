import { closeHandshakeMs, frameBytesMax } from "../../limits.ts";
import type { Cancel, Clock } from "../../ports/clock.ts";
import { closeCatalogue } from "../../protocol/close_code.ts";
import { utf8Bytes } from "../../protocol/text.ts";
import type { Connection } from "../../realtime/connection.ts";
import type { Opening } from "../../realtime/gate.ts";
import type { Outgoing } from "../../realtime/outgoing.ts";
import { abnormalCode, closeReason } from "../close_reason.ts";
import { type GuardDeps, GuardedHandler } from "../guarded_handler.ts";

export interface EdgeConnectionDeps extends GuardDeps {
  readonly clock: Clock;
  /** Called once, when the connection is over and the session knows. */
  gone(connection: EdgeConnection): void;
}

/**
 * A connection of the edge listener, over the runtime's own WebSocket, which cannot be cut, may report its end twice or
 * never, and has no ping of ours. So the end is what this class says it is: at the peer's close, or `closeHandshakeMs`
 * after our own, or at `terminate`; whatever the runtime tells later is ignored, and what it still holds is its own.
 */
export class EdgeConnection implements Connection {
  readonly #socket: WebSocket;
  readonly #batch: boolean;
  readonly #deps: EdgeConnectionDeps;
  readonly #handler: GuardedHandler;
  /** Why it ends, when it was this side that ended it. */
  #code: number | undefined;
  #over = false;
  #cancelCut: Cancel | undefined;

  constructor(socket: WebSocket, opening: Opening, deps: EdgeConnectionDeps) {
    this.#socket = socket;
    this.#batch = opening.batch;
    this.#deps = deps;
    this.#handler = new GuardedHandler(this, opening, deps);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#handler.open();
    socket.onmessage = ({ data }) => this.#message(data);
    // The runtime says 0 where the standard says 1006.
    socket.onclose = ({ code }) => this.#finish(code === 0 ? abnormalCode : code);
    // The runtime tells of a dead peer by an error and then a close. An unhandled error event would end the process.
    socket.onerror = (event) => event.preventDefault();
  }

  write(outgoing: Outgoing): void {
    if (this.#batch) return this.#send(outgoing.lines);
    for (const text of outgoing.texts) this.#send(text);
  }

  get bufferedBytes(): number {
    return this.#over ? 0 : this.#socket.bufferedAmount;
  }

  /**
   * The runtime pings by itself (`idleTimeout`) and shows neither its pings nor the answers. That it still holds the
   * socket open is the sign of life that it gives.
   */
  ping(): void {
    queueMicrotask(() => {
      if (this.#open) this.#handler.alive();
    });
  }

  close(code: number, reason: string): void {
    if (this.#code !== undefined || this.#over) return;
    this.#code = code;
    this.#cancelCut = this.#deps.clock.after(closeHandshakeMs, () => this.#finish(code));
    this.#sayGoodbye(code, closeReason(reason));
  }

  terminate(): void {
    if (this.#code === undefined && !this.#over) {
      this.#code = abnormalCode;
      this.#sayGoodbye(closeCatalogue.goingAway.code, "");
    }
    queueMicrotask(() => this.#finish(abnormalCode));
  }

  get #open(): boolean {
    return this.#code === undefined && this.#socket.readyState === WebSocket.OPEN;
  }

  #send(text: string): void {
    if (!this.#open) return;
    try {
      this.#socket.send(text);
    } catch (error) {
      this.#deps.log.warn("a frame could not be sent", { error });
      this.terminate();
    }
  }

  /**
   * The close frame, the only way to make the runtime let go. Nothing of the peer reaches the session any more. Not in this
   * turn: called while a further frame of the peer waits in the runtime's buffer, `close` ends the connection without it.
   */
  #sayGoodbye(code: number, reason: string): void {
    this.#handler.deafen();
    this.#socket.onmessage = null;
    this.#deps.clock.soon(() => {
      try {
        this.#socket.close(code, reason);
      } catch (error) {
        this.#deps.log.warn("a connection could not be closed", { error });
        this.#finish(code);
      }
    });
  }

  #message(data: unknown): void {
    if (typeof data !== "string") {
      const taken = data instanceof ArrayBuffer && this.#handler.binary(new Uint8Array(data));
      return taken ? undefined : this.#refuse(closeCatalogue.binary);
    }
    // The runtime has taken up to 64 MiB by now; at least nothing here reads it. UTF-8 has 1 to 3 bytes a UTF-16 unit.
    const tooBig = data.length > frameBytesMax || (data.length * 3 > frameBytesMax && utf8Bytes(data) > frameBytesMax);
    if (tooBig) return this.#refuse(closeCatalogue.tooBig);
    this.#handler.text(data);
  }

  #refuse({ code, reason }: { readonly code: number; readonly reason: string }): void {
    this.#deps.meter.refuse(String(code));
    this.close(code, reason);
  }

  #finish(code: number): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelCut?.();
    this.#handler.closed(this.#code ?? code);
    this.#deps.gone(this);
  }
}
