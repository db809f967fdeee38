import type { Log } from "../ports/log.ts";
import type { Meter } from "../ports/meter.ts";
import { closeCatalogue } from "../protocol/close_code.ts";
import type { Connection, ConnectionHandler } from "../realtime/connection.ts";
import type { Gate, Opening } from "../realtime/gate.ts";

export interface GuardDeps {
  readonly gate: Gate;
  readonly log: Log;
  readonly meter: Meter;
}

/**
 * Stands between a socket's events, which may come twice or out of turn, and its session. A throw of the session ends this
 * one connection (1011), counted and logged, and never reaches the event loop, where it would end the process. `closed`
 * reaches the session once, and nothing after it.
 */
export class GuardedHandler implements ConnectionHandler {
  readonly #deps: GuardDeps;
  readonly #connection: Connection;
  readonly #opening: Opening;
  #handler: ConnectionHandler | undefined;
  #deaf = true;
  #over = false;

  constructor(connection: Connection, opening: Opening, deps: GuardDeps) {
    this.#connection = connection;
    this.#opening = opening;
    this.#deps = deps;
  }

  /** Hands the connection over to the gate. */
  open(): void {
    this.#deaf = false;
    this.#guard(() => {
      this.#handler = this.#deps.gate.open(this.#connection, this.#opening);
    });
  }

  text(message: string): void {
    if (!this.#deaf) this.#guard(() => this.#handler?.text(message));
  }

  /** False: the session takes no binary messages, so this one is to be refused. */
  binary(message: Uint8Array): boolean {
    if (this.#deaf) return true;
    const handler = this.#handler;
    if (handler?.binary === undefined) return false;
    this.#guard(() => handler.binary?.(message));
    return true;
  }

  alive(): void {
    if (!this.#deaf) this.#guard(() => this.#handler?.alive());
  }

  closed(code: number): void {
    if (this.#over) return;
    this.#over = true;
    this.#deaf = true;
    this.#guard(() => this.#handler?.closed(code));
  }

  /** Nothing more of the peer reaches the session, except that the connection is over. */
  deafen(): void {
    this.#deaf = true;
  }

  #guard(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#deaf = true;
      this.#deps.meter.count("session_errors");
      this.#deps.log.error("a session threw and was ended", { request_id: this.#opening.requestId, error });
      this.#connection.close(closeCatalogue.internal.code, closeCatalogue.internal.reason);
    }
  }
}
