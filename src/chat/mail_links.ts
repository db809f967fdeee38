import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import { type Id, isId } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";

/** What somebody does who follows a link of a mail, without logging in. */
export type MailDeed =
  /** The reader of this address wants to be told by mail. */
  | { readonly kind: "confirm"; readonly user: Id; readonly email: string; readonly until: number }
  /** No mail any more. Holds for ever. */
  | { readonly kind: "unsubscribe"; readonly user: Id };

/** Links that mails carry: signed, so that only who got the mail has them, and kept nowhere. */
export interface MailLinks {
  sign(deed: MailDeed): string;
  /** Throws `not_found` for what nobody signed, or is over. */
  read(token: string, now: number): MailDeed;
}

export function createMailLinks(key: Uint8Array): MailLinks {
  const signature = (payload: string): Buffer => createHmac("sha256", key).update(`mail link ${payload}`).digest();

  return {
    sign(deed) {
      const parts = deed.kind === "confirm" ? [deed.kind, deed.user, deed.until, deed.email] : [deed.kind, deed.user];
      const payload = Buffer.from(JSON.stringify(parts)).toString("base64url");
      return `${payload}.${signature(payload).toString("base64url")}`;
    },
    read(token, now) {
      const [payload = "", signed = ""] = token.split(".");
      const [given, wanted] = [Buffer.from(signed, "base64url"), signature(payload)];
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw unknownLink();
      const deed = deedOf(JSON.parse(Buffer.from(payload, "base64url").toString()));
      if (deed === undefined || (deed.kind === "confirm" && deed.until <= now)) throw unknownLink();
      return deed;
    },
  };
}

/** Of what this server signed. */
function deedOf(parts: unknown): MailDeed | undefined {
  if (!Array.isArray(parts) || !isId(parts[1])) return undefined;
  const [kind, user, until, email] = parts;
  if (kind === "unsubscribe") return { kind, user };
  return kind === "confirm" ? { kind, user, until: Number(until), email: String(email) } : undefined;
}

function unknownLink(): ParleyError {
  return new ParleyError("not_found", "This link is not valid, or not any more");
}
