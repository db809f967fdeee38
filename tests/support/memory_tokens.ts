import type { Tokens } from "../../src/ports/tokens.ts";

/** Tokens in memory, for what is above the store. Several authorities over one of these are several nodes. */
export function createMemoryTokens(): Tokens {
  const spent = new Set<string>();
  const revoked: { readonly key: string; readonly expiresAt: number }[] = [];
  return {
    spend(key) {
      if (spent.has(key)) return Promise.resolve(false);
      spent.add(key);
      return Promise.resolve(true);
    },
    revoke(key, expiresAt) {
      revoked.push({ key, expiresAt });
      return Promise.resolve();
    },
    revokedSince(cursor, now) {
      const keys = revoked.slice(cursor).filter(({ expiresAt }) => expiresAt > now).map(({ key }) => key);
      return Promise.resolve({ cursor: revoked.length, keys });
    },
  };
}
