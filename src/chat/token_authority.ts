import type { Id } from "../protocol/id.ts";
import type { Principal } from "../protocol/principal.ts";

/** Mints and checks tokens: HS256 JWTs, one algorithm pinned. Every refusal is `ParleyError("unauthorized")`. */
export interface TokenAuthority {
  mint(user: { readonly id: Id; readonly username: string; readonly guest: boolean }): Promise<string>;
  verify(token: string): Promise<Principal>;
  /** A single-use ticket that stands for the principal's token for `ticketSeconds`. */
  mintTicket(principal: Principal): Promise<string>;
  /** Spends a ticket: of any number of attempts, one succeeds. */
  redeemTicket(ticket: string): Promise<Principal>;
  /** Gives the token back: `verify` refuses it from now on, here at once, on other nodes within `revocationPollMs`. */
  revoke(principal: Principal): Promise<void>;
  /** Whether a token verified earlier has been revoked since, as far as this node knows. */
  isRevoked(tokenKey: string): boolean;
}
