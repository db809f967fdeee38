import type { Id } from "../protocol/id.ts";

export interface Account {
  readonly id: Id;
  /** As its owner writes it; unique without regard to case. */
  readonly username: string;
  /** Normalised: trimmed, lower case. Unique. */
  readonly email: string;
  /** bcrypt format. */
  readonly passwordHash: string;
  readonly createdAt: string;
  readonly displayName: string;
  readonly avatarUrl: string;
  readonly bio: string;
  readonly statusText: string;
}

export type ProfileChange = Partial<Pick<Account, "displayName" | "avatarUrl" | "bio" | "statusText">>;

/** Accounts. Law: of two racing `create` calls with one username or email, exactly one is `ok`. */
export interface Accounts {
  create(account: Account): Promise<"ok" | "username_taken" | "email_taken">;
  byId(id: Id): Promise<Account | undefined>;
  /** By username, without regard to case. */
  byUsername(username: string): Promise<Account | undefined>;
  /** By normalised email. */
  byEmail(email: string): Promise<Account | undefined>;
  /** Those that exist, in any order. */
  byIds(ids: readonly Id[]): Promise<readonly Account[]>;
  /** Answers the account after the change; `undefined`: no such account. */
  update(id: Id, change: ProfileChange): Promise<Account | undefined>;
}
