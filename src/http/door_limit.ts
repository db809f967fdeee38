import { createRateLimiter } from "../chat/rate_limiter.ts";
import { refusedUpgradesBurst, refusedUpgradesPerSecondMax } from "../limits.ts";
import type { Clock } from "../ports/clock.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import { clientAddress, limitKey } from "./address.ts";
import { headerTokens, type UpgradeRequest } from "./upgrade_request.ts";

/**
 * Tells addresses that knock in vain without end to stay away for a while. Their credentials are looked at all the same:
 * that costs a signature and asks no store, and one caller must not be able to shut out the others of an address.
 */
export interface DoorLimit {
  /** What to answer to a request that was refused for a lasting reason: that reason, or `rate_limited`. */
  refusal(request: UpgradeRequest, reason: ParleyError): ParleyError;
}

export interface DoorLimitDeps {
  readonly clock: Clock;
  /** How many proxies stand before the server and append to `X-Forwarded-For`. 0: none is believed. */
  readonly trustProxyHops: number;
}

export function createDoorLimit({ clock, trustProxyHops }: DoorLimitDeps): DoorLimit {
  const limiter = createRateLimiter({
    clock,
    rate: () => ({ count: refusedUpgradesPerSecondMax, perMs: 1_000, burst: refusedUpgradesBurst }),
  });
  const keyOf = (request: UpgradeRequest): string => {
    const forwarded = headerTokens(request, "x-forwarded-for").join(",");
    return limitKey(clientAddress(request.remote, forwarded, trustProxyHops));
  };
  return {
    refusal(request, reason) {
      const retryAfterMs = limiter.take(keyOf(request));
      if (retryAfterMs === 0) return reason;
      return new ParleyError("rate_limited", "Too many refused upgrades", { retryAfterMs });
    },
  };
}
