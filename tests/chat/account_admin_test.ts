import assert from "node:assert/strict";
import { createAccountAdmin } from "../../src/chat/account_admin.ts";
import { createTokenAuthority } from "../../src/chat/tokens.ts";
import { accountRevocationKeptMs, revocationPollMs, tokenSeconds } from "../../src/limits.ts";
import type { Tokens } from "../../src/ports/tokens.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import { FalseClock } from "../support/false_clock.ts";
import { createMemoryAccounts } from "../support/memory_accounts.ts";
import { createMemoryTokens } from "../support/memory_tokens.ts";
import { createIds } from "../../src/chat/ids.ts";
import { SeededRandom } from "../support/seeded_random.ts";

const id = "a1".repeat(12);
const ada = { id, username: "ada", guest: false };

/** Two nodes over one store, with one account. */
async function world(stored: Tokens = createMemoryTokens()) {
  const [clock, random] = [new FalseClock(), new SeededRandom(1)];
  const key = new TextEncoder().encode("a key of the tests, 32 bytes or more");
  const node = (ring?: () => void) =>
    createTokenAuthority({ key, tokens: stored, clock, random, ...(ring === undefined ? {} : { ring }) });
  let rings = 0;
  const [near, far] = [node(() => rings++), node()];
  const accounts = createMemoryAccounts();
  const profile = { displayName: "", avatarUrl: "", bio: "", statusText: "" };
  await accounts.create({ id, username: "ada", email: "a@x.org", passwordHash: "", createdAt: "", ...profile });
  await far.start();
  const admin = createAccountAdmin({ accounts, tokens: near, clock, nextId: createIds(clock, random) });
  return { clock, accounts, near, far, admin, rings: () => rings };
}

Deno.test("Disabling an account ends all its tokens and tickets, here at once and elsewhere at the next reading", async () => {
  const { clock, near, far, admin, rings } = await world();
  const tokens = [await near.mint(ada), await far.mint(ada)];
  const principals = await Promise.all(tokens.map((token) => far.verify(token)));
  const ticket = await near.mintTicket(principals[0]!);
  const other = await near.mint({ ...ada, id: "b2".repeat(12) });
  const guest = await near.mint({ ...ada, guest: true });
  await admin.disable(id);
  assert.equal(rings(), 1);
  for (const token of tokens) {
    await assert.rejects(near.verify(token), { code: "unauthorized", message: "The account was disabled since" });
  }
  await assert.rejects(near.redeemTicket(ticket), { code: "unauthorized" });
  await clock.tick(revocationPollMs);
  assert.deepEqual(principals.map((principal) => far.isRevoked(principal)), [true, true]);
  for (const token of [other, guest]) await far.verify(token);
  far.close();
});

Deno.test("A token of an account that was enabled again is let in, those from before are not, nor are they renewed", async () => {
  const { clock, accounts, near, far, admin } = await world();
  const old = await near.mint(ada);
  const before = await near.verify(old);
  await admin.disable(id);
  await admin.enable(id);
  const generation = (await accounts.byId(id))?.generation;
  const token = await near.mint({ ...ada, generation });
  await assert.rejects(near.verify(old), { code: "unauthorized" });
  const principal = await near.verify(token);
  assert.equal(principal.generation, 1);
  await clock.tick((tokenSeconds / 2) * 1_000 + 1_000);
  assert.equal(await near.renew(old, before), undefined);
  const newer = await near.renew(token, principal);
  assert.equal((await near.verify(newer!)).generation, 1, "a renewal stays in its generation");
  const ticket = await near.mintTicket(principal);
  assert.equal((await near.redeemTicket(ticket)).generation, 1);
  await admin.disable(id);
  for (const one of [token, newer!]) await assert.rejects(near.verify(one), { code: "unauthorized" });
  far.close();
});

Deno.test("Disabling again, or enabling, completes what an attempt before has left half done", async () => {
  for (const then of ["disable", "enable"] as const) {
    const memory = createMemoryTokens();
    let down = true;
    const expiries: number[] = [];
    const revoke: Tokens["revoke"] = (key, expiresAt) => {
      if (down) return Promise.reject(new ParleyError("unavailable"));
      expiries.push(expiresAt);
      return memory.revoke(key, expiresAt);
    };
    const { clock, near, far, admin } = await world({ ...memory, revoke });
    const token = await near.mint(ada);
    await assert.rejects(admin.disable(id), { code: "unavailable" });
    await near.verify(token);
    down = false;
    await admin[then](id);
    await assert.rejects(near.verify(token), { code: "unauthorized" }, then);
    assert.deepEqual(expiries, [clock.now() + accountRevocationKeptMs]);
    far.close();
  }
});

Deno.test("An account that does not exist can neither be disabled nor enabled; one that never was is left as it is", async () => {
  const { near, far, admin } = await world();
  const nobody = "c3".repeat(12);
  await assert.rejects(admin.disable(nobody), { code: "not_found" });
  await assert.rejects(admin.enable(nobody), { code: "not_found" });
  const token = await near.mint(ada);
  await admin.enable(id);
  await near.verify(token);
  far.close();
});
