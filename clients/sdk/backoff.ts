/** First step of the reconnection delay, milliseconds. */
const baseMs = 250;
/** Longest reconnection delay: what a person will wait for before reloading. */
const capMs = 15_000;

/**
 * Delay before attempt number `attempt` (from 0), milliseconds, with full jitter: after a restart of the server the clients
 * come back spread over the whole span, not in waves.
 */
export function backoff(attempt: number, random: () => number): number {
  return random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 16));
}
