import type { Id } from "../protocol/id.ts";
import type { Principal } from "../protocol/principal.ts";
import type { TokenUser } from "./tokens_minted.ts";

/** As much of a principal as a revocation can name. */
export type Bearer = Pick<Principal, "id" | "guest" | "tokenKey" | "generation">;

/** Mints and checks tokens: HS256 JWTs, one algorithm pinned. Every refusal is `ParleyError("unauthorized")`. */
export interface TokenAuthority {
  /** For `seconds`, `tokenSeconds` by default and at most. */
  mint(
    user: TokenUser,
    seconds?: number,
  ): Promise<string>;
  verify(token: string): Promise<Principal>;
  /**
   * A newer token of the same session for one that `verify` has let pass, when less than half of its time is left;
   * `undefined`: not yet, not any more (`sessionSecondsMax`), or not one of ours. Revoking any token of a session ends all.
   */
  renew(token: string, principal: Principal): Promise<string | undefined>;
  /** A single-use ticket that stands for the principal's token for `ticketSeconds`. */
  mintTicket(principal: Principal): Promise<string>;
  /** Spends a ticket: of any number of attempts, one succeeds. */
  redeemTicket(ticket: string): Promise<Principal>;
  /** Gives the token back: `verify` refuses it from now on, here at once, on other nodes within `revocationPollMs`. */
  revoke(principal: Principal): Promise<void>;
  /** The same for all tokens of an account that were made in this generation of it, and their renewals. */
  revokeAccount(user: Id, generation: number): Promise<void>;
  /** The same for all tokens that a guest can have. When the last has ended, whoever comes under this id is somebody new. */
  revokeGuest(user: Id): Promise<void>;
  /** Whether a token verified earlier has been revoked since, as far as this node knows. */
  isRevoked(principal: Bearer): boolean;
}

/** How a node learns which tokens were revoked, so that it can close their sessions. */
export interface RevocationFeed {
  /**
   * Reads the store now and goes on every `revocationPollMs` until `close`. Not needed for `verify`, which reads by itself
   * before its first answer; needed to hear of tokens revoked on other nodes.
   */
  start(): Promise<void>;
  /** Reads what is new, as on the broker's `revoked` signal. Answers the keys not known before; throws `unavailable`. */
  sync(): Promise<readonly string[]>;
  /** Calls `heard` with the token keys of each revocation, own and foreign, once. The answer ends that. */
  listen(heard: (tokenKeys: readonly string[]) => void): () => void;
  close(): void;
}
