import { createHmac } from "node:crypto";

export interface Bearer {
  /** 24 hexadecimal characters. */
  readonly id: string;
  readonly username: string;
  /** Known by this token alone, and by name in the rooms of which it is a member. */
  readonly guest?: boolean;
}

/** A token as a host product would mint it with the server's secret: HS256, good for a day. */
export function mintToken(secret: string, { id, username, guest }: Bearer, now: number = Date.now()): string {
  const issuedAt = Math.floor(now / 1_000);
  const claims = {
    ...{ iss: "parley", aud: "parley", sub: id, name: username, iat: issuedAt, exp: issuedAt + 86_400 },
    ...(guest && { guest }),
  };
  const signed = `${base64url({ alg: "HS256", typ: "JWT" })}.${base64url(claims)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

/** The number as an id. */
export function numberedId(number: number): string {
  return number.toString(16).padStart(24, "0");
}

function base64url(value: unknown): string {
  return new TextEncoder().encode(JSON.stringify(value)).toBase64({ alphabet: "base64url", omitPadding: true });
}
