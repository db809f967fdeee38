/** Where a reader of revocations has got to. Opaque, ascending. */
export type RevocationCursor = number;

export interface Revocations {
  readonly cursor: RevocationCursor;
  readonly keys: readonly string[];
}

/**
 * What must be remembered of tokens: which were given back, and which single-use ones are spent. Keys are digests or
 * names of what they were made for, never tokens. Entries may be forgotten once `expiresAt` (milliseconds since 1970) is past.
 */
export interface Tokens {
  /** Spends a single-use key. Of any number of callers, on any node, at once or later, exactly one gets `true`. */
  spend(key: string, expiresAt: number): Promise<boolean>;
  /** Durable when it resolves; repeating it is harmless. */
  revoke(key: string, expiresAt: number): Promise<void>;
  /** What was revoked after the cursor (0: everything unexpired). Every revocation is seen by a reader that keeps asking. */
  revokedSince(cursor: RevocationCursor, now: number): Promise<Revocations>;
}
