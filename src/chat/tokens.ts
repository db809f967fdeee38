import { createSecretKey } from "node:crypto";
import { accountRevocationKeptMs, clockSkewSeconds, sessionSecondsMax, tokenSeconds } from "../limits.ts";
import type { Clock } from "../ports/clock.ts";
import { type Log, silentLog } from "../ports/log.ts";
import type { Random } from "../ports/random.ts";
import type { Tokens } from "../ports/tokens.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import type { Bearer, RevocationFeed, TokenAuthority } from "./token_authority.ts";
import { createMint } from "./tokens_minted.ts";
import { RevokedTokens } from "./tokens_revoked.ts";
import { VerifiedTokens } from "./tokens_verified.ts";
import { readTicket, readToken, sessionOf } from "./tokens_read.ts";

export interface TokenAuthorityDeps {
  /** The secret of HS256, bytes: at least 32. */
  readonly key: Uint8Array;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly random: Random;
  readonly log?: Log;
  /** Tells the other nodes that a token was revoked here (the broker's `revoked`). Must not throw. */
  readonly ring?: () => void;
}

/** Fewer bytes than the digest has would be the weakest part (RFC 7518, 3.2). */
const keyBytesMin = 32;
const skewMs = clockSkewSeconds * 1_000;

/** Throws `RangeError` for a key that is too short. */
export function createTokenAuthority(deps: TokenAuthorityDeps): TokenAuthority & RevocationFeed {
  const { key, tokens, clock, random, log = silentLog, ring } = deps;
  if (key.length < keyBytesMin) {
    throw new RangeError(`The JWT key has ${key.length} bytes: at least ${keyBytesMin} are needed`);
  }
  const secret = createSecretKey(key);
  const revoked = new RevokedTokens({ tokens, clock, log });
  const verified = new VerifiedTokens(clock);
  const mint = createMint({ secret, clock, random });

  const accountRevoked = ({ id, guest, generation = 0 }: Bearer) =>
    revoked.has(guest ? keyOfGuest(id) : keyOfAccount(id, generation));
  // The store may forget a revocation once every token is refused anyway: a renewal a moment ago, on whichever node, is the last
  // of them, and the tolerance is over after it.
  const lastTokenMs = () => clock.now() + tokenSeconds * 1_000 + 2 * skewMs;
  const isRevoked = (principal: Bearer) => revoked.has(principal.tokenKey) || accountRevoked(principal);
  const refusalOf = (principal: Bearer) =>
    new ParleyError("unauthorized", accountRevoked(principal) ? "The account was disabled since" : undefined);

  async function verify(token: string): Promise<Principal> {
    await revoked.loaded();
    const principal = verified.get(token) ?? await readToken(token, secret, clock.now());
    if (isRevoked(principal)) throw refusalOf(principal);
    verified.set(token, principal);
    return principal;
  }

  async function redeemTicket(ticket: string): Promise<Principal> {
    await revoked.loaded();
    const now = clock.now();
    const { principal, ticketKey, expiresAt } = await readTicket(ticket, secret, now);
    if (isRevoked(principal) || principal.expiresAt <= now) throw refusalOf(principal);
    // Kept for longer than the ticket lives: another node's clock may be behind.
    const spent = await tokens.spend(ticketKey, expiresAt + clockSkewSeconds * 1_000);
    if (!spent) throw new ParleyError("unauthorized");
    return principal;
  }

  function renew(token: string, principal: Principal): Promise<string | undefined> {
    const session = sessionOf(token);
    const now = Math.floor(clock.now() / 1_000);
    const expiry = Math.floor(principal.expiresAt / 1_000);
    const early = expiry - now >= tokenSeconds / 2;
    if (session === undefined || early || isRevoked(principal)) return Promise.resolve(undefined);
    if (Math.min(now + tokenSeconds, session.since + sessionSecondsMax) <= expiry) return Promise.resolve(undefined);
    return mint.token(principal, session);
  }

  async function revokeUntil(key: string, until: number): Promise<void> {
    await revoked.revoke(key, until);
    ring?.();
  }

  return {
    verify,
    renew,
    redeemTicket,
    mint: (user, seconds) => mint.token(user, undefined, seconds),
    mintTicket: (principal) => mint.ticket(principal),
    revoke: ({ tokenKey, expiresAt }) => revokeUntil(tokenKey, Math.max(expiresAt + skewMs, lastTokenMs())),
    revokeAccount: (user, generation) =>
      revokeUntil(keyOfAccount(user, generation), clock.now() + accountRevocationKeptMs),
    revokeGuest: (user) => revokeUntil(keyOfGuest(user), lastTokenMs()),
    isRevoked,
    start: () => revoked.start(),
    sync: () => revoked.sync(),
    listen: (heard) => revoked.listen(heard),
    close: () => revoked.close(),
  };
}

/** What names the tokens of one generation of an account. No digest has a space. */
function keyOfAccount(user: Id, generation: number): string {
  return `account ${user} ${generation}`;
}

/** The same of a guest. */
function keyOfGuest(user: Id): string {
  return `guest ${user}`;
}
