import type { DatabaseSync } from "node:sqlite";
import { clockSkewSeconds } from "../../limits.ts";
import type { RevocationCursor, Revocations } from "../../ports/tokens.ts";
import type { Transactions } from "./transaction.ts";

export interface TokensEngine {
  spend(token: string, expiresAt: number, now: number): boolean;
  revoke(token: string, expiresAt: number, now: number): void;
  revokedSince(cursor: RevocationCursor, now: number): Revocations;
}

/** Expired rows removed with every write: more than it adds, little enough to cost nothing. */
const forgottenAtOnceMax = 16;

/** Whoever checks a token tolerates this skew: until then an expired one may still be shown. */
const skewMs = clockSkewSeconds * 1_000;

export function createTokensEngine(db: DatabaseSync, transactions: Transactions): TokensEngine {
  const addSpent = db.prepare("INSERT INTO spent (token, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING");
  const addRevoked = db.prepare("INSERT INTO revoked (token, expires_at) VALUES (?, ?)");
  const isRevoked = db.prepare("SELECT 1 FROM revoked WHERE token = ? AND expires_at >= ?");
  const dropRevoked = db.prepare("DELETE FROM revoked WHERE token = ?");
  const forgetSpent = db.prepare(
    "DELETE FROM spent WHERE token IN (SELECT token FROM spent WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)",
  );
  const forgetRevoked = db.prepare(
    "DELETE FROM revoked WHERE number IN (SELECT number FROM revoked WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)",
  );
  const revokedAfter = db.prepare(
    "SELECT number, token FROM revoked WHERE number > ? AND expires_at > ? ORDER BY number",
  );

  function revoke(token: string, expiresAt: number, now: number): void {
    forgetRevoked.run(now - skewMs, forgottenAtOnceMax);
    if (isRevoked.get(token, expiresAt) !== undefined) return;
    // A later expiry is news to readers whose cursor is past the first: it gets a number of its own.
    dropRevoked.run(token);
    addRevoked.run(token, expiresAt);
  }

  return {
    spend: (token, expiresAt, now) =>
      transactions.write(() => {
        const spent = addSpent.run(token, expiresAt).changes === 1;
        forgetSpent.run(now - skewMs, forgottenAtOnceMax);
        return spent;
      }),
    revoke: (token, expiresAt, now) => transactions.write(() => revoke(token, expiresAt, now)),
    revokedSince: (cursor, now) => {
      const rows = revokedAfter.all(cursor, now - skewMs);
      const last = rows.at(-1)?.number;
      return { cursor: last === undefined ? cursor : Number(last), keys: rows.map((row) => String(row.token)) };
    },
  };
}
