import type { KeyObject } from "node:crypto";
import { SignJWT } from "jose";
import { sessionSecondsMax, ticketSeconds, tokenSeconds } from "../limits.ts";
import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import type { Id } from "../protocol/id.ts";
import type { Principal } from "../protocol/principal.ts";
import { issuer, ticketAudience, ticketType, tokenAudience, tokenType } from "./tokens_read.ts";

/** Whom a token is for. */
export interface TokenUser {
  readonly id: Id;
  readonly username: string;
  readonly guest: boolean;
  /** Of the account; absent: the first. */
  readonly generation?: number | undefined;
}

/** What a token and its renewals have in common. */
export interface TokenSession {
  readonly id: string;
  /** Seconds since 1970. */
  readonly since: number;
}

/** Signs what `tokens_read.ts` reads. */
export interface Mint {
  /** Of this session; without one, of a new one. For `seconds`, but no longer than it and its session may last. */
  token(user: TokenUser, session?: TokenSession, seconds?: number): Promise<string>;
  ticket(principal: Principal): Promise<string>;
}

export interface MintDeps {
  readonly secret: KeyObject;
  readonly clock: Pick<Clock, "now">;
  readonly random: Random;
}

export function createMint({ secret, clock, random }: MintDeps): Mint {
  const now = () => Math.floor(clock.now() / 1_000);
  const newId = () => hex(random.bytes(16));
  return {
    token({ id, username, guest, generation = 0 }, session = { id: newId(), since: now() }, seconds = tokenSeconds) {
      const issuedAt = now();
      return sign({
        secret,
        type: tokenType,
        audience: tokenAudience,
        claims: { ...claimsOf(username, guest, generation), sid: session.id, auth_time: session.since },
        subject: id,
        jti: newId(),
        issuedAt,
        lifetime: Math.min(seconds, tokenSeconds, session.since + sessionSecondsMax - issuedAt),
      });
    },
    ticket({ id, username, guest, generation = 0, tokenKey, expiresAt }) {
      return sign({
        secret,
        type: ticketType,
        audience: ticketAudience,
        claims: { ...claimsOf(username, guest, generation), token_key: tokenKey, token_expires: expiresAt },
        subject: id,
        jti: newId(),
        issuedAt: now(),
        lifetime: ticketSeconds,
      });
    },
  };
}

function claimsOf(name: string, guest: boolean, gen: number): Record<string, unknown> {
  return { name, ...(guest && { guest }), ...(gen > 0 && { gen }) };
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

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
