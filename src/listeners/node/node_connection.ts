import type { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { type RawData, WebSocket } from "ws";
import { closeHandshakeMs, framesAfterCloseMax, pongsPendingMax } from "../../limits.ts";
import type { Cancel, Clock } from "../../ports/clock.ts";
import { closeCatalogue } from "../../protocol/close_code.ts";
import type { Connection } from "../../realtime/connection.ts";
import type { Opening } from "../../realtime/gate.ts";
import type { Outgoing } from "../../realtime/outgoing.ts";
import { abnormalCode, closeReason } from "../close_reason.ts";
import { type GuardDeps, GuardedHandler } from "../guarded_handler.ts";

export interface NodeConnectionDeps extends GuardDeps {
  readonly clock: Clock;
  /** Called once, when the socket is gone and the session knows. */
  gone(connection: NodeConnection): void;
}

/** Whose a socket is. Listeners that are shared by all connections find it here: a closure each would cost 0.5 KiB a connection. */
const owner: unique symbol = Symbol("owner");

/** A `ws` or `node:net` socket, in the hands of a connection. */
interface Owned {
  [owner]?: NodeConnection;
}

/** FIN, opcode 9, empty. */
const pingFrame = Uint8Array.of(0x89, 0);

/**
 * A connection of the node listener. `ws` parses what comes in and speaks the close handshake; what goes out bypasses it:
 * the room's bytes, encoded once for all, are handed to the socket as they are. Both write whole frames, synchronously,
 * to one stream, so neither can fall into the middle of the other's.
 */
export class NodeConnection implements Connection {
  readonly #ws: WebSocket;
  readonly #socket: Socket;
  readonly #batch: boolean;
  readonly #deps: NodeConnectionDeps;
  readonly #handler: GuardedHandler;
  /** Why it ends, when it was this side that ended it. */
  #code: number | undefined;
  #faulted = false;
  #ignored = 0;
  #cancelCut: Cancel | undefined;
  #pongsPending = 0;
  #latestPing: Buffer | undefined;

  constructor(ws: WebSocket, socket: Socket, opening: Opening, deps: NodeConnectionDeps) {
    this.#ws = ws;
    this.#socket = socket;
    this.#batch = opening.batch;
    this.#deps = deps;
    this.#handler = new GuardedHandler(this, opening, deps);
    (ws as Owned)[owner] = this;
    (socket as Owned)[owner] = this;
    ws.on("message", heardMessage);
    ws.on("ping", heardPing);
    ws.on("pong", heardPong);
    ws.on("error", heardError);
    ws.on("close", heardClose);
    socket.on("finish", saidAll);
  }

  /** Hands itself to the gate; from here on the peer's frames reach the session. */
  open(): void {
    this.#handler.open();
  }

  write(outgoing: Outgoing): void {
    if (!this.#open) return;
    this.#socket.write(this.#batch ? outgoing.batch : outgoing.frames);
  }

  get bufferedBytes(): number {
    return this.#socket.destroyed ? 0 : this.#socket.writableLength;
  }

  ping(): void {
    if (this.#open) this.#socket.write(pingFrame);
  }

  close(code: number, reason: string): void {
    if (!this.#open) return;
    this.#ending(code);
    this.#ws.close(code, closeReason(reason));
  }

  terminate(): void {
    this.#code ??= abnormalCode;
    this.#handler.deafen();
    // A plain close would leave up to megabytes in the kernel for as long as a peer that does not read keeps its end.
    this.#socket.resetAndDestroy();
  }

  // Told by the listeners that all connections share.

  heardMessage(data: Buffer, isBinary: boolean): void {
    if (this.#code !== undefined) this.#ignore();
    else if (!isBinary) this.#handler.text(data.toString());
    else if (!this.#handler.binary(data)) this.#refuse(closeCatalogue.binary);
  }

  heardPing(payload: Buffer): void {
    if (this.#code !== undefined) return this.#ignore();
    this.#handler.alive();
    this.#pong(payload);
  }

  heardPong(): void {
    if (this.#code !== undefined) this.#ignore();
    else this.#handler.alive();
  }

  /** The peer broke the protocol. `ws` has sent the close frame that says so. */
  heardError(error: Error): void {
    this.#faulted = true;
    const code = closeCodes.get("code" in error ? error.code : undefined) ?? closeCatalogue.protocol.code;
    this.#deps.meter.refuse(String(code));
    this.#ending(code);
  }

  heardClose(code: number): void {
    this.#cancelCut?.();
    this.#handler.closed(this.#code ?? code);
    this.#deps.gone(this);
  }

  /**
   * Our end is closed: after a close handshake there is nothing to wait for. After a fault the peer may still be sending,
   * and cutting it off over unread bytes would reset away the close frame that says why.
   */
  saidAll(): void {
    if (!this.#faulted) this.#socket.destroy();
  }

  get #open(): boolean {
    return this.#ws.readyState === WebSocket.OPEN && !this.#socket.destroyed;
  }

  /** From now on nothing of the peer counts, and it has so long to close its end. */
  #ending(code: number): void {
    this.#code ??= code;
    this.#handler.deafen();
    this.#cancelCut ??= this.#deps.clock.after(closeHandshakeMs, () => {
      if (this.#socket.writableLength > 0) this.#socket.resetAndDestroy();
      else this.#socket.destroy();
    });
  }

  /** A frame behind our close: taking one in costs as much as before, and a flood does not stop for being told to. */
  #ignore(): void {
    if (++this.#ignored === framesAfterCloseMax) this.#ws.pause();
  }

  #refuse({ code, reason }: { readonly code: number; readonly reason: string }): void {
    this.#deps.meter.refuse(String(code));
    this.close(code, reason);
  }

  /** Answers each ping, unless the peer takes no answers: then its latest, when it takes one again. */
  #pong(payload: Buffer): void {
    if (!this.#open) return;
    if (this.#pongsPending >= pongsPendingMax) {
      this.#latestPing = payload;
      return;
    }
    this.#pongsPending++;
    this.#ws.pong(payload, false, () => {
      this.#pongsPending--;
      const latest = this.#latestPing;
      this.#latestPing = undefined;
      if (latest !== undefined) this.#pong(latest);
    });
  }
}

function ownerOf(socket: Owned): NodeConnection | undefined {
  return socket[owner];
}

function heardMessage(this: object, data: RawData, isBinary: boolean): void {
  ownerOf(this)?.heardMessage(data as Buffer, isBinary);
}

function heardPing(this: object, payload: Buffer): void {
  ownerOf(this)?.heardPing(payload);
}

function heardPong(this: object): void {
  ownerOf(this)?.heardPong();
}

function heardError(this: object, error: Error): void {
  ownerOf(this)?.heardError(error);
}

function heardClose(this: object, code: number): void {
  ownerOf(this)?.heardClose(code);
}

function saidAll(this: object): void {
  ownerOf(this)?.saidAll();
}

/** What `ws` finds wrong, where it is not 1002. */
const closeCodes: ReadonlyMap<unknown, number> = new Map([
  ["WS_ERR_INVALID_UTF8", closeCatalogue.badUtf8.code],
  ["WS_ERR_UNSUPPORTED_MESSAGE_LENGTH", closeCatalogue.tooBig.code],
  ["WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH", closeCatalogue.tooBig.code],
  ["WS_ERR_TOO_MANY_BUFFERED_PARTS", closeCatalogue.policy.code],
]);
