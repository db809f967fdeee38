import assert from "node:assert/strict";
import { VerifiedTokens } from "../../src/chat/tokens_verified.ts";
import { clockSkewSeconds } from "../../src/limits.ts";
import type { Principal } from "../../src/protocol/principal.ts";
import { FalseClock } from "../support/false_clock.ts";

const principal: Principal = {
  id: "66a0c1de9b3f4a0012345678",
  username: "ada",
  guest: false,
  tokenKey: "key",
  expiresAt: new FalseClock().now() + 60_000,
};

Deno.test("VerifiedTokens remembers a token until it is refused anyway, then forgets it", async () => {
  const clock = new FalseClock();
  const verified = new VerifiedTokens(clock);
  verified.set("token", principal);
  assert.equal(verified.get("token"), principal);
  assert.equal(verified.get("tokem"), undefined);
  await clock.tick(60_000 + clockSkewSeconds * 1_000 - 1);
  assert.equal(verified.get("token"), principal);
  await clock.tick(1);
  assert.equal(verified.get("token"), undefined);
  assert.equal(verified.size, 0);
});

Deno.test("VerifiedTokens holds no more than it may, and forgets the least recently used", () => {
  const verified = new VerifiedTokens(new FalseClock(), 3);
  for (const token of ["a", "b", "c"]) verified.set(token, principal);
  verified.get("a");
  verified.set("d", principal);
  assert.equal(verified.size, 3);
  assert.equal(verified.get("b"), undefined);
  assert.equal(verified.get("a"), principal);
});
