import assert from "node:assert/strict";
import { createPasswordHasher } from "../../src/adapters/system/password_hasher.ts";
import { type AccountActions, createAccountActions } from "../../src/chat/accounts.ts";
import { createIds } from "../../src/chat/ids.ts";
import { createTokenAuthority } from "../../src/chat/tokens.ts";
import type { PasswordHasher } from "../../src/ports/password_hasher.ts";
import { isId } from "../../src/protocol/id.ts";
import { ParleyError } from "../../src/protocol/parley_error.ts";
import { FalseClock } from "../support/false_clock.ts";
import { createMemoryAccounts } from "../support/memory_accounts.ts";
import { createMemoryAvatars } from "../support/memory_avatars.ts";
import { createMemoryTokens } from "../support/memory_tokens.ts";
import { SeededRandom } from "../support/seeded_random.ts";

const ada = { username: "Ada", email: "ada@example.com", password: "correct horse" };

/** Real hashes and tokens; the hashes without threads and cheap. */
function actionsOf(hasher: PasswordHasher = createPasswordHasher({ cost: 4, threads: 0 })) {
  const clock = new FalseClock();
  const random = new SeededRandom(1);
  const tokens = createTokenAuthority({ key: new Uint8Array(32), tokens: createMemoryTokens(), clock, random });
  const accounts = createMemoryAccounts();
  const nextId = createIds(clock, random);
  const told: string[] = [];
  const tellProfile = (user: string) => void told.push(user);
  const avatars = createMemoryAvatars();
  return {
    tokens,
    accounts,
    told,
    actions: createAccountActions({ accounts, avatars, hasher, tokens, clock, random, tellProfile, nextId }),
  };
}

const withCode = (code: string) => (error: unknown) => error instanceof ParleyError && error.code === code;

async function thrownBy(work: Promise<unknown>): Promise<ParleyError> {
  const error = await work.then(() => assert.fail("should have been refused"), (error: unknown) => error);
  assert.ok(error instanceof ParleyError, String(error));
  return error;
}

Deno.test("AccountActions.register() answers the account and keeps a hash, never the password", async () => {
  const { actions, accounts } = actionsOf();
  const account = await actions.register(ada);
  assert.ok(isId(account.id));
  assert.deepEqual(account, {
    id: account.id,
    username: "Ada",
    email: "ada@example.com",
    created_at: "2026-01-01T00:00:00.000Z",
  });
  const kept = await accounts.byId(account.id);
  assert.match(kept!.passwordHash, /^\$2b\$04\$/);
  assert.ok(!JSON.stringify(kept).includes(ada.password));
});

Deno.test("AccountActions.register() refuses a taken username, whatever its case, and a taken email", async () => {
  const { actions } = actionsOf();
  await actions.register(ada);
  await assert.rejects(
    actions.register({ ...ada, username: "aDA", email: "other@example.com" }),
    withCode("username_taken"),
  );
  await assert.rejects(actions.register({ ...ada, username: "other" }), withCode("email_taken"));
});

Deno.test("AccountActions.register() hashes also when the name is taken, so that time tells nothing", async () => {
  let hashes = 0;
  const cheap = createPasswordHasher({ cost: 4, threads: 0 });
  const { actions } = actionsOf({
    ...cheap,
    hash: (password) => {
      hashes++;
      return cheap.hash(password);
    },
  });
  await actions.register(ada);
  await assert.rejects(actions.register(ada));
  assert.equal(hashes, 2);
});

Deno.test("AccountActions.login() finds the account by email or username, in any case, in either field", async () => {
  const { actions, tokens } = actionsOf();
  const { id } = await actions.register(ada);
  const user = { id, username: "Ada", email: "ada@example.com" };
  const logins = [
    { email: "ada@example.com" },
    { email: " ADA@Example.com " },
    { email: "ada" },
    { username: "ADA" },
    { username: "ada@example.com" },
  ];
  for (const login of logins) {
    const answer = await actions.login({ ...login, password: ada.password });
    assert.deepEqual(answer.user, user);
    const principal = await tokens.verify(answer.token);
    assert.equal(principal.id, id);
    assert.equal(principal.guest, false);
  }
});

Deno.test("AccountActions.login() tells an unknown user and a wrong password alike, and asks the hasher for both", async () => {
  const asked: (string | undefined)[] = [];
  const cheap = createPasswordHasher({ cost: 4, threads: 0 });
  const { actions } = actionsOf({
    ...cheap,
    verify: (password, hash) => {
      asked.push(hash === undefined ? undefined : "hash");
      return cheap.verify(password, hash);
    },
  });
  await actions.register(ada);
  const wrong = await thrownBy(actions.login({ email: ada.email, password: "wrong" }));
  const unknown = await thrownBy(actions.login({ email: "nobody@example.com", password: "wrong" }));
  assert.deepEqual([wrong.code, wrong.message, wrong.details], [unknown.code, unknown.message, unknown.details]);
  assert.equal(wrong.code, "invalid_credentials");
  assert.deepEqual(asked, ["hash", undefined]);
});

Deno.test("AccountActions.login() refuses the right password with a tail that bcrypt would not see", async () => {
  const { actions } = actionsOf();
  const password = "x".repeat(72);
  await actions.register({ ...ada, password });
  await actions.login({ username: "ada", password });
  await assert.rejects(actions.login({ username: "ada", password: `${password}y` }), withCode("invalid_credentials"));
});

Deno.test("AccountActions.guest() gives a token with a fresh id, and refuses the names of accounts", async () => {
  const { actions, tokens } = actionsOf();
  await actions.register(ada);
  const one = await actions.guest("visitor");
  const other = await actions.guest("visitor");
  assert.ok(isId(one.user.id));
  assert.deepEqual(one.user, { id: one.user.id, username: "visitor", guest: true });
  assert.notEqual(one.user.id, other.user.id);
  const { guest, username } = await tokens.verify(one.token);
  assert.deepEqual({ guest, username }, { guest: true, username: "visitor" });
  await assert.rejects(actions.guest("ADA"), withCode("username_taken"));
});

Deno.test("AccountActions.me() shows an account with its email, and of a guest what the token says", async () => {
  const { actions, tokens } = actionsOf();
  const { id } = await actions.register(ada);
  const asAda = await loggedIn(actions, tokens);
  assert.deepEqual(await actions.me(asAda), {
    id,
    username: "Ada",
    email: "ada@example.com",
    display_name: "",
    avatar_url: "",
    bio: "",
    status_text: "",
    created_at: "2026-01-01T00:00:00.000Z",
    guest: false,
  });
  const guest = await actions.guest("visitor");
  assert.deepEqual(await actions.me(await tokens.verify(guest.token)), guest.user);
  await assert.rejects(actions.me({ ...asAda, id: "0".repeat(24) }), withCode("unauthorized"));
});

Deno.test("AccountActions.updateProfile() changes what is given and nothing else; others see it without the email", async () => {
  const { actions, tokens, told } = actionsOf();
  const { id } = await actions.register(ada);
  const asAda = await loggedIn(actions, tokens);
  await actions.updateProfile(asAda, { display_name: "Ada L.", bio: "First" });
  await actions.updateProfile(asAda, { bio: "" });
  assert.deepEqual(told, [id, id]);
  assert.deepEqual(await actions.profile(id), {
    id,
    username: "Ada",
    display_name: "Ada L.",
    avatar_url: "",
    bio: "",
    status_text: "",
    created_at: "2026-01-01T00:00:00.000Z",
  });
});

Deno.test("AccountActions knows no profile of guests or strangers, and lets guests change none", async () => {
  const { actions, tokens, told } = actionsOf();
  const { token, user } = await actions.guest("visitor");
  await assert.rejects(actions.profile(user.id), withCode("not_found"));
  await assert.rejects(actions.updateProfile(await tokens.verify(token), { bio: "x" }), withCode("forbidden"));
  assert.deepEqual(told, []);
});

async function loggedIn(actions: AccountActions, tokens: ReturnType<typeof actionsOf>["tokens"]) {
  const { token } = await actions.login({ username: "ada", password: ada.password });
  return await tokens.verify(token);
}
