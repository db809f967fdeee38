import { createHash, createHmac } from "node:crypto";
import { decodeProtectedHeader, jwtVerify } from "jose";
import * as z from "zod";
import { clockSkewSeconds, visitorIdCharsMax, visitorTokenSecondsMax } from "../limits.ts";
import type { Channel } from "../ports/channels.ts";
import { type Id, isId } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import { usernameSchema } from "../protocol/user.ts";

/**
 * The secret that another product's back end signs with. Derived, so that it is kept nowhere; with the channel's number, so
 * that there can be another one.
 */
export function secretOf({ id, secretNumber }: Pick<Channel, "id" | "secretNumber">, key: Uint8Array): string {
  return createHmac("sha256", key).update(`embed channel ${id} ${secretNumber}`).digest("base64url");
}

/** Which channel a token says it is for; nothing of it is checked. Throws `unauthorized`. */
export function channelOf(token: string): Id {
  try {
    const { kid } = decodeProtectedHeader(token);
    if (isId(kid)) return kid;
  } catch (cause) {
    throw new ParleyError("unauthorized", "The token of the page is no JWT", { cause });
  }
  throw new ParleyError("unauthorized", "The token of the page names no channel: its header needs the id as kid");
}

const claimsSchema = z.object({
  sub: z.string().min(1).max(visitorIdCharsMax).refine((text) => text.isWellFormed()),
  name: z.string().max(10 * visitorIdCharsMax).optional(),
  exp: z.number(),
});

/** Whom the other product vouches for. */
export interface Vouched {
  /** Its own id for the user, whatever that is. */
  readonly subject: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Checks a token that the channel's secret should have signed: HS256, `sub`, `exp` within a day, `name` if there is one. */
export async function readVouching(token: string, secret: string, now: number): Promise<Vouched> {
  let payload: unknown;
  try {
    ({ payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
      algorithms: ["HS256"],
      clockTolerance: clockSkewSeconds,
      currentDate: new Date(now),
      requiredClaims: ["exp", "sub"],
    }));
  } catch (cause) {
    throw new ParleyError("unauthorized", "The token of the page is not valid, or not any more", { cause });
  }
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success) {
    throw new ParleyError("unauthorized", `The token of the page needs a sub of 1 to ${visitorIdCharsMax} characters`);
  }
  const { sub, name = "", exp } = claims.data;
  if (exp * 1_000 > now + (visitorTokenSecondsMax + clockSkewSeconds) * 1_000) {
    throw new ParleyError(
      "unauthorized",
      `The token of the page may be valid for ${visitorTokenSecondsMax} seconds at most`,
    );
  }
  return { subject: sub, name, expiresAt: exp * 1_000 };
}

/** The id of a visitor: the same whenever the same user of the same channel comes, and telling nothing of who that is. */
export function visitorId(channel: Id, subject: string): Id {
  return createHash("sha256").update(`visitor of ${channel}: ${subject}`).digest("hex").slice(0, 24);
}

const nameCharsMax = 27;

/**
 * A username that says what another product calls its user, as far as one can. With a part of the id where it would be an
 * account's, which no visitor may be taken for, or nothing is left of it.
 */
export function visitorName(name: string, id: Id, taken: boolean): string {
  const kept = Array.from(name.normalize("NFC").trim().replaceAll(/\s+/gu, "."))
    .filter((char) => /[\p{L}\p{N}_.-]/u.test(char)).slice(0, nameCharsMax);
  while (kept.join("").length > nameCharsMax) kept.pop();
  const username = kept.join("");
  const fits = !taken && usernameSchema.safeParse(username).success;
  return fits ? username : `${username === "" ? "visitor" : username}-${id.slice(0, 4)}`;
}
