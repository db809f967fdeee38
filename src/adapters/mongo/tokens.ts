import { clockSkewSeconds } from "../../limits.ts";
import type { Clock } from "../../ports/clock.ts";
import type { RevocationCursor, Revocations, Tokens } from "../../ports/tokens.ts";
import type { Calls } from "./calls.ts";
import type { Collections } from "./documents.ts";
import { refusingIndex } from "./failure.ts";

/** Whoever checks a token tolerates this skew: until then an expired one may still be shown. */
const skewMs = clockSkewSeconds * 1_000;

/**
 * Every revocation takes the number after the highest that a majority has, and a unique index gives each number once. So a
 * number is taken only when the one before it is committed: who sees one can see all before it, and a cursor misses nothing.
 * For that the highest stays, however long it has expired.
 */
export function createTokens({ spent, revoked }: Collections, calls: Calls, clock: Pick<Clock, "now">): Tokens {
  async function spend(key: string, expiresAt: number): Promise<boolean> {
    try {
      await spent.insertOne({ _id: key, expires: new Date(expiresAt) });
      return true;
    } catch (error) {
      if (refusingIndex(error) === undefined) throw error;
      return false;
    }
  }

  async function revoke(key: string, expiresAt: number): Promise<"ok" | undefined> {
    const expires = new Date(expiresAt);
    if (await revoked.findOne({ _id: key, expires: { $gte: expires } }) !== null) return "ok";
    const last = await revoked.find({ number: { $gt: 0, $lte: Number.MAX_SAFE_INTEGER } }).sort({ number: -1 }).limit(1)
      .next();
    const number = (last?.number ?? 0) + 1;
    try {
      // A later expiry is news to readers whose cursor is past the first: it gets a number of its own.
      await revoked.updateOne({ _id: key, expires: { $lt: expires } }, { $set: { number, expires } }, { upsert: true });
      await revoked.deleteMany({ expires: { $lt: new Date(clock.now() - skewMs) }, number: { $gt: 0, $lt: number } });
      return "ok";
    } catch (error) {
      // Another revocation took the number, or revoked the same key: look again.
      if (refusingIndex(error) === undefined) throw error;
      return undefined;
    }
  }

  async function revokedSince(cursor: RevocationCursor, now: number): Promise<Revocations> {
    const found = await revoked.find({
      number: { $gt: cursor, $lte: Number.MAX_SAFE_INTEGER },
      expires: { $gt: new Date(now - skewMs) },
    }).sort({ number: 1 }).toArray();
    return { cursor: found.at(-1)?.number ?? cursor, keys: found.map(({ _id }) => _id) };
  }

  return {
    spend: (key, expiresAt) => calls.run(() => spend(key, expiresAt)),
    revoke: async (key, expiresAt) => {
      await calls.run((call) => calls.repeat(call, () => revoke(key, expiresAt)));
    },
    revokedSince: (cursor, now) => calls.run(() => revokedSince(cursor, now)),
  };
}
