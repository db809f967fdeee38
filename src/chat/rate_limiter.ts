import { rateLimiterKeysMax } from "../limits.ts";
import type { Clock } from "../ports/clock.ts";

/** `count` in `perMs`, and `burst` at once. A count of 0: no limit. */
export interface Rate {
  readonly count: number;
  readonly perMs: number;
  /** At least 1. */
  readonly burst: number;
}

/** A token bucket a key. */
export interface RateLimiter {
  /** Takes one: 0 when there was one, else the milliseconds until there will be (and nothing is taken). */
  take(key: string): number;
  /** Gives one back that turned out not to count, such as a right password where wrong ones are limited. */
  refund(key: string): void;
  /** How many keys are remembered. */
  readonly size: number;
}

export interface RateLimiterDeps {
  readonly clock: Clock;
  /** Asked at each call, so that a reloaded setting holds at once. */
  readonly rate: () => Rate;
  readonly keysMax?: number;
}

/** Keys looked at, for being full again, on each call: more than one, so that forgetting keeps ahead of remembering. */
const sweepKeys = 2;

/**
 * GCRA: of each bucket only the moment is kept at which it will be full. The map is in order of last use, so that the
 * first keys are those that are full again, or, when there are too many, the ones quiet for longest.
 */
export function createRateLimiter({ clock, rate, keysMax = rateLimiterKeysMax }: RateLimiterDeps): RateLimiter {
  const fullAt = new Map<string, number>();

  function forget(now: number): void {
    let looked = 0;
    for (const [key, at] of fullAt) {
      if (fullAt.size > keysMax || at <= now) fullAt.delete(key);
      if (++looked === sweepKeys) return;
    }
  }

  return {
    take(key) {
      const { count, perMs, burst } = rate();
      if (count <= 0) return 0;
      const now = clock.monotonic();
      forget(now);
      const interval = perMs / count;
      // A lowered limit must not keep those waiting who filled their bucket under the old one.
      const at = Math.min(Math.max(fullAt.get(key) ?? now, now), now + burst * interval);
      // In floating point a bucket of exactly one token can miss it by a hair.
      const wait = at - now - (burst - 1) * interval;
      if (wait > 1e-6) return Math.ceil(wait);
      fullAt.delete(key);
      fullAt.set(key, at + interval);
      return 0;
    },
    refund(key) {
      const at = fullAt.get(key);
      const { count, perMs } = rate();
      if (at === undefined || count <= 0) return;
      fullAt.set(key, at - perMs / count);
    },
    get size() {
      return fullAt.size;
    },
  };
}
