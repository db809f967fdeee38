import type { AuditRecord } from "../protocol/audit.ts";
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
  /** Beside the text. Absent: none. */
  readonly statusEmoji?: string;
  /** When the status is over, milliseconds since 1970. Absent: it stays. */
  readonly statusUntil?: number;
  /** Nobody may log in with it. Absent: somebody may. */
  readonly disabled?: boolean;
  /** How often it was disabled; absent: never. Its tokens name the generation they were made in. */
  readonly generation?: number;
}

/** `statusEmoji` "" and `statusUntil` 0 take away what there was. */
export type ProfileChange = Partial<
  Pick<Account, "displayName" | "avatarUrl" | "bio" | "statusText" | "statusEmoji" | "statusUntil">
>;

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
  /**
   * Answers the account after it; `undefined`: no such account. Disabling one that is not disabled begins its next generation,
   * once however many do it at one time; repeating it changes nothing, nor does enabling one that is not disabled. `record`: kept
   * with it, where something changes.
   */
  setDisabled(id: Id, disabled: boolean, record?: AuditRecord): Promise<Account | undefined>;
  /** Removes the account, and when it was seen last: its names are free. Repeating it is harmless. */
  remove(id: Id): Promise<void>;
}
