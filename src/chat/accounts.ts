import type { Account, Accounts, ProfileChange } from "../ports/accounts.ts";
import type { Avatars } from "../ports/avatars.ts";
import type { Clock } from "../ports/clock.ts";
import type { PasswordHasher } from "../ports/password_hasher.ts";
import type { Random } from "../ports/random.ts";
import type { Id } from "../protocol/id.ts";
import { ParleyError } from "../protocol/parley_error.ts";
import type { Principal } from "../protocol/principal.ts";
import type {
  AccountView,
  Credentials,
  GuestLogin,
  Login,
  Me,
  Profile,
  ProfileChangeInput,
  Registration,
  ShownProfile,
} from "../protocol/user.ts";
import type { TellProfile } from "./own_signal.ts";
import type { TokenAuthority } from "./token_authority.ts";

/** Everything a user does with an account, for any door. Refusals are `ParleyError`. */
export interface AccountActions {
  /** Throws `username_taken`, `email_taken`, `overloaded`. */
  register(input: Registration): Promise<AccountView>;
  /**
   * By email or username. Throws `invalid_credentials`, whichever of the two was wrong and in the same time, and
   * `account_disabled`.
   */
  login(input: Credentials): Promise<Login>;
  /** No account: the name is in the token's claims alone. Throws `username_taken` for the name of an account. */
  guest(username: string): Promise<GuestLogin>;
  /** Throws `unauthorized` when the account is gone. */
  me(actor: Principal): Promise<Me>;
  /** Throws `not_found`, for guests too: there is nothing of them to show. */
  profile(user: Id): Promise<Profile>;
  /** Of those that exist. */
  profiles(users: readonly Id[]): Promise<readonly Profile[]>;
  /** The actor's own. Throws `forbidden` for guests. */
  updateProfile(actor: Principal, change: ProfileChangeInput): Promise<Profile>;
}

export interface AccountActionsDeps {
  readonly accounts: Accounts;
  readonly avatars: Pick<Avatars, "remove">;
  readonly hasher: PasswordHasher;
  readonly tokens: Pick<TokenAuthority, "mint">;
  readonly clock: Clock;
  readonly random: Random;
  readonly tellProfile: TellProfile;
  /** Makes the ids of accounts. */
  readonly nextId: () => Id;
}

export function createAccountActions(deps: AccountActionsDeps): AccountActions {
  const { accounts, avatars, hasher, tokens, clock, random, tellProfile, nextId } = deps;
  return {
    async register({ username, email, password }) {
      // Hashed before the store is asked: a taken name is not told by time.
      const passwordHash = await hasher.hash(password);
      const createdAt = new Date(clock.now()).toISOString();
      const id = nextId();
      const profile = { displayName: "", avatarUrl: "", bio: "", statusText: "" };
      const outcome = await accounts.create({ id, username, email, passwordHash, createdAt, ...profile });
      if (outcome !== "ok") throw new ParleyError(outcome);
      return { id, username, email, created_at: createdAt };
    },

    async login({ email, username, password }) {
      const account = await find(accounts, email ?? username ?? "");
      const right = await hasher.verify(password, account?.passwordHash);
      if (account === undefined || !right) throw new ParleyError("invalid_credentials");
      // Told to its owner alone.
      if (account.disabled === true) throw new ParleyError("account_disabled");
      const user = { id: account.id, username: account.username };
      // If it is disabled at this moment, this is a token of a generation that is over.
      const { generation } = account;
      return {
        token: await tokens.mint({ ...user, guest: false, generation }),
        user: { ...user, email: account.email },
      };
    },

    async guest(username) {
      if (await accounts.byUsername(username) !== undefined) throw new ParleyError("username_taken");
      const user = { id: hex(random.bytes(12)), username, guest: true as const };
      return { token: await tokens.mint(user), user };
    },

    async me({ id, username, guest }) {
      if (guest) return { id, username, guest: true };
      const account = await accounts.byId(id);
      if (account === undefined) throw new ParleyError("unauthorized", "The account of this token is gone");
      return { ...profileOf(account, clock.now()), email: account.email, guest: false };
    },

    async profile(user) {
      const account = await accounts.byId(user);
      if (account === undefined) throw new ParleyError("not_found", "There is no such user");
      return profileOf(account, clock.now());
    },

    async profiles(users) {
      return (await accounts.byIds([...new Set(users)])).map((account) => profileOf(account, clock.now()));
    },

    async updateProfile(actor, change) {
      if (actor.guest) throw new ParleyError("forbidden", "Guests have no profile: register first");
      const status = await changedStatus(accounts, actor.id, change, clock.now());
      const account = await accounts.update(actor.id, { ...columnsOf(change), ...status });
      if (account === undefined) throw new ParleyError("not_found", "There is no such user");
      tellProfile(actor.id);
      if (change.avatar_url !== undefined) await avatars.remove(actor.id);
      return profileOf(account, clock.now());
    },
  };
}

/** Usernames have no "@" and emails have one, so that a login cannot mean two accounts. */
function find(accounts: Accounts, login: string): Promise<Account | undefined> {
  const text = login.trim();
  return text.includes("@") ? accounts.byEmail(text.toLowerCase()) : accounts.byUsername(text);
}

/** @param now Milliseconds since 1970: what is over by then is not shown. */
export function profileOf(account: Account, now: number): Profile {
  const { id, username, bio, createdAt } = account;
  return { id, username, ...shownOf(account, now), bio, created_at: createdAt };
}

/** The same without what is read only where somebody asks for it. */
export function shownOf(account: Account, now: number): ShownProfile {
  const { statusText, statusEmoji = "", statusUntil = 0 } = account;
  const over = statusUntil > 0 && statusUntil <= now;
  return {
    display_name: account.displayName,
    avatar_url: account.avatarUrl,
    status_text: over ? "" : statusText,
    ...(over || statusEmoji === "" ? {} : { status_emoji: statusEmoji }),
    ...(over || statusUntil === 0 ? {} : { status_until: new Date(statusUntil).toISOString() }),
  };
}

/** What a change makes of a status: of one that is over nothing stays, and another text stays unless it is said until when. */
async function changedStatus(
  accounts: Pick<Accounts, "byId">,
  user: Id,
  { status_text, status_emoji, status_until }: ProfileChangeInput,
  now: number,
): Promise<ProfileChange> {
  if (status_text === undefined && status_emoji === undefined && status_until === undefined) return {};
  const until = typeof status_until === "string" ? Date.parse(status_until) : 0;
  if (until !== 0 && until <= now) throw new ParleyError("invalid", "status_until: Expected a time to come");
  const { statusUntil = 0 } = await accounts.byId(user) ?? {};
  const over = statusUntil > 0 && statusUntil <= now;
  const ends = status_until !== undefined || status_text !== undefined || over;
  return {
    ...(over ? { statusText: "", statusEmoji: "" } : {}),
    ...(status_text === undefined ? {} : { statusText: status_text }),
    ...(status_emoji === undefined ? {} : { statusEmoji: status_emoji }),
    ...(ends ? { statusUntil: until } : {}),
  };
}

function columnsOf({ display_name, avatar_url, bio }: ProfileChangeInput): ProfileChange {
  return {
    ...(display_name !== undefined && { displayName: display_name }),
    ...(avatar_url !== undefined && { avatarUrl: avatar_url }),
    ...(bio !== undefined && { bio }),
  };
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
