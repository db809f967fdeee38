import { createHash } from "node:crypto";
import { clockSkewSeconds, verifiedTokensMax } from "../limits.ts";
import type { Clock } from "../ports/clock.ts";
import type { Principal } from "../protocol/principal.ts";

/**
 * Tokens whose signature was good, by digest of the whole text (a key short of the signature would let a forged one in).
 * Bounded: the least recently used is forgotten. Says nothing of revocation.
 */
export class VerifiedTokens {
  readonly #clock: Clock;
  readonly #max: number;
  readonly #principals = new Map<string, Principal>();

  constructor(clock: Clock, max: number = verifiedTokensMax) {
    this.#clock = clock;
    this.#max = max;
  }

  get size(): number {
    return this.#principals.size;
  }

  get(token: string): Principal | undefined {
    const digest = digestOf(token);
    const principal = this.#principals.get(digest);
    if (principal === undefined) return undefined;
    this.#principals.delete(digest);
    if (principal.expiresAt + clockSkewSeconds * 1_000 <= this.#clock.now()) return undefined;
    this.#principals.set(digest, principal);
    return principal;
  }

  set(token: string, principal: Principal): void {
    this.#principals.set(digestOf(token), principal);
    if (this.#principals.size <= this.#max) return;
    const oldest = this.#principals.keys().next();
    if (!oldest.done) this.#principals.delete(oldest.value);
  }
}

function digestOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
