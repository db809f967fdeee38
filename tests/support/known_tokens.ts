import type { TokenAuthority } from "../../src/chat/token_authority.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import type { Principal } from "../../src/protocol/principal.ts";

export const alice: Principal = {
  id: "a1".repeat(12),
  username: "alice",
  guest: false,
  tokenKey: "key of alice",
  expiresAt: Date.UTC(2100, 0, 1),
};

/** A double of the token authority: the token `good` is alice's, and each ticket issued can be redeemed once. */
export class KnownTokens implements Pick<TokenAuthority, "verify" | "redeemTicket"> {
  readonly tickets = new Set<string>();
  /** Every token and ticket that was asked about. */
  readonly seen: string[] = [];

  verify(token: string): Promise<Principal> {
    this.seen.push(token);
    return token === "good" ? Promise.resolve(alice) : Promise.reject(new ParleyError("unauthorized"));
  }

  redeemTicket(ticket: string): Promise<Principal> {
    this.seen.push(ticket);
    return this.tickets.delete(ticket) ? Promise.resolve(alice) : Promise.reject(new ParleyError("unauthorized"));
  }
}
