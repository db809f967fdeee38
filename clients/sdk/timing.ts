/** Every span and bound of a connection, milliseconds where not said otherwise. */
export interface Timing {
  /** From the first byte of a connection attempt to the open socket. */
  readonly connectMs: number;
  /** Silence after which the client asks for a sign of life. Above the server's own ping, which scripts cannot see. */
  readonly heartbeatMs: number;
  /** Silence after asking that ends the connection. */
  readonly pongMs: number;
  /** A connection that lived this long proves the server healthy: the backoff starts over. */
  readonly stableMs: number;
  /** No answer to a subscription in this time: ask again. */
  readonly subscribeMs: number;
  /** No answer to a message in this time: send it again under its client_id. Above the server's append deadline. */
  readonly ackMs: number;
}

export const defaultTiming: Timing = {
  connectMs: 10_000,
  heartbeatMs: 25_000,
  pongMs: 10_000,
  stableMs: 10_000,
  subscribeMs: 10_000,
  ackMs: 20_000,
};
