import { createSecretKey, type KeyObject } from "node:crypto";
import { SignJWT } from "jose";
import { clockSkewSeconds, ticketSeconds, tokenSeconds } from "../limits.ts";
import type { Clock } from "../ports/clock.ts";
import { type Log, silentLog } from "../ports/log.ts";
import type { Random } from "../ports/random.ts";
import type { Tokens } from "../ports/tokens.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import type { RevocationFeed, TokenAuthority } from "./token_authority.ts";
import { RevokedTokens } from "./tokens_revoked.ts";
import { VerifiedTokens } from "./tokens_verified.ts";
import { issuer, readTicket, readToken, ticketAudience, ticketType, tokenAudience, tokenType } from "./tokens_read.ts";

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

/** Throws `RangeError` for a key that is too short. */
export function createTokenAuthority(deps: TokenAuthorityDeps): TokenAuthority & RevocationFeed {
  const { key, tokens, clock, random, log = silentLog, ring } = deps;
  if (key.length < keyBytesMin) {
    throw new RangeError(`The JWT key has ${key.length} bytes: at least ${keyBytesMin} are needed`);
  }
  const secret = createSecretKey(key);
  const revoked = new RevokedTokens({ tokens, clock, log });
  const verified = new VerifiedTokens(clock);

  async function verify(token: string): Promise<Principal> {
    await revoked.loaded();
    const principal = verified.get(token) ?? await readToken(token, secret, clock.now());
    if (revoked.has(principal.tokenKey)) throw new ParleyError("unauthorized");
    verified.set(token, principal);
    return principal;
  }

  async function redeemTicket(ticket: string): Promise<Principal> {
    await revoked.loaded();
    const now = clock.now();
    const { principal, ticketKey, expiresAt } = await readTicket(ticket, secret, now);
    if (revoked.has(principal.tokenKey) || principal.expiresAt <= now) throw new ParleyError("unauthorized");
    // Kept for longer than the ticket lives: another node's clock may be behind.
    const spent = await tokens.spend(ticketKey, expiresAt + clockSkewSeconds * 1_000);
    if (!spent) throw new ParleyError("unauthorized");
    return principal;
  }

  return {
    verify,
    redeemTicket,
    mint: ({ id, username, guest }) =>
      sign({
        secret,
        type: tokenType,
        audience: tokenAudience,
        claims: guest ? { name: username, guest: true } : { name: username },
        subject: id,
        jti: hex(random.bytes(16)),
        issuedAt: seconds(clock),
        lifetime: tokenSeconds,
      }),
    mintTicket: ({ id, username, guest, tokenKey, expiresAt }) =>
      sign({
        secret,
        type: ticketType,
        audience: ticketAudience,
        claims: { name: username, ...(guest && { guest }), token_key: tokenKey, token_expires: expiresAt },
        subject: id,
        jti: hex(random.bytes(16)),
        issuedAt: seconds(clock),
        lifetime: ticketSeconds,
      }),
    async revoke({ tokenKey, expiresAt }) {
      // The store may forget a revocation once the token is refused anyway: not before the tolerance is over.
      await revoked.revoke(tokenKey, expiresAt + clockSkewSeconds * 1_000);
      ring?.();
    },
    isRevoked: (tokenKey) => revoked.has(tokenKey),
    start: () => revoked.start(),
    sync: () => revoked.sync(),
    listen: (heard) => revoked.listen(heard),
    close: () => revoked.close(),
  };
}

interface Draft {
  readonly secret: KeyObject;
  readonly type: string;
  readonly audience: string;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly subject: string;
  readonly jti: string;
  /** Seconds since 1970. */
  readonly issuedAt: number;
  /** Seconds. */
  readonly lifetime: number;
}

function sign(draft: Draft): Promise<string> {
  return new SignJWT({ ...draft.claims })
    .setProtectedHeader({ alg: "HS256", typ: draft.type })
    .setIssuer(issuer)
    .setAudience(draft.audience)
    .setSubject(draft.subject)
    .setJti(draft.jti)
    .setIssuedAt(draft.issuedAt)
    .setExpirationTime(draft.issuedAt + draft.lifetime)
    .sign(draft.secret);
}

function seconds(clock: Clock): number {
  return Math.floor(clock.now() / 1_000);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
