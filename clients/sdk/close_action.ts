/** What a client does after a close. */
export type CloseAction =
  /** Come back after a jittered delay. */
  | "retry"
  /** Come back with a new token. */
  | "renew"
  /** Do not come back by itself: something must change first. */
  | "stop";

/**
 * The number alone decides. 1005 and 1006 are no codes of the wire (they mean that none came), 1000 and 1015 come from
 * proxies and TLS: all of these are faults of the way, not of the client.
 */
export function closeAction(code: number): CloseAction {
  if (code === 4401) return "renew";
  if (code === 1005 || code === 1006) return "retry";
  if (code >= 1002 && code <= 1010) return "stop";
  if (code >= 4400 && code <= 4404) return "stop";
  return "retry";
}
