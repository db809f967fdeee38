import type { Outgoing } from "./outgoing.ts";

/**
 * One WebSocket, whichever listener accepted it: the narrow thing a session writes to.
 *
 * Laws, which the conformance suite tries on both listeners: `write` never throws and never splits a frame; after `close`
 * or `terminate` writing is a no-op and `closed` is called exactly once; `terminate` frees the socket at once whatever the
 * peer does.
 */
export interface Connection {
  /** Sends complete frames, in order. Cheap: one write to the socket. */
  write(outgoing: Outgoing): void;
  /** Bytes accepted by `write` that the peer's socket has not taken yet. */
  readonly bufferedBytes: number;
  ping(): void;
  /** Starts the close handshake; the socket is cut if it is not done in `closeHandshakeMs`. */
  close(code: number, reason: string): void;
  terminate(): void;
}

/** What a listener tells of a connection. Never throws: it owns its catch. */
export interface ConnectionHandler {
  /** A complete text message of the peer. */
  text(message: string): void;
  /** A complete binary message. Handlers without it (every session: the protocol is text) have it refused with 1003. */
  binary?(message: Uint8Array): void;
  /** Any sign of life that is no text: pong, ping. */
  alive(): void;
  /** The connection is over. Called once. */
  closed(code: number): void;
}
