import { createHash, type KeyObject } from "node:crypto";
import { decodeJwt, type JWTHeaderParameters, type JWTPayload, jwtVerify } from "jose";
import * as z from "zod";
import { clockSkewSeconds, tokenCharsMax } from "../limits.ts";
import { idSchema } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import { usernameSchema } from "../protocol/user.ts";

export const issuer = "parley";
export const tokenAudience = "parley";
export const ticketAudience = "parley-ticket";
export const tokenType = "JWT";
/** Another type and another audience: a ticket is never a token, nor the reverse, whichever of the two is looked at. */
export const ticketType = "parley-ticket+jwt";

/** There is one key: a header that names, brings or points at another is refused, not ignored. */
const headerSchema = z.strictObject({
  alg: z.literal("HS256"),
  typ: z.string().optional(),
  kid: z.string().regex(/^[\w.-]{1,64}$/).optional(),
});

const subjectShape = {
  sub: idSchema,
  name: usernameSchema,
  guest: z.boolean().optional(),
  exp: z.number(),
  gen: z.int().optional(),
};
/** Of a token that was minted here: the session it belongs to, and when that began. Other makers need neither. */
const sessionShape = { sid: z.string().min(1).max(128).optional(), auth_time: z.int().optional() };
const tokenClaimsSchema = z.object({ ...subjectShape, ...sessionShape });
const ticketClaimsSchema = z.object({
  ...subjectShape,
  token_key: z.string().min(1),
  token_expires: z.int(),
});

export interface ReadTicket {
  /** Whom the ticket stands for: the token it was made with, key and expiry included. */
  readonly principal: Principal;
  readonly ticketKey: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Checks a token on its own: signature, type, issuer, audience, times, claims. Not whether it was revoked. */
export async function readToken(token: string, secret: KeyObject, now: number): Promise<Principal> {
  const { header, payload } = await open(token, secret, now, tokenAudience, clockSkewSeconds);
  // Other makers of tokens leave the type out.
  if (header.typ !== undefined && header.typ.toUpperCase() !== tokenType) throw new ParleyError("unauthorized");
  const claims = parse(tokenClaimsSchema, payload);
  return {
    id: claims.sub,
    username: claims.name,
    guest: claims.guest ?? false,
    tokenKey: claims.sid === undefined ? keyOf(token) : keyOfSession(claims.sid),
    expiresAt: milliseconds(claims.exp),
    ...(claims.gen !== undefined && { generation: claims.gen }),
  };
}

/** The session of a token that was checked already; `undefined`: it cannot be renewed. */
export function sessionOf(token: string): { readonly id: string; readonly since: number } | undefined {
  const { sid, auth_time } = parse(z.object(sessionShape), decodeJwt(token));
  return sid === undefined || auth_time === undefined ? undefined : { id: sid, since: auth_time };
}

/** The same for a ticket. Its times are not tolerant: it was made by one of us, a moment ago. */
export async function readTicket(ticket: string, secret: KeyObject, now: number): Promise<ReadTicket> {
  const { header, payload } = await open(ticket, secret, now, ticketAudience, 0);
  if (header.typ !== ticketType) throw new ParleyError("unauthorized");
  const claims = parse(ticketClaimsSchema, payload);
  return {
    principal: {
      id: claims.sub,
      username: claims.name,
      guest: claims.guest ?? false,
      tokenKey: claims.token_key,
      expiresAt: claims.token_expires,
      ...(claims.gen !== undefined && { generation: claims.gen }),
    },
    ticketKey: keyOf(ticket),
    expiresAt: milliseconds(claims.exp),
  };
}

interface Opened {
  readonly header: z.infer<typeof headerSchema>;
  readonly payload: JWTPayload;
}

async function open(text: string, secret: KeyObject, now: number, audience: string, skew: number): Promise<Opened> {
  if (text.length > tokenCharsMax) throw new ParleyError("unauthorized");
  let verified: { readonly payload: JWTPayload; readonly protectedHeader: JWTHeaderParameters };
  try {
    verified = await jwtVerify(text, secret, {
      algorithms: ["HS256"],
      issuer,
      audience,
      clockTolerance: skew,
      currentDate: new Date(now),
      requiredClaims: ["exp", "sub"],
    });
  } catch (cause) {
    throw new ParleyError("unauthorized", undefined, { cause });
  }
  return { header: parse(headerSchema, verified.protectedHeader), payload: verified.payload };
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) throw new ParleyError("unauthorized", undefined, { cause: result.error });
  return result.data;
}

/** An expiry beyond what stores can keep as an integer is no expiry. */
function milliseconds(seconds: number): number {
  const ms = Math.floor(seconds * 1_000);
  if (!Number.isSafeInteger(ms)) throw new ParleyError("unauthorized");
  return ms;
}

/**
 * What names a token: the digest of what is signed. Not of the whole text: the last character of a signature has bits
 * that decoders ignore, so that a revoked token could be dressed up as another.
 */
function keyOf(token: string): string {
  return createHash("sha256").update(token.slice(0, token.lastIndexOf("."))).digest("base64url");
}

/** All tokens of one session are one to a revocation. No token has a space: this is no digest of one. */
function keyOfSession(session: string): string {
  return createHash("sha256").update(`session ${session}`).digest("base64url");
}
