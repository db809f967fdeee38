import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { SignJWT } from "jose";
import { createTokenAuthority } from "../../src/chat/tokens.ts";
import { clockSkewSeconds, ticketSeconds, tokenSeconds } from "../../src/limits.ts";
import type { Tokens } from "../../src/ports/tokens.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import { FalseClock } from "../support/false_clock.ts";
import { createMemoryTokens } from "../support/memory_tokens.ts";
import { SeededRandom } from "../support/seeded_random.ts";

const key = new TextEncoder().encode("a key of thirty-two bytes or more");
const ada = { id: "66a0c1de9b3f4a0012345678", username: "ada", guest: false };

function authorityOf(tokens: Tokens = createMemoryTokens(), clock = new FalseClock()) {
  return { clock, tokens, authority: createTokenAuthority({ key, tokens, clock, random: new SeededRandom(1) }) };
}

async function refused(work: Promise<unknown>, what = "it"): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof ParleyError, `${what}: ${error}`);
    assert.equal(error.code, "unauthorized", what);
    assert.equal(error.message, "A valid token is needed", what);
    return true;
  }, what);
}

/** A token as another maker would sign it with the same key: claims and header exactly as given. */
function signed(claims: unknown, header: unknown = { alg: "HS256", typ: "JWT" }, secret: Uint8Array = key): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const input = `${part(header)}.${part(claims)}`;
  return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
}

function claimsAt(clock: FalseClock): Record<string, unknown> {
  const now = Math.floor(clock.now() / 1_000);
  return { iss: "parley", aud: "parley", sub: ada.id, name: "ada", iat: now, exp: now + 3_600 };
}

function without(claims: Record<string, unknown>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));
}

Deno.test("TokenAuthority.verify() says whose a minted token is", async () => {
  const { clock, authority } = authorityOf();
  const { tokenKey, expiresAt, ...who } = await authority.verify(await authority.mint(ada));
  assert.deepEqual(who, ada);
  assert.equal(expiresAt, clock.now() + tokenSeconds * 1_000);
  assert.match(tokenKey, /^[\w-]{43}$/);
});

Deno.test("TokenAuthority.mint() marks guests, and gives two tokens of one second different keys", async () => {
  const { authority } = authorityOf();
  const guest = await authority.verify(await authority.mint({ ...ada, guest: true }));
  const one = await authority.verify(await authority.mint(ada));
  const other = await authority.verify(await authority.mint(ada));
  assert.equal(guest.guest, true);
  assert.notEqual(one.tokenKey, other.tokenKey);
});

Deno.test("TokenAuthority.mint() writes the claims that the protocol names", async () => {
  const { clock, authority } = authorityOf();
  const [header, payload] = (await authority.mint(ada)).split(".").slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, "base64url").toString()));
  const issuedAt = Math.floor(clock.now() / 1_000);
  assert.deepEqual(header, { alg: "HS256", typ: "JWT" });
  for (const id of [payload.jti, payload.sid]) assert.match(id, /^[0-9a-f]{32}$/);
  assert.deepEqual(without(without(payload, "jti"), "sid"), {
    auth_time: issuedAt,
    iss: "parley",
    aud: "parley",
    sub: ada.id,
    name: "ada",
    iat: issuedAt,
    exp: issuedAt + tokenSeconds,
  });
});

Deno.test("TokenAuthority.verify() accepts tokens of other makers with the same key, without jti or type", async () => {
  const { clock, authority } = authorityOf();
  const claims = claimsAt(clock);
  const byJose = await new SignJWT({ name: "ada" }).setProtectedHeader({ alg: "HS256" }).setIssuer("parley")
    .setAudience("parley").setSubject(ada.id).setExpirationTime(Number(claims["exp"])).sign(key);
  const texts = [
    byJose,
    signed(claims),
    signed(claims, { alg: "HS256" }),
    signed(claims, { alg: "HS256", typ: "jwt", kid: "main-2026.1" }),
    signed({ ...claims, aud: ["parley", "other"], guest: false, more: { nested: true } }),
    signed({ ...claims, exp: Number(claims["exp"]) + 0.5 }),
  ];
  for (const text of texts) assert.equal((await authority.verify(text)).id, ada.id);
});

Deno.test("TokenAuthority.verify() refuses every token it should, all alike", async (t) => {
  const { clock, authority } = authorityOf();
  const good = claimsAt(clock);
  const now = Number(good["iat"]);
  const real = await authority.mint(ada);
  const [header, payload, signature] = real.split(".");
  const unsigned = (alg: string) =>
    `${Buffer.from(JSON.stringify({ alg, typ: "JWT" })).toString("base64url")}.${payload}.`;
  const bad: Record<string, string> = {
    "nothing": "",
    "no JWT": "not a token",
    "two parts": `${header}.${payload}`,
    "five parts": `${real}.a.b`,
    "alg none": unsigned("none"),
    "alg None": unsigned("None"),
    "alg nOnE": unsigned("nOnE"),
    "alg none with a signature": `${unsigned("none")}${signature}`,
    "an empty signature": `${header}.${payload}.`,
    "a signature of zeros": `${header}.${payload}.${Buffer.alloc(32).toString("base64url")}`,
    "another key": signed(good, undefined, new Uint8Array(32)),
    "another algorithm's name": signed(good, { alg: "HS512", typ: "JWT" }),
    "an algorithm of public keys": signed(good, { alg: "RS256", typ: "JWT" }),
    "ES256 of zeros": `${Buffer.from('{"alg":"ES256"}').toString("base64url")}.${payload}.${"A".repeat(86)}`,
    "a changed payload": `${header}.${payload!.slice(0, -2)}AA.${signature}`,
    "another issuer": signed({ ...good, iss: "other" }),
    "no issuer": signed(without(good, "iss")),
    "another audience": signed({ ...good, aud: "parley-ticket" }),
    "no audience": signed(without(good, "aud")),
    "no expiry": signed(without(good, "exp")),
    "expiry as text": signed({ ...good, exp: String(good["exp"]) }),
    "expiry null": signed({ ...good, exp: null }),
    "an endless expiry": signed({ ...good, exp: 1e300 }),
    "not yet": signed({ ...good, nbf: now + clockSkewSeconds + 1 }),
    "not-before as text": signed({ ...good, nbf: "0" }),
    "another type": signed(good, { alg: "HS256", typ: "refresh+jwt" }),
    "a ticket's type": signed(good, { alg: "HS256", typ: "parley-ticket+jwt" }),
    "an unknown critical header": signed(good, { alg: "HS256", crit: ["x"], x: 1 }),
    "an unencoded payload": signed(good, { alg: "HS256", crit: ["b64"], b64: false }),
    "kid as a path": signed(good, { alg: "HS256", kid: "../../dev/null" }),
    "kid as SQL": signed(good, { alg: "HS256", kid: "' OR 1=1 --" }),
    "kid as an address": signed(good, { alg: "HS256", kid: "https://evil.example/key" }),
    "jku": signed(good, { alg: "HS256", jku: "https://evil.example/jwks" }),
    "jwk": signed(good, { alg: "HS256", jwk: { kty: "oct", k: "AAAA" } }),
    "x5u": signed(good, { alg: "HS256", x5u: "https://evil.example/x" }),
    "no subject": signed(without(good, "sub")),
    "a subject that is no id": signed({ ...good, sub: "ada" }),
    "a subject that is an object": signed({ ...good, sub: { $ne: null } }),
    "no name": signed(without(good, "name")),
    "a name that no user could have": signed({ ...good, name: "<script>" }),
    "guest as text": signed({ ...good, guest: "true" }),
    "claims that are a list": signed([good]),
    "50 KB": signed({ ...good, more: "x".repeat(50_000) }),
    "a ticket": await authority.mintTicket(await authority.verify(real)),
  };
  for (const [what, token] of Object.entries(bad)) {
    await t.step(what, () => refused(authority.verify(token), what));
  }
});

Deno.test("TokenAuthority.verify() tolerates clocks that differ by less than clockSkewSeconds, in both directions", async () => {
  const now = Math.floor(new FalseClock().now() / 1_000);
  for (const cached of [false, true]) {
    const { clock, authority } = authorityOf();
    const token = signed({ ...claimsAt(clock), exp: now + 60 });
    if (cached) await authority.verify(token);
    await clock.tick((60 + clockSkewSeconds - 1) * 1_000);
    await authority.verify(token);
    await clock.tick(2_000);
    await refused(authority.verify(token), cached ? "remembered and expired" : "expired");
  }
  const { clock, authority } = authorityOf();
  await authority.verify(signed({ ...claimsAt(clock), nbf: now + clockSkewSeconds - 1 }));
});

Deno.test("TokenAuthority.verify() does not take a forged signature for a remembered token", async () => {
  const { authority } = authorityOf();
  const token = await authority.mint(ada);
  await authority.verify(token);
  await refused(authority.verify(`${token.slice(0, -10)}AAAAAAAAAA`));
});

Deno.test("TokenAuthority.revoke() ends a token at once, and no dressing up brings it back", async () => {
  const { authority } = authorityOf();
  const token = await authority.mint(ada);
  const other = await authority.mint(ada);
  const principal = await authority.verify(token);
  await authority.revoke(principal);
  assert.equal(authority.isRevoked(principal), true);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (const last of alphabet) await refused(authority.verify(token.slice(0, -1) + last), `ending in ${last}`);
  await refused(authority.verify(`${token}=`));
  assert.equal((await authority.verify(other)).id, ada.id);
});

Deno.test("TokenAuthority.revoke() rings for the other nodes only when the revocation is durable", async () => {
  const rung: string[] = [];
  const memory = createMemoryTokens();
  const revoke: Tokens["revoke"] = async (tokenKey, expiresAt) => {
    assert.deepEqual(rung, []);
    await memory.revoke(tokenKey, expiresAt);
  };
  const authority = createTokenAuthority({
    key,
    tokens: { ...memory, revoke },
    clock: new FalseClock(),
    random: new SeededRandom(1),
    ring: () => rung.push("rung"),
  });
  await authority.revoke(await authority.verify(await authority.mint(ada)));
  assert.deepEqual(rung, ["rung"]);
});

Deno.test("TokenAuthority refuses, after a restart, what was revoked before it, also within the tolerance of clocks", async () => {
  const { clock, tokens, authority } = authorityOf();
  const token = signed({ ...claimsAt(clock), exp: Math.floor(clock.now() / 1_000) + 60 });
  await authority.revoke(await authority.verify(token));
  await clock.tick((60 + clockSkewSeconds - 1) * 1_000);
  const restarted = authorityOf(tokens, clock).authority;
  await refused(restarted.verify(token));
});

Deno.test("TokenAuthority.verify() trusts nothing while the store has not told what was revoked", async () => {
  const memory = createMemoryTokens();
  let down = true;
  const revokedSince: Tokens["revokedSince"] = (cursor, now) =>
    down ? Promise.reject(new ParleyError("unavailable")) : memory.revokedSince(cursor, now);
  const { authority } = authorityOf({ ...memory, revokedSince });
  const token = await authority.mint(ada);
  await assert.rejects(authority.verify(token), { code: "unavailable" });
  down = false;
  assert.equal((await authority.verify(token)).id, ada.id);
});

Deno.test("TokenAuthority.redeemTicket() gives the principal of the token, once, to one of twenty", async () => {
  const { authority } = authorityOf();
  const principal = await authority.verify(await authority.mint({ ...ada, guest: true }));
  const ticket = await authority.mintTicket(principal);
  assert.match(ticket, /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "legal in a subprotocol");
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => authority.redeemTicket(ticket)));
  const won = outcomes.filter((outcome) => outcome.status === "fulfilled");
  assert.equal(won.length, 1);
  assert.deepEqual(won[0]!.value, principal);
  for (const outcome of outcomes) if (outcome.status === "rejected") assert.equal(outcome.reason.code, "unauthorized");
});

Deno.test("TokenAuthority.redeemTicket() spends a ticket for all nodes", async () => {
  const { clock, tokens, authority } = authorityOf();
  const other = authorityOf(tokens, clock).authority;
  const ticket = await authority.mintTicket(await authority.verify(await authority.mint(ada)));
  await other.redeemTicket(ticket);
  await refused(authority.redeemTicket(ticket));
});

Deno.test("TokenAuthority.redeemTicket() refuses what is late, revoked, over, forged or no ticket", async () => {
  const { clock, authority } = authorityOf();
  const token = await authority.mint(ada);
  const principal = await authority.verify(token);
  await refused(authority.redeemTicket(token), "a token");
  await refused(authority.redeemTicket(""), "nothing");
  await refused(authority.redeemTicket("x".repeat(10_000)), "10 KB");
  const asTicket = { ...claimsAt(clock), aud: "parley-ticket", token_key: "k", token_expires: clock.now() + 1_000 };
  await refused(authority.redeemTicket(signed(asTicket)), "a token's type");
  await refused(authority.redeemTicket(signed(asTicket, undefined, new Uint8Array(32))), "another key");
  const late = await authority.mintTicket(principal);
  await clock.tick((ticketSeconds + 1) * 1_000);
  await refused(authority.redeemTicket(late), "late");
  const over = await authority.mintTicket({ ...principal, expiresAt: clock.now() + 1_000 });
  await clock.tick(1_000);
  await refused(authority.redeemTicket(over), "token over");
  const ofRevoked = await authority.mintTicket(principal);
  await authority.revoke(principal);
  await refused(authority.redeemTicket(ofRevoked), "token revoked");
});

Deno.test("createTokenAuthority() refuses a key that is too short, without showing it", () => {
  const short = new TextEncoder().encode("secret");
  assert.throws(
    () =>
      createTokenAuthority({
        key: short,
        tokens: createMemoryTokens(),
        clock: new FalseClock(),
        random: new SeededRandom(1),
      }),
    (error) => error instanceof RangeError && /6 bytes.*32/.test(error.message) && !error.message.includes("secret"),
  );
});
